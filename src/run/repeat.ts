import { levelOf, type AnySuite } from '../check/suite.ts';
import { probeIdOf } from './capabilities.ts';
import { capabilityProbe } from './explore.ts';
import type { Conversation } from './recording.ts';
import type { Speaker } from './speaker.ts';

/**
 * Lets every failing check fail again: its first failing conversation is held again `--confirm` times. One repetition
 * serves all checks that failed in the same conversation; the reserve of the plan bounds them all.
 */
export async function repeatFailures(speaker: Speaker): Promise<void> {
  const { confirm, plan } = speaker.options;
  let left = plan.reserve.confirm;
  for (const failing of firstFailures(speaker)) {
    for (let attempt = 1; attempt <= confirm; attempt += 1) {
      const spoken = await repeat(speaker, failing, attempt, left);
      if (!spoken) break;
      if (spoken.lost) return;
      left -= spoken.exchanges.length;
    }
  }
}

/** The fewest conversations in which every failing check failed, those first that most depends on. Notes prove nothing. */
function firstFailures({ session: { judgements, conversations }, options }: Speaker): Set<Conversation> {
  const weights = new Map(options.selection.suites.flatMap(weightsOf));
  const first = new Map<string, Conversation>();
  for (const conversation of conversations) {
    for (const { state, check } of judgements.get(conversation) ?? []) {
      if (state === 'found' && !first.has(check)) first.set(check, conversation);
    }
  }
  const ranked = [...first].filter(([check]) => weights.get(check)! > 0);
  const cost = (conversation: Conversation) => conversation.exchanges.length;
  ranked.sort(([a, one], [b, other]) => weights.get(b)! - weights.get(a)! || cost(one) - cost(other));
  return new Set(ranked.map(([, conversation]) => conversation));
}

/** A MUST that only repetition proves comes first, then every MUST, then SHOULDs. */
function weightsOf({ id, checks }: AnySuite): [string, number][] {
  const weight = { MUST: 2, SHOULD: 1, MAY: 0 };
  return Object.entries(checks).map(([key, check]) => {
    const level = weight[levelOf(check)];
    return [`${id}/${key}`, level + (check.persistent && level > 0 ? 2 : 0)];
  });
}

async function repeat(
  speaker: Speaker,
  failing: Conversation,
  attempt: number,
  left: number,
): Promise<Conversation | undefined> {
  const { plan, selection } = speaker.options;
  const planned = plan.probes.find(({ probe }) => probe.id === failing.probe);
  const capability = selection.capabilities.find((one) => probeIdOf(one) === failing.probe);
  const probe = capability ? capabilityProbe(capability) : planned?.probe;
  if (!probe || probe.atMost.requests > left) return undefined;
  const one = capability ? capability.request : [...planned!.cases, ...planned!.further][failing.case];
  return speaker.speak({ probe }, one, { case: failing.case, attempt, purpose: 'confirm', most: left });
}
