import * as fc from 'fast-check';

// One code point each, so that the length of a text is its length in the sense of JSON Schema. No surrogates (a text
// with a lone one is not Unicode) and of the control characters tab and line feed only: each is a probe of its own.
const ranges: readonly [weight: number, first: number, last: number][] = [
  [24, 0x61, 0x7a],
  [6, 0x20, 0x7e],
  [2, 0xa1, 0x24f],
  [2, 0x4e00, 0x4fff],
  [2, 0x1f600, 0x1f64f],
  [1, 0x5d0, 0x5ea],
  [1, 0x627, 0x64a],
  [1, 0x300, 0x36f],
  [1, 0x09, 0x0a],
];

/** One character of well-formed text: letters mostly, and marks, other scripts, emoji, tab and line feed. */
const character: fc.Arbitrary<string> = fc.oneof(
  { depthSize: 'max', withCrossShrink: true },
  ...ranges.map(([weight, min, max]) => ({
    weight,
    arbitrary: fc.integer({ min, max }).map((point) => String.fromCodePoint(point)),
  })),
);

/** Well-formed text of so many code points. */
export function text(minLength: number, maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: character, minLength, maxLength, size: 'max' });
}

/** So many small letters and underscores. */
export function letters(minLength: number, maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz_'), minLength, maxLength, size: 'max' });
}

/** Short names as programs use them. */
export const word: fc.Arbitrary<string> = letters(1, 8);

/** Whether a text is Unicode: no half of a surrogate pair stands alone. */
export function wellFormed(value: string): boolean {
  return !/\p{Surrogate}/u.test(value);
}
