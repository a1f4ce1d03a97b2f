import { Ajv2020 } from 'ajv/dist/2020.js';

import { at, isObject, type Json, type JsonObject } from '../spec/json.ts';
import { between, pick, type Random, randomOf } from './random.ts';
import { stringFor } from './json-string.ts';

/** What the values are drawn from. `subjects`: words of the conversation, used up one by one by strings that are free. */
export type Muse = { random: Random; subjects: string[] };

/**
 * A value that the schema allows: a few are written and the first that validates is taken, else the one that
 * `schemaFlaw` found.
 */
export function instanceOf(schema: JsonObject, muse: Muse): Json {
  const accepts = validatorOf(schema);
  for (let tries = 0; tries < 4; tries++) {
    const value = written(schema, { ...muse, subjects: [...muse.subjects] });
    if (accepts(value)) return value;
  }
  return sober(schema, accepts) ?? null;
}

/**
 * Why the model cannot write to a schema, or nothing. With `exactly`, an instance is written and tried, so that a
 * schema with keywords beyond the writer is refused rather than answered wrongly.
 */
export function schemaFlaw(schema: JsonObject, exactly: boolean): string | undefined {
  try {
    if (ajv.validateSchema(without(schema, '$schema')) !== true) return 'is not a JSON Schema (draft 2020-12)';
    if (!exactly || sober(schema, validatorOf(schema)) !== undefined) return undefined;
    return 'uses keywords that this model cannot follow';
  } catch {
    return 'is nested too deeply or holds references that lead nowhere';
  }
}

// Compiled schemas are thrown away at once: the cache of Ajv would keep every schema that was ever sent.
const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false });

function validatorOf(schema: JsonObject): (value: Json) => boolean {
  const plain = { ...without(schema, '$schema'), $id: 'https://reference.invalid/schema' };
  try {
    const validate = ajv.compile(plain);
    return (value) => validate(value) === true;
  } catch {
    return () => false;
  } finally {
    ajv.removeSchema(plain);
  }
}

/** A value that validates, by the same dice every time; nothing where they find none. */
function sober(schema: JsonObject, accepts: (value: Json) => boolean): Json | undefined {
  for (let tries = 0; tries < 8; tries++) {
    const value = written(schema, { random: randomOf(`sober/${tries}`), subjects: [] });
    if (accepts(value)) return value;
  }
  return undefined;
}

function written(schema: JsonObject, muse: Muse): Json {
  return write(schema, { root: schema, depth: 0, muse });
}

type Place = { root: Json; depth: number; muse: Muse };

const deepest = 40;
const shallow = 5;

function write(schema: Json, place: Place): Json {
  if (!isObject(schema) || place.depth > deepest) return null;
  const inner = { ...place, depth: place.depth + 1 };
  const { $ref, enum: values, anyOf, oneOf, allOf } = schema;
  if (schema['const'] !== undefined) return schema['const'];
  if (Array.isArray(values) && values.length > 0) return pick(place.muse.random, values as [Json, ...Json[]]);
  if (typeof $ref === 'string')
    return write(merged(at(place.root, $ref.slice(1)) ?? {}, without(schema, '$ref')), inner);
  if (Array.isArray(allOf)) return write(allOf.reduce(merged, without(schema, 'allOf')), inner);
  const branches = anyOf ?? oneOf;
  if (Array.isArray(branches))
    return write(merged(without(schema, 'anyOf', 'oneOf'), branchOf(branches, place)), inner);
  return writers[typeOf(schema, place)](schema, inner);
}

const writers = {
  null: () => null,
  boolean: (_: JsonObject, { muse }: Place) => muse.random() < 0.5,
  integer: (schema: JsonObject, place: Place) => numberFor(schema, place, 1),
  number: (schema: JsonObject, place: Place) => numberFor(schema, place, 0.25),
  string: (schema: JsonObject, { muse }: Place) => stringFor(schema, muse),
  array: arrayFor,
  object: objectFor,
} as const satisfies Record<string, (schema: JsonObject, place: Place) => Json>;

type TypeName = keyof typeof writers;

function typeOf(schema: JsonObject, { depth }: Place): TypeName {
  const types = [schema['type'] ?? []]
    .flat()
    .filter((type): type is TypeName => typeof type === 'string' && Object.hasOwn(writers, type));
  if (depth > shallow && types.includes('null')) return 'null';
  const found = types.find((type) => type !== 'null') ?? types[0];
  if (found) return found;
  if ('items' in schema || 'prefixItems' in schema) return 'array';
  return 'properties' in schema || 'required' in schema ? 'object' : 'string';
}

/** Deep down the plainest branch ends the recursion. */
function branchOf(branches: readonly Json[], { depth, muse, root }: Place): Json {
  const plain = ['null', 'boolean', 'string', 'integer', 'number'];
  const isPlain = (branch: Json) => isObject(branch) && plain.includes(String(branch['type']));
  const isNull = (branch: Json) => isObject(branch) && branch['type'] === 'null';
  if (depth > shallow) return branches.find(isPlain) ?? branches.at(-1) ?? root;
  const worthwhile = branches.filter((branch) => !isNull(branch));
  return pick(muse.random, (worthwhile.length > 0 ? worthwhile : branches) as [Json, ...Json[]]);
}

function objectFor(schema: JsonObject, place: Place): Json {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const declared = Object.keys(properties).filter((name) => place.depth <= shallow || required.includes(name));
  const names = [...new Set([...declared, ...required])];
  const extra = isObject(schema['additionalProperties']) ? schema['additionalProperties'] : { type: 'string' };
  const least = numberIn(schema['minProperties']) ?? 0;
  while (names.length < least) names.push(`key${names.length + 1}`);
  return Object.fromEntries(
    names.map((name) => [name, write(Object.hasOwn(properties, name) ? properties[name]! : extra, place)]),
  );
}

function arrayFor(schema: JsonObject, place: Place): Json {
  const leading = Array.isArray(schema['prefixItems']) ? schema['prefixItems'] : [];
  const least = Math.max(numberIn(schema['minItems']) ?? 0, leading.length);
  const usual = place.depth > shallow ? least : Math.max(least, leading.length || between(place.muse.random, 1, 2));
  const length = Math.min(usual, numberIn(schema['maxItems']) ?? Infinity, 1000);
  const items: Json[] = [];
  for (let tries = 0; items.length < length && tries < length + 20; tries++) {
    const item = write(leading[items.length] ?? schema['items'] ?? { type: 'string' }, place);
    if (schema['uniqueItems'] !== true || !items.some((other) => JSON.stringify(other) === JSON.stringify(item)))
      items.push(item);
  }
  return items;
}

function numberFor(schema: JsonObject, { muse }: Place, step: number): number {
  const multiple = numberIn(schema['multipleOf']) ?? step;
  const above = numberIn(schema['exclusiveMinimum']);
  const below = numberIn(schema['exclusiveMaximum']);
  const low = Math.max(
    numberIn(schema['minimum']) ?? -Infinity,
    above === undefined ? -Infinity : above + multiple / 1e3,
  );
  const high = Math.min(
    numberIn(schema['maximum']) ?? Infinity,
    below === undefined ? Infinity : below - multiple / 1e3,
  );
  const from = Number.isFinite(low) ? low : Number.isFinite(high) ? high - 40 * multiple : 0;
  const to = Math.min(high, from + 40 * multiple);
  const first = Math.ceil(from / multiple);
  const last = Math.floor(to / multiple);
  return last < first ? from : between(muse.random, first, last) * multiple;
}

function merged(a: Json, b: Json): Json {
  if (!isObject(a) || !isObject(b)) return isObject(a) ? a : b;
  const both = (name: string): [Json | undefined, Json | undefined] => [a[name], b[name]];
  const [required, more] = both('required');
  const [properties, others] = both('properties');
  return {
    ...a,
    ...b,
    ...((required ?? more) === undefined ? {} : { required: [...listIn(required), ...listIn(more)] }),
    ...(isObject(properties) && isObject(others) ? { properties: { ...properties, ...others } } : {}),
  };
}

function without(schema: JsonObject, ...names: string[]): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !names.includes(name)));
}

function listIn(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function numberIn(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
