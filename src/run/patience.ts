import type { AnySuite } from '../check/suite.ts';
import { judge, type Judgement, type JudgeOptions } from './judge.ts';
import type { Conversation } from './recording.ts';
import { Overrun, within } from './within.ts';

/** Milliseconds: the longest that one conversation is judged at a stretch, and in all when it has to be done in parts. */
export type Patience = { stretch: number; whole: number };

const patience: Patience = { stretch: 5_000, whole: 15_000 };

/**
 * Judges conversation after conversation and is held up by none: a check that a reply, or a pattern of a document, keeps
 * busy is an error of that check alone, and is not asked again.
 */
export function patientJudge(
  suites: readonly AnySuite[],
  options: JudgeOptions,
  { stretch, whole }: Patience = patience,
): (conversation: Conversation) => readonly Judgement[] {
  const given = { ...options, owners: options.owners ?? suites };
  const slow = new Set<string>();
  const left = (suite: AnySuite) => only(suite, (check) => !slow.has(check));
  return (conversation) => {
    const judged = (some: readonly AnySuite[], ms: number) => within(ms, () => judge(conversation, some, given));
    const quick = attempt(() => judged(suites.map(left), stretch));
    if (quick) return quick;
    const until = performance.now() + whole;
    const rest = () => Math.ceil(until - performance.now());
    return suites.flatMap((suite) => {
      const together = rest() > 0 ? attempt(() => judged([left(suite)], Math.min(stretch, rest()))) : undefined;
      if (together) return together;
      return namesOf(left(suite)).flatMap((check) => {
        const ms = Math.min(stretch, rest());
        const alone = ms > 0 ? attempt(() => judged([only(suite, (one) => one === check)], ms)) : undefined;
        if (alone) return alone;
        if (ms > 0) slow.add(check);
        const because = ms > 0 ? `it took longer than ${ms / 1000} s` : 'others had taken the time that it was to have';
        return [{ check, conversation, state: 'error', findings: [], because } satisfies Judgement];
      });
    });
  };
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Overrun) return undefined;
    throw error;
  }
}

/** The suite with some of its checks. */
export function only(suite: AnySuite, wanted: (check: string) => boolean): AnySuite {
  const kept = Object.entries(suite.checks).filter(([key]) => wanted(`${suite.id}/${key}`));
  return { ...suite, checks: Object.fromEntries(kept) };
}

const namesOf = ({ id, checks }: AnySuite) => Object.keys(checks).map((key) => `${id}/${key}`);
