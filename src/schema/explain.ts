import { isObject, token } from '../spec/json.ts';
import type { Json, JsonObject } from '../spec/json.ts';
import type { Compile } from './ajv.ts';
import { branchesOf, tagOf, typesOf } from './branches.ts';
import type { JsonSchema } from './contract.ts';
import type { Definitions } from './definitions.ts';
import { alternatives } from './expected.ts';
import { localViolations } from './local.ts';
import type { Violation } from './violation.ts';

type SchemaObject = { readonly [keyword: string]: unknown };

export type Explaining = {
  definitions: Definitions;
  /** First error only. */
  decide: Compile;
  /** All errors. */
  explain: Compile;
  /** How many more failures may be looked into: ambiguous unions within each other would multiply without end. */
  steps: number;
};

/** Keywords after whose failure the rest of a schema says nothing more about the value. */
const decisive = new Set(['type', 'enum', 'const', 'false schema']);

/**
 * Every departure of `value` at the pointer `where` from a schema; none where it meets it.
 * Each keyword is decided by Ajv; what is done here is to descend, and in a union to take the branch that was meant.
 */
export function* explain(schema: JsonSchema, value: Json, run: Explaining, where = ''): Generator<Violation> {
  if (run.decide(schema)(value)) return;
  run.steps -= 1;
  if (run.steps < 0) return;
  const own = localViolations(schema, value, run, where);
  yield* own;
  if (typeof schema === 'boolean' || own.some((violation) => decisive.has(violation.keyword))) return;
  for (const part of sameValue(schema, value, run)) yield* explain(part, value, run, where);
  if ('oneOf' in schema || 'anyOf' in schema) yield* explainUnion(schema, value, run, where);
  for (const [name, part] of children(schema, value)) {
    yield* explain(part, (value as JsonObject)[name] as Json, run, `${where}/${token(name)}`);
  }
}

/** The schemas that must hold for the value itself beside this one. */
function sameValue(schema: SchemaObject, value: Json, run: Explaining): JsonSchema[] {
  const parts = [...((schema['allOf'] as JsonSchema[] | undefined) ?? [])];
  if (typeof schema['$ref'] === 'string') parts.push(run.definitions.get(schema['$ref']));
  if (schema['if'] !== undefined) {
    const branch = run.decide(schema['if'] as JsonSchema)(value) ? schema['then'] : schema['else'];
    if (branch !== undefined) parts.push(branch as JsonSchema);
  }
  return parts;
}

/** The members and items of `value` with the schemas that hold for them. */
function* children(schema: SchemaObject, value: Json): Generator<[string, JsonSchema]> {
  if (Array.isArray(value)) {
    const prefix = (schema['prefixItems'] as JsonSchema[] | undefined) ?? [];
    for (const index of value.keys()) {
      const part = prefix[index] ?? (schema['items'] === false ? true : (schema['items'] ?? true));
      if (part !== true) yield [String(index), part as JsonSchema];
    }
  } else if (isObject(value)) {
    for (const name of Object.keys(value)) for (const part of memberSchemas(schema, name)) yield [name, part];
  }
}

type Schemas = { readonly [name: string]: JsonSchema };

function memberSchemas(schema: SchemaObject, name: string): JsonSchema[] {
  const properties = (schema['properties'] ?? {}) as Schemas;
  const patterns = (schema['patternProperties'] ?? {}) as Schemas;
  const found = Object.keys(patterns).filter((pattern) => new RegExp(pattern, 'u').test(name));
  const parts = found.map((pattern) => patterns[pattern] as JsonSchema);
  if (Object.hasOwn(properties, name)) parts.push(properties[name] as JsonSchema);
  const other = schema['additionalProperties'];
  if (parts.length === 0 && typeof other === 'object') parts.push(other as JsonSchema);
  return parts.filter((part) => part !== true);
}

/** Why no branch of a union holds: one finding, or those of the branch that was meant. */
function* explainUnion(schema: SchemaObject, value: Json, run: Explaining, where: string): Generator<Violation> {
  for (const keyword of ['oneOf', 'anyOf'] as const) {
    const parts = schema[keyword] as JsonSchema[] | undefined;
    if (!parts) continue;
    const held = parts.filter((part) => run.decide(part)(value)).length;
    if (held === 1 || (keyword === 'anyOf' && held > 1)) continue;
    const union = { schema, keyword, run, where };
    if (held > 1) yield finding(union, '', keyword, `exactly one of ${parts.length} alternatives`, value);
    else yield* noneHeld(union, value);
  }
}

type Place = { schema: SchemaObject; keyword: 'oneOf' | 'anyOf'; run: Explaining; where: string };

function* noneHeld(union: Place, value: Json): Generator<Violation> {
  const { run, where } = union;
  const branches = branchesOf({ [union.keyword]: union.schema[union.keyword] }, run.definitions);
  const possible = branches.filter((branch) => admits(branch, value, run));
  if (possible.length === 0) {
    yield finding(union, '', 'type', alternatives(branches, run.definitions), value);
    return;
  }
  if (possible.length === 1) {
    yield* explain(possible[0] as JsonSchema, value, run, where);
    return;
  }
  const tag = isObject(value) ? tagOf(union.schema, possible, run.definitions) : undefined;
  if (tag && isObject(value)) {
    const given = Object.hasOwn(value, tag.name) ? value[tag.name] : undefined;
    const meant = possible.filter((_, index) => tag.values[index]?.includes(given));
    if (meant.length === 1) yield* explain(meant[0] as JsonSchema, value, run, where);
    else if (meant.length > 1) yield* nearest(union, meant, value);
    else {
      const missing = given === undefined;
      const wanted = alternatives([{ enum: tag.values.flat() }], run.definitions);
      yield finding(union, `/${token(tag.name)}`, missing ? 'required' : 'enum', wanted, given);
    }
    return;
  }
  if (possible.every((branch) => typeof branch === 'object' && ('enum' in branch || 'const' in branch))) {
    yield finding(union, '', 'enum', alternatives(possible, run.definitions), value);
    return;
  }
  yield* nearest(union, possible, value);
}

function admits(branch: JsonSchema, value: Json, run: Explaining): boolean {
  const types = typesOf(branch, run.definitions);
  return types === undefined || run.explain(typed(types))(value);
}

const typeSchemas = new Map<string, JsonSchema>();

/** One object per set of types, so that it is compiled once. */
function typed(types: readonly string[]): JsonSchema {
  const key = types.join(' ');
  const schema = typeSchemas.get(key) ?? { type: types };
  typeSchemas.set(key, schema);
  return schema;
}

const mostShown = 5;

/** The departures from the branch that has the fewest; where that is many, nothing was meant in particular. */
function* nearest(union: Place, branches: readonly JsonSchema[], value: Json): Generator<Violation> {
  let best: Violation[] | undefined;
  for (const branch of branches) {
    if (union.run.steps <= 0) break;
    const found = take(explain(branch, value, union.run, union.where), mostShown + 1);
    if (found.length > 0 && (!best || found.length < best.length)) best = found;
  }
  if (best && best.length <= mostShown) yield* best;
  else yield finding(union, '', union.keyword, alternatives(branches, union.run.definitions), value);
}

function take<T>(items: Iterable<T>, most: number): T[] {
  const taken: T[] = [];
  for (const item of items) {
    taken.push(item);
    if (taken.length === most) break;
  }
  return taken;
}

function finding(union: Place, spot: string, keyword: string, expected: string, actual: Json | undefined): Violation {
  const { schema, run, where } = union;
  return { at: where + spot, keyword, schema: run.definitions.place(schema, union.keyword), expected, actual };
}
