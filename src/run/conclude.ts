import type { AnySuite } from '../check/suite.ts';
import { levelOf } from '../check/suite.ts';
import type { CheckVerdict, Verdict } from './verdict.ts';

export type RunVerdict = 'conformant' | 'not-conformant' | 'incomplete';
export type ProfileVerdict = RunVerdict | 'unsupported';

export type Profile = { id: string; verdict: ProfileVerdict; counts: Readonly<Record<CheckVerdict, number>> };

export type Conclusion = { verdict: RunVerdict; exitCode: 0 | 1 | 3 | 4; profiles: readonly Profile[] };

export type ConcludeOptions = {
  /** SHOULD findings gate as well. */
  strict: boolean;
  /** Whether every check of the suites was selected: a part proves no conformance. */
  whole: boolean;
  /** Whether the plan was carried out to its end. */
  complete: boolean;
};

/** Folds the verdicts of all checks into those of the profiles, of the run, and the exit code. Pure. */
export function conclude(
  suites: readonly AnySuite[],
  verdicts: readonly Verdict[],
  options: ConcludeOptions,
): Conclusion {
  const byCheck = new Map(verdicts.map((one) => [one.check, one]));
  const ids = [...new Set(suites.map(({ profile }) => profile))];
  const profiles = ids.map((id) =>
    profileOf(
      id,
      suites.filter(({ profile }) => profile === id),
      byCheck,
      options,
    ),
  );
  const exitCode = exitCodeOf(verdicts, options);
  return { verdict: runVerdict(profiles), exitCode, profiles };
}

function profileOf(
  id: string,
  suites: readonly AnySuite[],
  byCheck: ReadonlyMap<string, Verdict>,
  { strict, whole, complete }: ConcludeOptions,
): Profile {
  const checks = suites.flatMap((suite) =>
    Object.entries(suite.checks).map(([key, check]) => ({
      level: levelOf(check),
      ...byCheck.get(`${suite.id}/${key}`)!,
    })),
  );
  const counts = countsOf(checks);
  const failed = counts.fail + (strict ? counts.warn : 0);
  const proved = checks.some(({ level, verdict }) => level === 'MUST' && verdict === 'pass');
  const open = counts.inconclusive + counts.error;
  const verdict = (): ProfileVerdict => {
    if (failed > 0) return 'not-conformant';
    if (checks.every((check) => check.verdict === 'unsupported')) return 'unsupported';
    return open === 0 && proved && whole && complete ? 'conformant' : 'incomplete';
  };
  return { id, verdict: verdict(), counts };
}

function countsOf(verdicts: readonly { verdict: CheckVerdict }[]): Record<CheckVerdict, number> {
  const counts: Record<CheckVerdict, number> = {
    pass: 0,
    fail: 0,
    warn: 0,
    note: 0,
    expected: 0,
    unsupported: 0,
    'not-exercised': 0,
    inconclusive: 0,
    error: 0,
  };
  for (const { verdict } of verdicts) counts[verdict] += 1;
  return counts;
}

function runVerdict(profiles: readonly Profile[]): RunVerdict {
  if (profiles.some(({ verdict }) => verdict === 'not-conformant')) return 'not-conformant';
  const offered = profiles.filter(({ verdict }) => verdict !== 'unsupported');
  return offered.length > 0 && offered.every(({ verdict }) => verdict === 'conformant') ? 'conformant' : 'incomplete';
}

/** 4 (our own fault) before 1 (not conformant) before 3 (undecided, or nothing executed) before 0. */
function exitCodeOf(verdicts: readonly Verdict[], { strict, complete }: ConcludeOptions): 0 | 1 | 3 | 4 {
  const any = (...wanted: CheckVerdict[]) => verdicts.some(({ verdict }) => wanted.includes(verdict));
  if (any('error')) return 4;
  if (any('fail', ...(strict ? (['warn'] as const) : []))) return 1;
  if (any('inconclusive') || !complete || !any('pass', 'warn', 'note', 'expected')) return 3;
  return 0;
}
