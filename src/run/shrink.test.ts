import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Reply } from '../transport/exchange.ts';
import { finding } from '../check/finding.ts';
import type { Purpose } from './recording.ts';
import { runTiny } from './tiny-session.test-data.ts';
import { ask, echoing, honest, numberIn, registryOf, replied, sameNumber, suite, type Said } from './tiny.test-data.ts';

/** A probe that asks as many times as it says, and the rule over the last of its answers. */
function asking(requests: number) {
  const names = Array.from({ length: requests }, (_, i) => (i === requests - 1 ? 'reply' : `reply${i}`));
  const probe = echoing({
    always: [1],
    drawn: fc.integer({ min: 2, max: 1000 }),
    atMost: { requests, tokens: 100 },
    async converse(send, n) {
      for (const name of names) await send(name as 'reply', ask(n));
    },
  });
  const same = sameNumber({
    *find({ reply }: { reply: Said }) {
      if (reply.said !== reply.asked) yield finding('/reply/n', reply.asked, reply.said);
    },
  });
  return registryOf([suite({ same }, probe)]);
}

test('neither shrinking nor repeating sees the endpoint more often than its reserve says, whatever the endpoint does', async () => {
  const trial = fc.record({
    shrink: fc.nat({ max: 15 }),
    requests: fc.integer({ min: 1, max: 3 }),
    confirm: fc.nat({ max: 3 }),
    least: fc.integer({ min: 2, max: 1000 }),
    busy: fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }),
    cut: fc.boolean(),
    seed: fc.nat({ max: 1000 }),
  });
  let shrunk = 0;
  await fc.assert(
    fc.asyncProperty(trial, async ({ shrink, requests, confirm, least, busy, cut, seed }) => {
      const answer = (nth: number, n: number): Reply => {
        if (busy[nth % busy.length]) return cut ? { ...replied(200, ''), status: 0, reads: [] } : replied(429, {});
        return n >= least ? replied(200, { n: n + 1 }) : honest(ask(n));
      };
      const run = await runTiny(asking(requests), {
        endpoint: (request, nth) => answer(nth, numberIn(request)),
        cases: 4,
        shrink,
        confirm,
        seed,
        bounded: false,
      });
      const spent = (what: Purpose) =>
        run.recording.conversations
          .filter(({ purpose }) => purpose === what)
          .reduce((sum, { exchanges }) => sum + exchanges.length, 0);
      expect(spent('shrink')).toBeLessThanOrEqual(shrink);
      expect(spent('confirm')).toBeLessThanOrEqual(run.plan.reserve.confirm);
      expect(run.seen).toHaveLength(run.recording.conversations.flatMap(({ exchanges }) => exchanges).length);
      shrunk += spent('shrink');
    }),
    { numRuns: 150 },
  );
  expect(shrunk).toBeGreaterThan(100);
});
