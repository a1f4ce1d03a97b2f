import type { AnySuite } from '../check/suite.ts';
import { inParallel } from './in-parallel.ts';
import type { PlannedProbe } from './plan.ts';
import type { Speaker } from './speaker.ts';

/**
 * Tries again what the model gave no occasion for: a check that nothing exercised, over a probe that has further cases.
 * The reserve of the plan bounds them all, and a probe is done when all that rests on it was exercised.
 */
export async function insist(speaker: Speaker): Promise<void> {
  const { options } = speaker;
  let left = options.plan.reserve.insist;
  for (let round = 0; ; round += 1) {
    const due: PlannedProbe[] = [];
    for (const planned of idleProbes(speaker)) {
      if (planned.further.length <= round || planned.probe.atMost.requests > left) continue;
      left -= planned.probe.atMost.requests;
      due.push(planned);
    }
    if (due.length === 0) return;
    await inParallel(options.concurrency, due, ({ probe, cases, further }) =>
      speaker.speak({ probe }, further[round], { case: cases.length + round, attempt: 0, purpose: 'insist' }),
    );
  }
}

/** The probes under a check that no conversation exercised; those first that most such checks rest on. */
function idleProbes({ options: { plan, selection }, session, lacking }: Speaker): PlannedProbe[] {
  const told = new Set(
    [...session.judgements.values()].flat().flatMap(({ check, state }) => (state === 'idle' ? [] : [check])),
  );
  const idleOver = (suite: AnySuite) => Object.keys(suite.checks).filter((key) => !told.has(`${suite.id}/${key}`));
  const weights = new Map<string, number>();
  for (const suite of selection.suites)
    for (const { id } of 'converse' in suite.over ? [suite.over] : suite.over.probes)
      weights.set(id, (weights.get(id) ?? 0) + idleOver(suite).length);
  const weight = ({ probe }: PlannedProbe) => weights.get(probe.id) ?? 0;
  return plan.probes
    .filter((planned) => weight(planned) > 0 && planned.further.length > 0)
    .filter(({ probe }) => !probe.needs.some((capability) => lacking.includes(capability)))
    .toSorted((a, b) => weight(b) - weight(a));
}
