import { usableDiscriminator } from './discriminator.ts';
import { SpecError } from './error.ts';
import { isObject, token } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import { nameMaps } from './references.ts';

/** A JSON Schema 2020-12. */
export type Schema = boolean | SchemaObject;
export type SchemaObject = { readonly [keyword: string]: unknown };

/** Notes where in the document a normalised schema object comes from. */
export type Note = (schema: SchemaObject, pointer: string) => void;

const lists = new Set(['oneOf', 'anyOf', 'allOf', 'prefixItems']);
const schemas = new Set([
  'items',
  'additionalProperties',
  'not',
  'if',
  'then',
  'else',
  'contains',
  'propertyNames',
  'unevaluatedProperties',
  'unevaluatedItems',
]);
/** Say nothing about validity. `default` stays: the generators use it. `$id` would move the base of references. */
const annotations = new Set([
  'title',
  'description',
  'example',
  'examples',
  'externalDocs',
  'xml',
  'deprecated',
  'readOnly',
  'writeOnly',
  '$comment',
  '$schema',
  '$id',
  '$recursiveAnchor',
]);
const unions = ['$ref', 'oneOf', 'anyOf', 'allOf', 'not', 'if'];

/**
 * The Schema Object at `pointer` as JSON Schema 2020-12, its references as they are.
 * Understood in both dialects, because published 3.1 documents still have them: `nullable` and boolean exclusive bounds.
 * @throws SpecError where no schema stands
 */
export function normalise(root: JsonObject, pointer: string, source: Json | undefined, note: Note): Schema {
  const is30 = typeof root['openapi'] === 'string' && root['openapi'].startsWith('3.0.');
  const walk = (value: Json | undefined, where: string, anchor: string): Schema => {
    if (typeof value === 'boolean') return value;
    if (!isObject(value)) throw new SpecError(`${where} is no schema; write an object there, or {} for anything.`);
    const here = value['$recursiveAnchor'] === true ? where : anchor;
    const inner = (child: Json, path: string) => walk(child, `${where}/${path}`, here);
    const { nullable, ...rest } = is30 ? withoutSiblings(value) : value;
    const keywords = Object.entries(rest).flatMap(([name, child]) => keyword(name, child, inner, here));
    const discriminated = discriminate(root, value, Object.fromEntries(numericBounds(keywords)));
    return nullable === true ? orNull(discriminated, where, note) : noted(discriminated, where, note);
  };
  return walk(source, pointer, pointer);
}

function noted(schema: SchemaObject, pointer: string, note: Note): SchemaObject {
  note(schema, pointer);
  return schema;
}

/** Beside a `$ref` OpenAPI 3.0 ignores everything; `nullable` is kept because publishers mean it. */
function withoutSiblings(value: JsonObject): JsonObject {
  if (typeof value['$ref'] !== 'string') return value;
  return { $ref: value['$ref'], ...(value['nullable'] === true && { nullable: true }) };
}

type Inner = (child: Json, path: string) => Schema;

function keyword(name: string, child: Json, inner: Inner, anchor: string): [string, unknown][] {
  if (name.startsWith('x-') || annotations.has(name) || name === 'discriminator') return [];
  if (name === '$recursiveRef') return [['$ref', anchor]];
  if (nameMaps.has(name) && isObject(child)) {
    const entries = Object.entries(child).map(([key, value]) => [key, inner(value, `${name}/${token(key)}`)]);
    return [[name, Object.fromEntries(entries)]];
  }
  if (lists.has(name) && Array.isArray(child)) {
    return [[name, child.map((value: Json, index) => inner(value, `${name}/${index}`))]];
  }
  if (schemas.has(name)) return [[name, inner(child, name)]];
  return [[name, child]];
}

/** `exclusiveMinimum: true` of draft 4 and OpenAPI 3.0 moves the bound that stands beside it. */
function numericBounds(keywords: [string, unknown][]): [string, unknown][] {
  const given = new Map(keywords);
  for (const [exclusive, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (typeof given.get(exclusive) !== 'boolean') continue;
    if (given.get(exclusive) === true && given.has(bound)) {
      given.set(exclusive, given.get(bound));
      given.delete(bound);
    } else given.delete(exclusive);
  }
  return [...given];
}

/**
 * A discriminator is kept where it decides, as a `oneOf` of objects; elsewhere it is an annotation and dropped.
 * Without `type: object` beside it, Ajv lets everything pass that is not an object.
 */
function discriminate(root: JsonObject, source: JsonObject, schema: SchemaObject): SchemaObject {
  const propertyName = usableDiscriminator(root, source);
  if (propertyName === undefined) return schema;
  const { anyOf, oneOf = anyOf, ...rest } = schema;
  return { type: 'object', ...rest, discriminator: { propertyName }, oneOf };
}

/**
 * `nullable: true`: null joins the type and the values; around anything that could refuse null elsewhere goes a union,
 * which is an `anyOf`, because a branch may accept null as well.
 */
function orNull(schema: SchemaObject, pointer: string, note: Note): SchemaObject {
  if (unions.some((name) => name in schema)) {
    return noted({ anyOf: [noted(schema, pointer, note), { type: 'null' }] }, pointer, note);
  }
  const { const: only, ...rest } = schema;
  const values = 'const' in schema ? [only] : (schema['enum'] as unknown[] | undefined);
  const type = schema['type'];
  return noted(
    {
      ...rest,
      ...(type !== undefined && { type: [...new Set([type, 'null'].flat())] }),
      ...(values && { enum: values.includes(null) ? values : [...values, null] }),
    },
    pointer,
    note,
  );
}
