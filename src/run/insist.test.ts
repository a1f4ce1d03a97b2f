import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { compile } from '../report/compile.ts';
import type { Request } from '../transport/request.ts';
import { runTiny } from './tiny-session.test-data.ts';
import { echoing, honest, numberIn, registryOf, replied, sameNumber, suite } from './tiny.test-data.ts';

const big = sameNumber({ when: ({ reply }) => reply.asked >= 100 });
const insisting = (more: fc.Arbitrary<number>) =>
  registryOf([
    suite(
      { big, same: sameNumber() },
      echoing({ cases: () => ({ always: Array.from({ length: 25 }, (_, i) => i), more }) }),
    ),
  ]);

test('what no case gave an occasion for is tried again, until it has one', async () => {
  const { verdict, recording, plan } = await runTiny(insisting(fc.constant(100)), { endpoint: honest });
  expect(plan.reserve.insist).toBe(3);
  expect(recording.conversations.filter(({ purpose }) => purpose === 'insist')).toHaveLength(1);
  expect(verdict('echo/big')).toMatchObject({ verdict: 'pass', exercised: 1 });
});

test('what never has an occasion costs the reserve for it, and no more', async () => {
  const { verdict, recording } = await runTiny(insisting(fc.constant(7)), { endpoint: honest });
  expect(recording.conversations.filter(({ purpose }) => purpose === 'insist')).toHaveLength(3);
  expect(verdict('echo/big').verdict).toBe('not-exercised');
});

test('a failure of a further try is held again', async () => {
  const endpoint = (request: Request) => replied(200, { n: numberIn(request) % 100 });
  const { verdict } = await runTiny(insisting(fc.constant(100)), { endpoint, confirm: 2 });
  expect(verdict('echo/big')).toMatchObject({ verdict: 'fail', reproduced: { times: 2, of: 2 } });
});

test('a further try that the budget forbids leaves nothing undecided', async () => {
  const { verdict } = await runTiny(insisting(fc.constant(100)), { endpoint: honest, gate: { maxRequests: 25 } });
  expect(verdict('echo/big').verdict).toBe('not-exercised');
  expect(verdict('echo/same').verdict).toBe('pass');
});

test('what was never exercised leads the caveats', async () => {
  const { recording, assessment } = await runTiny(insisting(fc.constant(7)), { endpoint: honest, only: ['echo'] });
  const [first, second] = compile(recording, assessment).caveats;
  expect(first).toBe('Never exercised, so nothing is claimed of them: echo/big.');
  expect(second).toMatch(/^Only 2 checks selected/);
});
