import * as fc from 'fast-check';

// A predicate that none of so many values satisfies is taken for one that none does.
const tries = 64;
const patience = 20_000;

/** The values that satisfy `predicate`; undefined where they are too rare to be found by trying. */
export function sieve<T>(values: fc.Arbitrary<T>, predicate: (value: T) => boolean): fc.Arbitrary<T> | undefined {
  if (!fc.sample(values, { seed: 1, numRuns: tries }).some(predicate)) return undefined;
  let refused = 0;
  return values.filter((value) => {
    const passes = predicate(value);
    refused = passes ? 0 : refused + 1;
    if (refused > patience)
      throw new Error(`None of ${patience} generated values satisfies its schema: simplify the schema.`);
    return passes;
  });
}
