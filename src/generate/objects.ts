import * as fc from 'fast-check';

import type { Json, JsonObject } from '../spec/json.ts';
import type { JsonSchema } from '../schema/contract.ts';
import type { Judge } from './judge.ts';
import { both, memberSchema, type Shape } from './shape.ts';
import { sieve } from './sieve.ts';
import { word } from './text.ts';

/** The values of the schema of a member or of an item (`step`: its name, or `*` for any); undefined: there are none. */
export type Child = (schema: JsonSchema, step: string) => fc.Arbitrary<Json> | undefined;

const absent = Symbol('absent');
type Entry = readonly [name: string, value: Json];

// Maps are small: so many names more than they must have, at most.
const slack = 3;

/** Objects of a shape with at most `optional` members that need not be there; undefined where none can be made. */
export function objects(
  shape: Shape,
  child: Child,
  judge: Judge,
  optional: number,
): fc.Arbitrary<JsonObject> | undefined {
  const { required, minProperties, maxProperties } = shape;
  const fields = fieldsOf(shape, child, judge);
  const free = fields.filter(({ must }) => !must).length;
  if (fields.length - free < required.length) return undefined;
  const least = Math.max(0, minProperties - required.length);
  const most = Math.min(maxProperties - required.length, Math.max(optional, least));
  const extras = extrasOf(shape, child, { least: Math.max(0, least - free), most: Math.min(most, slack) });
  return (
    extras &&
    fc
      .tuple(fc.tuple(...presences(fields, least, most)), extras)
      .map(([values, more]) => [...values.flatMap((value, i) => entry(fields[i]!, value)), ...more])
      .filter(({ length }) => length >= required.length + least && length <= required.length + most)
      .map((entries) => Object.fromEntries(entries))
  );
}

/** The members that the schema names and that can be there. */
function fieldsOf(shape: Shape, child: Child, judge: Judge): Field[] {
  const named = judge(shape.names);
  return declared(shape)
    .filter((name) => name !== '__proto__' && named(name))
    .map((name) => ({
      name,
      must: shape.required.includes(name),
      value: child(memberSchema(shape.members, name), name),
    }))
    .filter((field): field is Field => field.value !== undefined);
}

function declared({ members, required }: Shape): string[] {
  return [...new Set([...Object.keys(members.properties), ...required])];
}

type Field = { name: string; must: boolean; value: fc.Arbitrary<Json> };

function entry({ name }: Field, value: Json | typeof absent): Entry[] {
  return value === absent ? [] : [[name, value as Json]];
}

/**
 * Each field with or without its value. A member that is left out has no value that shrinking could try in vain, and a
 * member that is there shrinks to its absence first.
 */
function presences(fields: readonly Field[], least: number, most: number): fc.Arbitrary<Json | typeof absent>[] {
  const free = fields.filter(({ must }) => !must).length;
  const aim = Math.max(Math.min(least, free), Math.min(most, free) / 2);
  const there = free === 0 ? 0 : Math.round((aim / free) * 1000);
  return fields.map(({ must, value }) => {
    if (must || there >= 1000) return value;
    return fc.oneof(
      { depthSize: 'max', withCrossShrink: true },
      { weight: 1000 - there, arbitrary: fc.constant(absent) },
      { weight: there, arbitrary: value },
    );
  });
}

/** Members the schema does not name: by its patterns, and others where it speaks of them or names none at all. */
function extrasOf(shape: Shape, child: Child, { least, most }: Count): fc.Arbitrary<Entry[]> | undefined {
  const { patterns, additional } = shape.members;
  const wanted = least > 0 || additional !== undefined || declared(shape).length === 0;
  const sources = Object.keys(patterns).map((pattern) => patterned(pattern, shape, child));
  if (wanted && additional !== false) sources.push(others(shape, child));
  const usable = sources.filter((source) => source !== undefined);
  if (usable.length === 0 || most < 1) return least > 0 ? undefined : fc.constant([]);
  const bounds = { maxLength: Math.max(least, most), size: 'max' } as const;
  const entries = fc.uniqueArray(fc.oneof({ depthSize: 'max' }, ...usable), { ...bounds, selector: ([name]) => name });
  return least === 0 ? entries : sieve(entries, ({ length }) => length >= least);
}

type Count = { least: number; most: number };

function patterned(pattern: string, shape: Shape, child: Child): fc.Arbitrary<Entry> | undefined {
  const { patterns } = shape.members;
  const alone = (name: string) => Object.keys(patterns).every((other) => other === pattern || !matches(other, name));
  const names = namesOf(both({ type: 'string', pattern }, shape.names), alone, shape, child);
  const value = child(patterns[pattern]!, '*');
  return names && value && fc.tuple(names, value);
}

function others(shape: Shape, child: Child): fc.Arbitrary<Entry> | undefined {
  const { patterns, additional } = shape.members;
  const unmatched = (name: string) => Object.keys(patterns).every((pattern) => !matches(pattern, name));
  const names = namesOf(both({ type: 'string' }, shape.names), unmatched, shape, child);
  const value = child(additional ?? true, '*');
  return names && value && fc.tuple(names, value);
}

// Assigning to `__proto__` sets no member in many languages; such a name is a probe of its own.
function namesOf(
  schema: JsonSchema,
  fits: (name: string) => boolean,
  shape: Shape,
  child: Child,
): fc.Arbitrary<string> | undefined {
  const taken = new Set(['__proto__', ...declared(shape)]);
  const names = shape.names === true && !hasPattern(schema) ? word : child(schema, '')?.map(String);
  return names && sieve(names, (name) => !taken.has(name) && fits(name));
}

function hasPattern(schema: JsonSchema): boolean {
  return typeof schema === 'object' && 'pattern' in schema;
}

function matches(pattern: string, name: string): boolean {
  return new RegExp(pattern, 'u').test(name);
}
