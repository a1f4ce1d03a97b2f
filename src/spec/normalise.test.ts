import { expect, test } from 'vitest';
import { SpecError } from './error.ts';
import type { Json, JsonObject } from './json.ts';
import { normalise } from './normalise.ts';
import type { Schema } from './normalise.ts';

function under(openapi: string, schema: Json, schemas: JsonObject = {}): Schema {
  return normalise({ openapi, components: { schemas } }, '#/x', schema, () => {});
}

const both = ['3.0.0', '3.1.0'] as const;
const toA = { $ref: '#/components/schemas/A' };

test.for(both)('LEG-S1: nullable joins null to the type and to the values (%s)', (openapi) => {
  expect(under(openapi, { type: 'string', nullable: true })).toEqual({ type: ['string', 'null'] });
  expect(under(openapi, { type: 'string', nullable: true, enum: ['a'] })).toEqual({
    type: ['string', 'null'],
    enum: ['a', null],
  });
  expect(under(openapi, { type: 'string', nullable: true, enum: ['a', null] })).toEqual({
    type: ['string', 'null'],
    enum: ['a', null],
  });
  expect(under(openapi, { nullable: true, const: 'a' })).toEqual({ enum: ['a', null] });
  expect(under(openapi, { nullable: true, enum: ['a'] })).toEqual({ enum: ['a', null] });
});

test.for(both)('%s: nullable false says nothing', (openapi) => {
  expect(under(openapi, { type: 'string', nullable: false })).toEqual({ type: 'string' });
  expect(under(openapi, { ...toA, nullable: false })).toEqual(toA);
});

test.for(both)('LEG-S2: nullable beside a reference or a union makes one alternative of null (%s)', (openapi) => {
  const orNull = (schema: JsonObject) => ({ anyOf: [schema, { type: 'null' }] });
  expect(under(openapi, { ...toA, nullable: true })).toEqual(orNull(toA));
  for (const union of ['oneOf', 'anyOf', 'allOf']) {
    expect(under(openapi, { [union]: [toA], nullable: true })).toEqual(orNull({ [union]: [toA] }));
  }
  expect(under(openapi, { type: 'object', allOf: [toA], nullable: true })).toEqual(
    orNull({ type: 'object', allOf: [toA] }),
  );
});

test('a type list of a 3.1 document gains null once', () => {
  expect(under('3.1.0', { type: ['string', 'null'], nullable: true })).toEqual({ type: ['string', 'null'] });
});

test('beside a reference OpenAPI 3.0 ignores what 3.1 heeds', () => {
  expect(under('3.0.3', { ...toA, minLength: 3 })).toEqual(toA);
  expect(under('3.1.0', { ...toA, minLength: 3 })).toEqual({ ...toA, minLength: 3 });
});

test.for(both)('%s: boolean exclusive bounds become numbers', (openapi) => {
  expect(under(openapi, { minimum: 0, exclusiveMinimum: true })).toEqual({ exclusiveMinimum: 0 });
  expect(under(openapi, { maximum: 9, exclusiveMaximum: true })).toEqual({ exclusiveMaximum: 9 });
  expect(under(openapi, { minimum: 0, exclusiveMinimum: false })).toEqual({ minimum: 0 });
  expect(under(openapi, { exclusiveMinimum: true })).toEqual({});
});

test('numeric exclusive bounds stay', () => {
  expect(under('3.1.0', { exclusiveMinimum: 0, maximum: 2 })).toEqual({ exclusiveMinimum: 0, maximum: 2 });
});

test('annotations and extensions go, a default stays', () => {
  const annotations = {
    title: 't',
    description: 'd',
    example: 1,
    examples: [1],
    deprecated: true,
    readOnly: true,
    writeOnly: true,
  };
  const more = {
    xml: {},
    externalDocs: { url: 'u' },
    'x-a': 1,
    $comment: 'c',
    $id: 'https://example.com',
    $schema: 's',
  };
  expect(under('3.1.0', { ...annotations, ...more, type: 'string', default: 'a' })).toEqual({
    type: 'string',
    default: 'a',
  });
});

test('properties may have the names of keywords', () => {
  const properties = {
    example: { type: 'string' },
    nullable: { type: 'boolean' },
    'x-a': {},
    default: {},
    $ref: {},
    properties: {},
  };
  expect(under('3.0.0', { properties })).toEqual({ properties });
});

test('data keeps what looks like a keyword', () => {
  const data = { nullable: true, 'x-a': 1, description: 'd' };
  expect(under('3.1.0', { enum: [data], default: data, const: data })).toEqual({
    enum: [data],
    default: data,
    const: data,
  });
});

test('a property named __proto__ is carried as a property', () => {
  const schema = under(
    '3.1.0',
    JSON.parse('{"properties": {"__proto__": {"type": "string", "nullable": true}}}') as Json,
  );
  expect(JSON.stringify(schema)).toBe('{"properties":{"__proto__":{"type":["string","null"]}}}');
});

test('every place of a schema within a schema is normalised', () => {
  const [from, to] = [{ type: 'string', nullable: true }, { type: ['string', 'null'] }];
  for (const keyword of ['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains', 'propertyNames']) {
    expect(under('3.1.0', { [keyword]: from })).toEqual({ [keyword]: to });
  }
  for (const keyword of ['oneOf', 'anyOf', 'allOf', 'prefixItems']) {
    expect(under('3.1.0', { [keyword]: [from, true] })).toEqual({ [keyword]: [to, true] });
  }
  for (const keyword of ['properties', 'patternProperties', 'dependentSchemas', '$defs']) {
    expect(under('3.1.0', { [keyword]: { a: from } })).toEqual({ [keyword]: { a: to } });
  }
});

const tagged = (value: string, more: JsonObject = {}) => ({
  type: 'object',
  required: ['kind'],
  properties: { kind: { type: 'string', enum: [value] } },
  ...more,
});
const discriminator = { propertyName: 'kind' };

test('a discriminator that decides is kept, beside type object and on a oneOf', () => {
  for (const union of ['oneOf', 'anyOf']) {
    const schema = under('3.1.0', { [union]: [toA, tagged('b')], discriminator }, { A: tagged('a') });
    expect(schema).toEqual({ type: 'object', discriminator, oneOf: [toA, tagged('b')] });
  }
});

test('the mapping of a discriminator is dropped, since the values of the branches decide', () => {
  const mapping = { a: '#/components/schemas/A', b: '#/components/schemas/B' };
  const schema = under('3.0.0', { oneOf: [tagged('a'), tagged('b')], discriminator: { ...discriminator, mapping } });
  expect(schema).toMatchObject({ discriminator: { propertyName: 'kind' } });
});

test.for([
  ['two branches share a value', [tagged('a'), tagged('a')]],
  ['a branch does not require the member', [tagged('a'), tagged('b', { required: [] })]],
  ['a branch is not said to be an object', [tagged('a'), { ...tagged('b'), type: ['object', 'null'] }]],
  ['a branch may be null', [tagged('a'), { ...tagged('b'), nullable: true }]],
  ['a branch leaves the value open', [tagged('a'), { ...tagged('b'), properties: { kind: { type: 'string' } } }]],
] as const)('a discriminator is dropped where %s', ([, oneOf]) => {
  expect(under('3.1.0', { oneOf, discriminator })).not.toHaveProperty('discriminator');
});

test('a nullable union with a discriminator keeps both', () => {
  const schema = under('3.0.0', { oneOf: [tagged('a'), tagged('b')], discriminator, nullable: true });
  expect(schema).toEqual({
    anyOf: [{ type: 'object', discriminator, oneOf: [tagged('a'), tagged('b')] }, { type: 'null' }],
  });
});

test('$recursiveRef names the nearest schema around it that is an anchor, or else the outermost', () => {
  const schema = {
    properties: { a: { $recursiveAnchor: true, items: { $recursiveRef: '#' } }, b: { $recursiveRef: '#' } },
  };
  expect(under('3.1.0', schema)).toEqual({
    properties: { a: { items: { $ref: '#/x/properties/a' } }, b: { $ref: '#/x' } },
  });
});

test('what is no schema is refused by its place', () => {
  expect(() => under('3.1.0', { properties: { a: null } })).toThrow(SpecError);
  expect(() => under('3.1.0', { properties: { a: null } })).toThrow('#/x/properties/a is no schema');
  expect(() => under('3.1.0', { items: 'string' })).toThrow('#/x/items is no schema');
});

test('each schema object is noted with its place in the document', () => {
  const places = new Map<unknown, string>();
  const note = (schema: object, pointer: string) => void places.set(schema, pointer);
  const schema = normalise(
    { openapi: '3.0.0' },
    '#/x',
    { properties: { 'a/b': { type: 'string', nullable: true } } },
    note,
  );
  const inner = (schema as { properties: { [name: string]: unknown } }).properties['a/b'];
  expect(places.get(inner)).toBe('#/x/properties/a~1b');
});
