import * as fc from 'fast-check';

import type { PlannedProbe } from './plan.ts';
import type { Conversation } from './recording.ts';
import type { Speaker } from './speaker.ts';

/**
 * Looks for a smaller request behind failures that only drawn cases showed: a case that always is sent is minimal
 * already. fast-check proposes, the endpoint disposes, and all of it together stays inside the reserve of the plan.
 */
export async function shrinkFailures(speaker: Speaker): Promise<void> {
  let left = speaker.options.plan.reserve.shrink;
  for (const { planned, index, checks } of failuresOfDrawnCases(speaker)) {
    if (left < planned.probe.atMost.requests) return;
    left -= await shrinkOne(speaker, planned, index, checks, left);
  }
}

type Failure = { planned: PlannedProbe; index: number; checks: ReadonlySet<string> };

function failuresOfDrawnCases({ session: { conversations, judgements }, options: { plan } }: Speaker): Failure[] {
  const explored = conversations.filter(({ purpose }) => purpose === 'explore');
  const failed = (conversation: Conversation) =>
    (judgements.get(conversation) ?? []).filter(({ state }) => state === 'found').map(({ check }) => check);
  const alreadyMinimal = new Set(conversations.flatMap((one) => (isDrawn(plan.probes, one) ? [] : failed(one))));
  const seen = new Set<string>();
  return explored.flatMap((conversation) => {
    const planned = plan.probes.find(({ probe }) => probe.id === conversation.probe);
    const fresh = failed(conversation).filter((check) => !alreadyMinimal.has(check) && !seen.has(check));
    if (!planned || fresh.length === 0 || !isDrawn(plan.probes, conversation)) return [];
    for (const check of fresh) seen.add(check);
    return [{ planned, index: conversation.case, checks: new Set(fresh) }];
  });
}

function isDrawn(probes: readonly PlannedProbe[], { probe, case: index }: Conversation): boolean {
  const planned = probes.find((one) => one.probe.id === probe);
  return planned !== undefined && index >= planned.drawnFrom;
}

/** Returns how many requests it took. The first run of the path is the failure that is known, so it is not sent. */
async function shrinkOne(
  speaker: Speaker,
  planned: PlannedProbe,
  index: number,
  checks: ReadonlySet<string>,
  budget: number,
): Promise<number> {
  const { drawn } = planned.probe.cases(speaker.options.contract, planned.seed);
  if (!drawn) return 0;
  let sent = 0;
  let attempt = 0;
  const property = fc.asyncProperty(drawn, async (one: unknown) => {
    attempt += 1;
    if (attempt === 1) return false;
    if (sent + planned.probe.atMost.requests > budget) return true;
    const conversation = await speaker.speak(planned, one, {
      case: index,
      attempt,
      purpose: 'shrink',
      most: budget - sent,
    });
    sent += conversation.exchanges.length;
    return !(speaker.session.judgements.get(conversation) ?? []).some(
      ({ state, check }) => state === 'found' && checks.has(check),
    );
  });
  await fc.check(property, { seed: planned.seed, path: String(index - planned.drawnFrom), numRuns: 1 });
  return sent;
}
