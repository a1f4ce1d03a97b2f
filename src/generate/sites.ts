import * as fc from 'fast-check';

import { isObject, type Json, type JsonObject } from '../spec/json.ts';
import type { BodySchema, JsonSchema } from '../schema/contract.ts';
import { alternatives, type Alternative } from './alternatives.ts';
import { breaches, wrongTypes, type Breach } from './breaches.ts';
import { canonical } from './canonical.ts';
import { put } from './edit.ts';
import { judgeOf, type Judge } from './judge.ts';
import { referencesOf } from './references.ts';
import { jsonType, memberSchema, type Shape } from './shape.ts';
import { compiler } from './valid.ts';

/** A place in a valid value and one change of it that should break one constraint. */
export type Site = Breach & {
  /** The value the change is made to. */
  base: Json;
  /** The place, as the tokens of a JSON Pointer. */
  path: readonly string[];
};

// Of a long list so many items are looked into.
const itemsLookedInto = 4;
// So many values are tried to find one for each branch of a union.
const witnesses = 24;
const fuel = 2;

type Works = {
  judge: Judge;
  waysOf(schema: JsonSchema): Alternative[];
  /** Small values of a schema, always the same. */
  valuesOf(schema: JsonSchema): Json[];
  /** One of them for each branch and type. */
  examplesOf(schema: JsonSchema): Json[];
};

const known = new WeakMap<BodySchema, Works>();

/** Finds the sites of a valid value. */
export function sitesOf(body: BodySchema): (value: Json) => Iterable<Site> {
  const works = known.get(body) ?? worksOf(body);
  known.set(body, works);
  return (value) => sitesAt({ schema: body.schema, value, base: value, path: [], hypothetical: false }, works);
}

function worksOf(body: BodySchema): Works {
  const references = referencesOf(body);
  const compile = compiler(body, { optional: 0, plain: true });
  const works: Works = {
    judge: judgeOf(body),
    waysOf: cached((schema) => alternatives(schema, references, fuel)),
    valuesOf: cached((schema) => {
      const values = compile(schema, fuel);
      const sample = values ? fc.sample(values, { seed: 1, numRuns: witnesses }) : [];
      return sample.toSorted((a, b) => canonical(a).length - canonical(b).length);
    }),
    examplesOf: cached((schema) => {
      const seen = new Set<string>();
      return works.valuesOf(schema).filter((value) => {
        const kind = kindOf(schema, value, works);
        return !seen.has(kind) && seen.add(kind);
      });
    }),
  };
  return works;
}

function cached<T>(compute: (schema: JsonSchema) => T): (schema: JsonSchema) => T {
  const results = new Map<JsonSchema, T>();
  return (schema) => {
    const result = results.get(schema) ?? compute(schema);
    results.set(schema, result);
    return result;
  };
}

type Place = {
  schema: JsonSchema;
  value: Json;
  base: Json;
  path: readonly string[];
  /** The value is an example of a member that the original value does not have. */
  hypothetical: boolean;
};

function* sitesAt(place: Place, works: Works): Generator<Site> {
  const ways = works.waysOf(place.schema);
  for (const breach of wrongTypes(ways, place.path)) yield { ...breach, base: place.base, path: place.path };
  const way = ways.find(({ chosen }) => chosen.every((branch) => works.judge(branch)(place.value)));
  if (way) yield* sitesOfWay(way.shape, place, works);
}

function* sitesOfWay(shape: Shape, place: Place, works: Works): Generator<Site> {
  const { value, base, path } = place;
  const spare = Array.isArray(value) ? spareItems(shape, value, works) : [];
  for (const breach of breaches(shape, value, path, spare)) yield { path, ...breach, base };
  if (Array.isArray(value)) yield* sitesOfItems(shape, value, place, works);
  else if (isObject(value)) yield* sitesOfMembers(shape, value, place, works);
}

function spareItems({ items }: Shape, value: readonly Json[], works: Works): readonly Json[] {
  return [...works.valuesOf(items), ...value];
}

function* sitesOfItems(shape: Shape, value: readonly Json[], place: Place, works: Works): Generator<Site> {
  for (const [i, item] of value.slice(0, itemsLookedInto).entries()) {
    const schema = shape.prefix[i] ?? shape.items;
    yield* sitesAt({ ...place, schema, value: item, path: [...place.path, String(i)] }, works);
  }
}

function* sitesOfMembers(shape: Shape, value: JsonObject, place: Place, works: Works): Generator<Site> {
  for (const [name, member] of Object.entries(value)) {
    const schema = memberSchema(shape.members, name);
    yield* sitesAt({ ...place, schema, value: member, path: [...place.path, name] }, works);
  }
  if (place.hypothetical) return;
  for (const name of Object.keys(shape.members.properties)) {
    if (!Object.hasOwn(value, name)) yield* sitesOfAbsent(name, shape, place, works);
  }
}

/** What a member that is not there could be wrong in: one example of each branch of its schema is looked into. */
function* sitesOfAbsent(name: string, shape: Shape, place: Place, works: Works): Generator<Site> {
  const schema = memberSchema(shape.members, name);
  const path = [...place.path, name];
  for (const value of works.examplesOf(schema)) {
    yield* sitesAt({ schema, value, base: put(place.base, path, value), path, hypothetical: true }, works);
  }
}

/** The branch a value belongs to and its type; of its members, and of a list's first item, too. */
function kindOf(schema: JsonSchema, value: Json, works: Works): string {
  const ways = works.waysOf(schema);
  const way = ways.findIndex(({ chosen }) => chosen.every((branch) => works.judge(branch)(value)));
  const kind = `${way} ${jsonType(value)}`;
  const shape = ways[way]?.shape;
  if (!shape || typeof value !== 'object' || value === null) return kind;
  const parts = Array.isArray(value)
    ? value.slice(0, 1).map((item) => kindOf(shape.prefix[0] ?? shape.items, item, works))
    : Object.entries(value).map(([name, part]) => `${name}: ${kindOf(memberSchema(shape.members, name), part, works)}`);
  return `${kind} of ${parts.join()}`;
}
