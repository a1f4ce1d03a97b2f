import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { createPace } from './pace.ts';

const answers = (pace: ReturnType<typeof createPace>, count: number) => {
  for (let i = 0; i < count; i += 1) pace.answered();
};

test('each refusal halves what is on the wire; then requests come further apart', () => {
  const pace = createPace({ concurrency: 8 });
  const seen = [];
  for (let i = 0; i < 8; i += 1) {
    seen.push([pace.width(), pace.spacing()]);
    pace.slower(1000);
  }
  expect(seen).toEqual([
    [8, 0],
    [4, 0],
    [2, 0],
    [1, 0],
    [1, 250],
    [1, 500],
    [1, 1000],
    [1, 2000],
  ]);
  pace.slower(1000);
  expect(pace.spacing()).toBe(2000);
});

test('who may be asked again at once is not asked more seldom, but by one at a time', () => {
  const pace = createPace({ concurrency: 2 });
  for (let i = 0; i < 5; i += 1) pace.slower(0);
  expect([pace.width(), pace.spacing()]).toEqual([1, 0]);
});

test('it takes twenty answers in a row to win back one step', () => {
  const pace = createPace({ concurrency: 4 });
  for (let i = 0; i < 4; i += 1) pace.slower(1000);
  expect([pace.width(), pace.spacing()]).toEqual([1, 500]);
  answers(pace, 19);
  pace.slower(1000);
  expect(pace.spacing()).toBe(1000);
  const steps = Array.from({ length: 8 }, () => {
    answers(pace, 20);
    return [pace.width(), pace.spacing()];
  });
  expect(steps).toEqual([
    [1, 500],
    [1, 250],
    [1, 0],
    [2, 0],
    [3, 0],
    [4, 0],
    [4, 0],
    [4, 0],
  ]);
});

test('it is never faster than the user allows, whatever happens', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.option(fc.double({ min: 0.01, max: 100, noNaN: true }), { nil: undefined }),
      fc.array(fc.oneof(fc.constant('answer'), fc.nat(100_000))),
      (concurrency, rps, events) => {
        const pace = createPace({ concurrency, ...(rps === undefined ? {} : { rps }) });
        for (const event of events) {
          if (typeof event === 'number') pace.slower(event);
          else answers(pace, 15);
          expect(pace.width()).toBeGreaterThanOrEqual(1);
          expect(pace.width()).toBeLessThanOrEqual(concurrency);
          expect(pace.spacing()).toBeGreaterThanOrEqual(rps ? 1000 / rps : 0);
          expect(pace.spacing()).toBeLessThanOrEqual(Math.max(2000, rps ? 1000 / rps : 0));
        }
      },
    ),
  );
});

const now = Date.UTC(2025, 0, 1);

test.for([
  ['3', 3000],
  ['0', 0],
  ['1000000000', 60_000],
  ['9'.repeat(400), 60_000],
  ['Wed, 01 Jan 2025 00:00:20 GMT', 20_000],
  ['Tue, 31 Dec 2024 23:00:00 GMT', 0],
  ['Fri, 31 Dec 9999 23:59:59 GMT', 60_000],
  ['Thu, 01 Jan 2025 00:00:20 GMT', 10_000],
  ['-5', 10_000],
  ['NaN', 10_000],
  ['5, 10', 10_000],
  ['', 10_000],
  [undefined, 10_000],
] as const)('Retry-After %j at the second refusal is a pause of %i ms', ([header, ms]) => {
  expect(createPace({ concurrency: 1 }).pauseFor(header, 2, now)).toBe(ms);
});

test('for any header the pause is between none and a minute', () => {
  fc.assert(
    fc.property(fc.option(fc.string(), { nil: undefined }), fc.nat(100), (header, inARow) => {
      const pause = createPace({ concurrency: 1 }).pauseFor(header, inARow, now);
      expect(pause).toBeGreaterThanOrEqual(0);
      expect(pause).toBeLessThanOrEqual(60_000);
    }),
  );
});
