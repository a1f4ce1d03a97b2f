import { expect, test } from 'vitest';

import type { AnySuite, Sentence } from '../check/suite.ts';
import { conclude, type ConcludeOptions } from './conclude.ts';
import { rule, suite } from './tiny.test-data.ts';
import type { CheckVerdict, Verdict } from './verdict.ts';

type Level = 'must' | 'should' | 'may';
type Results = { [profile: string]: readonly (CheckVerdict | readonly [CheckVerdict, Level])[] };

const done: ConcludeOptions = { strict: false, whole: true, complete: true };

/** One suite a profile, one check a verdict; a check is a MUST where nothing else is said. */
function concluded(results: Results, options: Partial<ConcludeOptions> = {}) {
  const suites: AnySuite[] = [];
  const verdicts: Verdict[] = [];
  for (const [profile, list] of Object.entries(results)) {
    const checks: Record<string, AnySuite['checks'][string]> = {};
    for (const [i, one] of list.entries()) {
      const [verdict, level] = typeof one === 'string' ? [one, 'must' as const] : one;
      checks[`c${i}`] = { ...rule, ...sentence(level) };
      verdicts.push(plain(`${profile}/c${i}`, verdict));
    }
    suites.push(suite(checks, undefined, { id: profile, profile }));
  }
  return conclude(suites, verdicts, { ...done, ...options });
}

function sentence(level: Level): Sentence {
  if (level === 'must') return { must: 'It holds.' };
  return level === 'should' ? { should: 'It holds.' } : { may: 'It holds.' };
}

function plain(check: string, verdict: CheckVerdict): Verdict {
  return { check, verdict, because: null, examined: 1, exercised: 1, findings: [], reproduced: null };
}

const should = (verdict: CheckVerdict) => [verdict, 'should'] as const;

test.for<[string, Results, Partial<ConcludeOptions>, string, number]>([
  ['all pass', { core: ['pass', 'pass'] }, {}, 'conformant', 0],
  ['a MUST fails', { core: ['pass', 'fail'] }, {}, 'not-conformant', 1],
  ['a SHOULD is broken', { core: ['pass', should('warn')] }, {}, 'conformant', 0],
  ['a SHOULD is broken, strictly', { core: ['pass', should('warn')] }, { strict: true }, 'not-conformant', 1],
  ['a MAY is noted', { core: ['pass', ['note', 'may']] }, { strict: true }, 'conformant', 0],
  ['a check was never exercised', { core: ['pass', 'not-exercised'] }, {}, 'conformant', 0],
  ['a check is undecided', { core: ['pass', 'inconclusive'] }, {}, 'incomplete', 3],
  ['a check is our error', { core: ['pass', 'error'] }, {}, 'incomplete', 4],
  ['a failure that is expected', { core: ['pass', 'expected'] }, {}, 'conformant', 0],
  ['nothing but SHOULDs pass', { core: [should('pass')] }, {}, 'incomplete', 0],
  ['nothing was exercised', { core: ['not-exercised', 'not-exercised'] }, {}, 'incomplete', 3],
  ['all is unsupported', { tools: ['unsupported', 'unsupported'] }, {}, 'incomplete', 3],
  ['only a part was selected', { core: ['pass'] }, { whole: false }, 'incomplete', 0],
  ['a part was selected and fails', { core: ['fail'] }, { whole: false }, 'not-conformant', 1],
  ['the run stopped early', { core: ['pass'] }, { complete: false }, 'incomplete', 3],
  ['the run stopped early, and something failed', { core: ['fail'] }, { complete: false }, 'not-conformant', 1],
  ['an error and a failure', { core: ['error', 'fail'] }, {}, 'not-conformant', 4],
  ['an error and an open end', { core: ['error', 'inconclusive'] }, { complete: false }, 'incomplete', 4],
  ['a failure and an open end', { core: ['fail', 'inconclusive'] }, {}, 'not-conformant', 1],
  ['one profile is not offered', { core: ['pass'], tools: ['unsupported'] }, {}, 'conformant', 0],
  ['one profile is undecided', { core: ['pass'], tools: ['inconclusive'] }, {}, 'incomplete', 3],
  ['one profile fails', { core: ['pass'], tools: ['fail'] }, {}, 'not-conformant', 1],
  ['no check at all', {}, {}, 'incomplete', 3],
])('%s', ([, results, options, verdict, exitCode]) => {
  expect(concluded(results, options)).toMatchObject({ verdict, exitCode });
});

test('each profile has its own verdict and counts', () => {
  const { profiles } = concluded({
    core: ['pass', 'pass', 'not-exercised'],
    tools: ['unsupported', 'unsupported'],
    choices: ['unsupported', 'pass'],
    streams: ['fail', 'pass'],
    auth: ['inconclusive'],
  });
  expect(profiles.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['core', 'conformant'],
    ['tools', 'unsupported'],
    ['choices', 'conformant'],
    ['streams', 'not-conformant'],
    ['auth', 'incomplete'],
  ]);
  expect(profiles[0]!.counts).toMatchObject({ pass: 2, 'not-exercised': 1, fail: 0 });
});

test('suites of one profile are one profile', () => {
  const suites = ['one', 'two'].map((id) => suite({ c: { must: 'It holds.', ...rule } }, undefined, { id }));
  const { profiles } = conclude(suites, [plain('one/c', 'pass'), plain('two/c', 'fail')], done);
  expect(profiles).toMatchObject([{ id: 'core', verdict: 'not-conformant', counts: { pass: 1, fail: 1 } }]);
});
