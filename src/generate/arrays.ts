import * as fc from 'fast-check';

import type { Json } from '../spec/json.ts';
import { canonical } from './canonical.ts';
import type { Child } from './objects.ts';
import type { Shape } from './shape.ts';
import { sieve } from './sieve.ts';

// Lists are short: so many items more than they must have, at most.
const slack = 3;

/** Lists within the bounds of a shape, `plain` ones not empty if possible; undefined where none can be made. */
export function arrays(shape: Shape, child: Child, plain: boolean): fc.Arbitrary<Json[]> | undefined {
  const { maxItems } = shape;
  const prefix = shape.prefix
    .slice(0, Math.min(maxItems, shape.prefix.length))
    .map((schema, i) => child(schema, String(i)));
  const usable = prefix.includes(undefined) ? prefix.indexOf(undefined) : prefix.length;
  const places = prefix.slice(0, usable) as fc.Arbitrary<Json>[];
  const item = usable === shape.prefix.length && maxItems > usable ? child(shape.items, '*') : undefined;
  const minItems = plain && (item || usable > 0) ? Math.max(1, shape.minItems) : shape.minItems;
  const rest = item && restOf(item, { ...shape, minItems }, usable);
  const lists = Array.from({ length: usable + 1 }, (_, length) => length)
    .filter((length) => length >= minItems && length <= maxItems)
    .map((length): fc.Arbitrary<Json[]> => fc.tuple(...places.slice(0, length)));
  if (rest) lists.push(fc.tuple(fc.tuple(...places), rest).map(([head, tail]) => [...head, ...tail]));
  // A list of no more than the prefix is a case of the last one.
  const ways = rest && minItems <= usable ? lists.filter((_, length) => length !== lists.length - 2) : lists;
  if (ways.length === 0) return undefined;
  const all = ways.length === 1 ? ways[0]! : fc.oneof({ depthSize: 'max', withCrossShrink: true }, ...ways);
  return shape.unique ? sieve(all, distinct) : all;
}

function restOf(
  item: fc.Arbitrary<Json>,
  { minItems, maxItems, unique }: Shape,
  before: number,
): fc.Arbitrary<Json[]> | undefined {
  const minLength = Math.max(0, minItems - before);
  const maxLength = Math.min(maxItems - before, minLength + slack);
  const bounds = { minLength, maxLength, size: 'max' } as const;
  if (!unique) return fc.array(item, bounds);
  return sieve(
    fc.uniqueArray(item, { ...bounds, minLength: 0, selector: canonical }),
    ({ length }) => length >= minLength,
  );
}

function distinct(items: readonly Json[]): boolean {
  return new Set(items.map(canonical)).size === items.length;
}
