import { expect, test } from 'vitest';

import { incomingOf } from '../src/reference/incoming.ts';
import { createReference } from '../src/reference/reference.ts';
import type { Transport } from '../src/run/explore.ts';
import { when } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import { isolation, marksIn } from './probes/isolation.ts';
import { refusedWith } from './refusal.ts';
import { contract, referenceModel, rehearse, type Rehearsal } from './rehearsal.test-data.ts';

const judged = async (options: Rehearsal) => {
  const { verdicts, exitCode } = await rehearse({ only: ['isolation'], model: referenceModel, ...options });
  return { exitCode, verdict: verdicts.find(({ check }) => check === 'isolation/nothing-foreign')! };
};
const isOurs: Fault extends (...of: infer Args) => unknown ? (...of: Args) => boolean : never = (_, request) =>
  marksIn(request).length > 0;

/** Answers requests that `mixes` picks with what another one of the same kind is due. */
function mixing(mixes: (nth: number) => number): Transport {
  const reference = createReference({ models: [referenceModel], key: 'k' });
  const seen: Parameters<Transport>[0][] = [];
  return async (request) => {
    if (marksIn(request).length > 0) seen.push(request);
    const nth = marksIn(request).length > 0 ? mixes(seen.length - 1) : -1;
    return { reply: reference(incomingOf(seen[nth] ?? request, 'k'), []), closedBeforeFirstByte: false };
  };
}

test('a burst that is refused is no failure, and leaves the run conclusive', async () => {
  for (const status of [429, 503]) {
    const { verdict, exitCode } = await judged({ fault: when(isOurs, refusedWith(status)) });
    expect(verdict).toMatchObject({ verdict: 'unsupported', findings: [] });
    expect(exitCode).not.toBe(1);
  }
});

test('what a burst that is refused in part was answered is evidence', async () => {
  const late: Fault = when(
    (...of) => isOurs(...of) && of[2].filter((one) => marksIn(one).length > 0).length > 5,
    refusedWith(429),
  );
  expect((await judged({ fault: late })).verdict.verdict).toBe('pass');
});

test('an endpoint without tools and formats is asked for texts all the same', async () => {
  const refusing: Fault = when(
    (reply, request, earlier) => isOurs(reply, request, earlier) && marksIn(request).length > 1,
    refusedWith(400),
  );
  expect((await judged({ fault: refusing })).verdict.verdict).toBe('pass');
});

test.for([
  ['texts', 3],
  ['calls', 4],
  ['answers in JSON', 5],
] as const)('%s that are mixed up are told apart', async ([, from]) => {
  const { verdict } = await judged({ transport: mixing((nth) => (nth === from ? nth - 3 : nth)) });
  expect(verdict).toMatchObject({ verdict: 'fail' });
  expect(verdict.findings.map(({ at }) => at)).toEqual([`/stream-${from}/content`]);
});

test('nothing is mixed up where everybody gets their own', async () => {
  expect((await judged({ transport: mixing((nth) => nth) })).verdict.verdict).toBe('pass');
});

test('marks are drawn from the seed, and no two requests share one', () => {
  const marksOf = (seed: number) => JSON.stringify(isolation.cases(contract, seed)).match(/zq\w{12}/g)!;
  expect(marksOf(1)).toEqual(marksOf(1));
  expect(new Set([...marksOf(1), ...marksOf(2)]).size).toBe(96);
});
