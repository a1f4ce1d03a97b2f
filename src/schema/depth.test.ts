import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { isTooDeep, mostLevels } from './depth.ts';

/** A value that holds `inner` below so many arrays and objects. */
function below(inner: unknown, levels: number, wide: boolean): unknown {
  let value = inner;
  for (let level = 0; level < levels; level += 1) {
    if (level % 2 === 0) value = wide ? [0, value, 'x'] : [value];
    else value = wide ? { a: null, b: value } : { b: value };
  }
  return value;
}

function levelsOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(levelsOf));
}

test('what is too deep is what recursion counts so', () => {
  const around = fc.integer({ min: mostLevels - 8, max: mostLevels + 8 });
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.oneof(around, fc.nat(20)), fc.boolean(), (inner, levels, wide) => {
      const value = below(inner, levels, wide);
      expect(isTooDeep(value)).toBe(levelsOf(value) > mostLevels);
    }),
    { numRuns: 2000 },
  );
});

test('no depth overflows the stack', () => {
  expect(isTooDeep(below(0, 300_000, true))).toBe(true);
});
