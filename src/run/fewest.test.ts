import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { fewest } from './fewest.ts';

const numbers = (length: number) => Array.from({ length }, (_, i) => i);

test.for<[string, (some: readonly number[]) => boolean, readonly number[]]>([
  ['two that are far apart', (some) => some.includes(3) && some.includes(37), [3, 37]],
  ['one', (some) => some.includes(40), [40]],
  ['none', () => true, []],
  ['as many as there are', (some) => some.length === 41, numbers(41)],
  ['any three', (some) => some.length >= 3, [2, 3, 4]],
])('what takes %s is left with these', ([, shows, kept]) => {
  expect(fewest(numbers(41), shows)).toEqual(kept);
});

test('of one that shows it, one is left; of nothing, nothing', () => {
  expect(fewest(['a'], (some) => some.length === 1)).toEqual(['a']);
  expect(fewest([], () => true)).toEqual([]);
});

test('what is left shows it, in its order, and none of it can be left out, whatever the rule', () => {
  const rule = fc.record({
    length: fc.integer({ min: 1, max: 40 }),
    seed: fc.integer(),
    odds: fc.integer({ min: 1, max: 5 }),
  });
  fc.assert(
    fc.property(rule, ({ length, seed, odds }) => {
      const all = numbers(length);
      // No order in it at all: any part may show it or not, but the whole does.
      const shows = (some: readonly number[]) =>
        some.length === length || (scrambled([seed, ...some]) % 7 < odds && some.length > 0);
      const kept = fewest(all, shows);
      expect(shows(kept)).toBe(true);
      expect(kept).toEqual(all.filter((one) => kept.includes(one)));
      for (const [i] of kept.entries()) expect(shows(kept.toSpliced(i, 1))).toBe(false);
      expect(fewest(all, shows)).toEqual(kept);
    }),
  );
});

function scrambled(values: readonly number[]): number {
  let hash = 7;
  for (const value of values) hash = (Math.imul(hash ^ value, 2_654_435_761) ^ (hash >>> 13)) >>> 0;
  return hash;
}
