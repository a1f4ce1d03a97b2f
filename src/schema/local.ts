import type { ErrorObject } from 'ajv/dist/2020.js';
import { at, isObject, token } from '../spec/json.ts';
import type { Json } from '../spec/json.ts';
import type { JsonSchema } from './contract.ts';
import { describe, expected } from './expected.ts';
import type { Explaining } from './explain.ts';
import type { Violation } from './violation.ts';

/** Decided by descending, or only for a schema as a whole. */
const elsewhere = new Set([
  '$ref',
  'allOf',
  'anyOf',
  'oneOf',
  'if',
  'then',
  'else',
  'discriminator',
  'unevaluatedProperties',
  'unevaluatedItems',
  '$defs',
  'definitions',
]);

/** What the keywords of one schema say about one value, without what lies below it. */
export function localViolations(schema: JsonSchema, value: Json, run: Explaining, where: string): Violation[] {
  const validate = run.explain(shallow(schema));
  if (validate(value)) return [];
  const errors = (validate.errors ?? []).filter(
    (error) => error.instancePath === '' && error.propertyName === undefined,
  );
  const telling = errors.filter((error) => error.keyword === 'type');
  return (telling.length > 0 ? telling : errors).map((error) => violation(error, schema, value, run, where));
}

const shallows = new WeakMap<object, JsonSchema>();

/** The schema with everything that lies below the value replaced by `true`. One object per schema, so that it is compiled once. */
function shallow(schema: JsonSchema): JsonSchema {
  if (typeof schema === 'boolean') return schema;
  const known = shallows.get(schema);
  if (known !== undefined) return known;
  const made = Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => !elsewhere.has(keyword))
      .map(([keyword, value]) => [keyword, flattened(keyword, value)]),
  );
  shallows.set(schema, made);
  return made;
}

function flattened(keyword: string, value: unknown): unknown {
  switch (keyword) {
    case 'properties':
    case 'patternProperties':
      return Object.fromEntries(Object.keys(value as object).map((name) => [name, true]));
    case 'prefixItems':
      return (value as unknown[]).map(() => true);
    case 'items':
    case 'additionalProperties':
      return value !== false;
    default:
      return value;
  }
}

function violation(error: ErrorObject, schema: JsonSchema, value: Json, run: Explaining, where: string): Violation {
  const keyword = schema === false ? 'false schema' : error.keyword;
  const member = memberOf(error);
  const spot = member === undefined ? '' : `/${token(member)}`;
  return {
    at: where + spot,
    keyword,
    schema: run.definitions.place(schema, keyword),
    expected: wanted(error, schema, run),
    actual: at(value, spot),
  };
}

/** The member that is missing, or that should not be there. */
function memberOf(error: ErrorObject): string | undefined {
  const { missingProperty, additionalProperty } = error.params;
  const member: unknown = missingProperty ?? additionalProperty;
  return typeof member === 'string' ? member : undefined;
}

function wanted(error: ErrorObject, schema: JsonSchema, run: Explaining): string {
  const missing: unknown = error.params['missingProperty'];
  if (typeof missing !== 'string' || typeof schema === 'boolean')
    return expected(error.keyword, schema, run.definitions);
  const properties = schema['properties'];
  const part = isObject(properties) && Object.hasOwn(properties, missing) ? properties[missing] : true;
  return describe(part as JsonSchema, run.definitions);
}
