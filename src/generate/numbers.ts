import * as fc from 'fast-check';

import type { Shape } from './shape.ts';
import { sieve } from './sieve.ts';

// What implementations in other languages can tell apart: integers of a double, and those of the formats.
const widths: { readonly [format: string]: readonly [min: number, max: number] } = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  unixtime: [0, 4_102_444_800],
};

/** Numbers within the bounds of a shape; undefined where there are none. Never -0, which JSON texts lose. */
export function numbers(shape: Shape): fc.Arbitrary<number> | undefined {
  const range = rangeOf(shape);
  const integers = integersIn(range, shape);
  if (range.integer || shape.multiples.length > 0) return integers;
  const parts = [integers, decimalsIn(range), doublesIn(range)].filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  const values = fc
    .oneof({ depthSize: 'max', withCrossShrink: true }, ...parts)
    .map((value) => (value === 0 ? 0 : value));
  return sieve(values, (value) => within(value, range));
}

type Range = { min: number; max: number; minExcluded: boolean; maxExcluded: boolean; integer: boolean };

function rangeOf(shape: Shape): Range {
  const [least, greatest] = shape.formats.map((format) => widths[format]).find(Boolean) ?? [-Infinity, Infinity];
  const min = Math.max(shape.minimum, shape.exclusiveMinimum, least);
  const max = Math.min(shape.maximum, shape.exclusiveMaximum, greatest);
  const integer = shape.integer || shape.formats.some((format) => /^int\d+$|^unixtime$/.test(format));
  return {
    min,
    max,
    minExcluded: shape.exclusiveMinimum === min,
    maxExcluded: shape.exclusiveMaximum === max,
    integer,
  };
}

function within(value: number, { min, max, minExcluded, maxExcluded }: Range): boolean {
  return (minExcluded ? value > min : value >= min) && (maxExcluded ? value < max : value <= max);
}

/** Integers, and where the shape asks for it multiples, of which the first listed is the step. */
function integersIn(range: Range, { multiples }: Shape): fc.Arbitrary<number> | undefined {
  const step = multiples.every(Number.isInteger) ? multiples.reduce(leastCommonMultiple, 1) : multiples[0]!;
  const fits = (value: number) =>
    within(value, range) &&
    (!range.integer || Number.isInteger(value)) &&
    multiples.every((multiple) => Number.isInteger(value / multiple));
  const min = Math.max(Math.ceil(range.min / step), -Number.MAX_SAFE_INTEGER / Math.max(step, 1));
  const max = Math.min(Math.floor(range.max / step), Number.MAX_SAFE_INTEGER / Math.max(step, 1));
  const bounds = { min: clamp(Math.ceil(min)), max: clamp(Math.floor(max)) };
  while (bounds.min <= bounds.max && range.minExcluded && bounds.min * step <= range.min) bounds.min += 1;
  while (bounds.min <= bounds.max && range.maxExcluded && bounds.max * step >= range.max) bounds.max -= 1;
  if (bounds.min > bounds.max) return undefined;
  const values = fc.integer(bounds).map((count) => count * step + 0);
  return multiples.length === 0 ? values : sieve(values, fits);
}

function clamp(value: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(Number.MIN_SAFE_INTEGER, value));
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}

// Hundredths, as people write them.
function decimalsIn(range: Range): fc.Arbitrary<number> | undefined {
  const min = Math.ceil(Math.max(range.min, -1000) * 100);
  const max = Math.floor(Math.min(range.max, 1000) * 100);
  if (min > max || (min === max && (range.minExcluded || range.maxExcluded))) return undefined;
  return fc.integer({ min, max }).map((hundredths) => hundredths / 100);
}

function doublesIn({ min, max, minExcluded, maxExcluded }: Range): fc.Arbitrary<number> | undefined {
  if (min === max) return minExcluded || maxExcluded ? undefined : fc.constant(min);
  const finite = { noNaN: true, noDefaultInfinity: true };
  return fc.double({
    ...finite,
    ...(Number.isFinite(min) && { min, minExcluded }),
    ...(Number.isFinite(max) && { max, maxExcluded }),
  });
}
