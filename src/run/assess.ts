import { isDeepStrictEqual } from 'node:util';

import type { Registry } from '../check/registry.ts';
import type { Contract } from '../schema/contract.ts';
import { capabilityStates, type CapabilityState } from './capabilities.ts';
import { conclude, type Conclusion } from './conclude.ts';
import type { Judgement } from './judge.ts';
import { patientJudge } from './patience.ts';
import type { Recording } from './journal.ts';
import type { Conversation } from './recording.ts';
import { leftBehind, type Left } from './leavings.ts';
import { select, type Selection } from './select.ts';
import { verdictsOf, type Verdict } from './verdict.ts';

/** All that can be said of a recording. */
export type Assessment = Conclusion & {
  selection: Selection;
  capabilities: readonly CapabilityState[];
  verdicts: readonly Verdict[];
  /** What the run made at the endpoint and could not take away. */
  left: readonly Left[];
};

/**
 * Judges a recording: the same function for a run that just ended and for a journal of last year. Pure.
 * `known`: judgements made while the run went on, so that nothing is judged twice.
 */
export function assess(
  { header, end, conversations }: Recording,
  registry: Registry,
  contract: Contract,
  known: ReadonlyMap<Conversation, readonly Judgement[]> = new Map(),
): Assessment {
  const selection = select(registry, header);
  const whole = select(registry, { only: [], skip: [], profiles: header.profiles, hostile: header.hostile ?? false });
  const capabilities = capabilityStates(selection.capabilities, conversations);
  const ordered = [...conversations].sort(byPlan(Object.keys(header.planned)));
  const judge = patientJudge(selection.suites, { contract, owners: registry.suites });
  const judgements = ordered.flatMap((one) => known.get(one) ?? judge(one));
  const evidence = {
    judgements,
    conversations: ordered,
    capabilities,
    planned: new Map(Object.entries(header.planned)),
  };
  const verdicts = selection.suites.flatMap((suite) => verdictsOf(suite, evidence));
  const conclusion = conclude(selection.suites, verdicts, {
    strict: header.strict,
    whole: isDeepStrictEqual(namesOf(selection), namesOf(whole)),
    complete: end !== undefined && end.stopped === null,
  });
  return { ...conclusion, selection, capabilities, verdicts, left: leftBehind(registry.leavings, conversations) };
}

/** The order in which verdicts see conversations is that of the plan, whichever reply came first. */
function byPlan(probes: readonly string[]): (a: Conversation, b: Conversation) => number {
  const place = new Map(probes.map((probe, i) => [probe, i]));
  const of = ({ probe }: Conversation) => place.get(probe) ?? -1;
  return (a, b) => of(a) - of(b) || a.case - b.case || a.attempt - b.attempt;
}

function namesOf({ suites }: Selection): string[] {
  return suites.flatMap(({ id, checks }) => Object.keys(checks).map((key) => `${id}/${key}`));
}
