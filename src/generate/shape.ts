import type { Json } from '../spec/json.ts';
import type { JsonSchema } from '../schema/contract.ts';
import { canonical } from './canonical.ts';

export const jsonTypes = ['null', 'boolean', 'number', 'string', 'array', 'object'] as const;
export type JsonType = (typeof jsonTypes)[number];

/** What the keywords of one or of several schemas ask together, without references, unions and conditions. */
export type Shape = {
  types: readonly JsonType[];
  /** Numbers must be integers. */
  integer: boolean;
  /** The values of `const` and `enum`. */
  values: readonly Json[] | undefined;
  minimum: number;
  exclusiveMinimum: number;
  maximum: number;
  exclusiveMaximum: number;
  multiples: readonly number[];
  /** In code points. */
  minLength: number;
  maxLength: number;
  patterns: readonly string[];
  formats: readonly string[];
  minItems: number;
  maxItems: number;
  unique: boolean;
  prefix: readonly JsonSchema[];
  items: JsonSchema;
  members: Members;
  required: readonly string[];
  minProperties: number;
  maxProperties: number;
  /** What member names must satisfy. */
  names: JsonSchema;
};

/** Which schema a member of an object has, by its name. `additional` is undefined where the schema is silent. */
type Members = {
  properties: { readonly [name: string]: JsonSchema };
  patterns: { readonly [pattern: string]: JsonSchema };
  additional: JsonSchema | undefined;
};

type Keywords = { readonly [keyword: string]: unknown };

/** The shape of a schema's own keywords; `$ref`, `allOf`, unions, `not` and `if` are left to the caller. */
export function shapeOf(schema: Keywords): Shape {
  const number = (keyword: string, otherwise: number) =>
    typeof schema[keyword] === 'number' ? (schema[keyword] as number) : otherwise;
  const list = (keyword: string) => (keyword in schema ? [schema[keyword]] : []);
  const { types, integer } = typesOf(schema['type']);
  return {
    types,
    integer,
    values: valuesOf(schema),
    minimum: number('minimum', -Infinity),
    exclusiveMinimum: number('exclusiveMinimum', -Infinity),
    maximum: number('maximum', Infinity),
    exclusiveMaximum: number('exclusiveMaximum', Infinity),
    multiples: list('multipleOf') as number[],
    minLength: number('minLength', 0),
    maxLength: number('maxLength', Infinity),
    patterns: list('pattern') as string[],
    formats: list('format') as string[],
    minItems: number('minItems', 0),
    maxItems: number('maxItems', Infinity),
    unique: schema['uniqueItems'] === true,
    prefix: (schema['prefixItems'] ?? []) as JsonSchema[],
    items: (schema['items'] ?? true) as JsonSchema,
    members: {
      properties: (schema['properties'] ?? {}) as Members['properties'],
      patterns: (schema['patternProperties'] ?? {}) as Members['patterns'],
      additional: schema['additionalProperties'] as JsonSchema | undefined,
    },
    required: (schema['required'] ?? []) as string[],
    minProperties: number('minProperties', 0),
    maxProperties: number('maxProperties', Infinity),
    names: (schema['propertyNames'] ?? true) as JsonSchema,
  };
}

function typesOf(type: unknown): { types: readonly JsonType[]; integer: boolean } {
  if (type === undefined) return { types: jsonTypes, integer: false };
  const names = Array.isArray(type) ? type : [type];
  const types = jsonTypes.filter((name) => names.includes(name) || (name === 'number' && names.includes('integer')));
  return { types, integer: names.includes('integer') && !names.includes('number') };
}

function valuesOf(schema: Keywords): Json[] | undefined {
  const listed = schema['enum'] as Json[] | undefined;
  if (!('const' in schema)) return listed;
  const only = [schema['const'] as Json];
  return listed ? common(listed, only) : only;
}

/** What two shapes ask together; undefined where no value can satisfy both. */
export function meet(a: Shape, b: Shape): Shape | undefined {
  return settled({
    types: a.types.filter((type) => b.types.includes(type)),
    integer: a.integer || b.integer,
    values: a.values && b.values ? common(a.values, b.values) : (a.values ?? b.values),
    minimum: Math.max(a.minimum, b.minimum),
    exclusiveMinimum: Math.max(a.exclusiveMinimum, b.exclusiveMinimum),
    maximum: Math.min(a.maximum, b.maximum),
    exclusiveMaximum: Math.min(a.exclusiveMaximum, b.exclusiveMaximum),
    multiples: union(a.multiples, b.multiples),
    minLength: Math.max(a.minLength, b.minLength),
    maxLength: Math.min(a.maxLength, b.maxLength),
    patterns: union(a.patterns, b.patterns),
    formats: union(a.formats, b.formats),
    minItems: Math.max(a.minItems, b.minItems),
    maxItems: Math.min(a.maxItems, b.maxItems),
    unique: a.unique || b.unique,
    prefix: meetPrefixes(a, b),
    items: both(a.items, b.items),
    members: meetMembers(a.members, b.members),
    required: union(a.required, b.required),
    minProperties: Math.max(a.minProperties, b.minProperties),
    maxProperties: Math.min(a.maxProperties, b.maxProperties),
    names: both(a.names, b.names),
  });
}

/** The shape without the types that its other keywords rule out; undefined where nothing is left. */
function settled(shape: Shape): Shape | undefined {
  const values = shape.values?.filter((value) => {
    const type = jsonType(value);
    return shape.types.includes(type) && (type !== 'number' || !shape.integer || Number.isInteger(value));
  });
  if (values?.length === 0) return undefined;
  const open = shape.types.filter((type) => {
    if (type === 'number')
      return Math.max(shape.minimum, shape.exclusiveMinimum) <= Math.min(shape.maximum, shape.exclusiveMaximum);
    if (type === 'string') return shape.minLength <= shape.maxLength;
    if (type === 'array') return shape.minItems <= shape.maxItems;
    return type !== 'object' || Math.max(shape.minProperties, shape.required.length) <= shape.maxProperties;
  });
  const types = values ? open.filter((type) => values.some((value) => jsonType(value) === type)) : open;
  return types.length === 0 ? undefined : { ...shape, types, values };
}

function meetPrefixes(a: Shape, b: Shape): JsonSchema[] {
  const length = Math.max(a.prefix.length, b.prefix.length);
  return Array.from({ length }, (_, i) => both(a.prefix[i] ?? a.items, b.prefix[i] ?? b.items));
}

// A member that only one side declares is an additional one on the other side.
function meetMembers(a: Members, b: Members): Members {
  const names = union(Object.keys(a.properties), Object.keys(b.properties));
  const patterns = union(Object.keys(a.patterns), Object.keys(b.patterns));
  const byPattern = (one: Members, pattern: string) => one.patterns[pattern] ?? one.additional ?? true;
  return {
    properties: Object.fromEntries(names.map((name) => [name, both(memberSchema(a, name), memberSchema(b, name))])),
    patterns: Object.fromEntries(patterns.map((p) => [p, both(byPattern(a, p), byPattern(b, p))])),
    additional:
      a.additional === undefined
        ? b.additional
        : b.additional === undefined
          ? a.additional
          : both(a.additional, b.additional),
  };
}

/** The schema that the member `name` must satisfy. */
export function memberSchema(members: Members, name: string): JsonSchema {
  const matching = Object.keys(members.patterns).filter((pattern) => new RegExp(pattern, 'u').test(name));
  const asked = matching.map((pattern) => members.patterns[pattern]!);
  if (Object.hasOwn(members.properties, name)) asked.unshift(members.properties[name]!);
  return asked.length === 0 ? (members.additional ?? true) : asked.reduce(both);
}

/** Both schemas at once. */
export function both(a: JsonSchema, b: JsonSchema): JsonSchema {
  if (a === b || a === false || b === true) return a;
  if (b === false || a === true) return b;
  return { allOf: [a, b] };
}

export function jsonType(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as JsonType;
}

function common(a: readonly Json[], b: readonly Json[]): Json[] {
  const known = new Set(b.map(canonical));
  return a.filter((value) => known.has(canonical(value)));
}

function union<T>(a: readonly T[], b: readonly T[]): T[] {
  return [...new Set([...a, ...b])];
}
