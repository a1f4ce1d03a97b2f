import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';

import type { JsonObject } from '../spec/json.ts';
import { instanceOf, schemaFlaw } from './json-instance.ts';
import { randomOf } from './random.ts';

const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
});

const schemas: { [name: string]: JsonObject } = {
  scalars: object({ a: { type: 'string' }, b: { type: 'integer' }, c: { type: 'number' }, d: { type: 'boolean' } }),
  constants: object({ kind: { const: 'circle' }, nonce: { enum: ['x7', 'q2'] }, nothing: { type: 'null' } }),
  bounds: object({
    a: { type: 'integer', minimum: 3, maximum: 4 },
    b: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.5 },
    c: { type: 'integer', multipleOf: 7, minimum: 8 },
    d: { type: 'string', minLength: 20, maxLength: 21 },
    e: { type: 'string', maxLength: 1 },
  }),
  lists: object({
    a: { type: 'array', items: { type: 'string' }, minItems: 3, maxItems: 3 },
    b: { type: 'array', items: { enum: [1, 2, 3, 4] }, uniqueItems: true, minItems: 4 },
    c: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }] },
    d: { type: 'array', maxItems: 0 },
  }),
  unions: object({
    a: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    b: { type: ['integer', 'null'] },
    c: { oneOf: [object({ x: { const: 1 } }), object({ y: { const: 2 } })] },
    d: {
      allOf: [{ type: 'object', properties: { x: { type: 'string' } }, required: ['x'] }, { required: ['x', 'y'] }],
    },
  }),
  tree: {
    ...object({ root: { $ref: '#/$defs/node' } }),
    $defs: {
      node: object({ value: { type: 'integer' }, children: { type: 'array', items: { $ref: '#/$defs/node' } } }),
    },
  },
  list: {
    ...object({ head: { $ref: '#/$defs/link' } }),
    $defs: { link: object({ next: { anyOf: [{ $ref: '#/$defs/link' }, { type: 'null' }] } }) },
  },
  'the whole again': object({ more: { anyOf: [{ $ref: '#' }, { type: 'null' }] } }),
  patterns: object({
    a: { type: 'string', pattern: '^[a-z]{3}$' },
    b: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\d$' },
    c: { type: 'string', pattern: '^q[xz]{3}-(?:7|8)[0-4]{2,5}$' },
  }),
  'names of prototypes': object(
    { constructor: { type: 'string', format: 'toString' }, valueOf: { type: 'integer' } },
    { required: ['constructor', 'valueOf', 'hasOwnProperty'], additionalProperties: true },
  ),
  'an older dialect': { $schema: 'http://json-schema.org/draft-07/schema#', ...object({ a: { type: 'string' } }) },
};

test.each(Object.entries(schemas))('what is written to a schema validates: %s', (_, schema) => {
  expect(schemaFlaw(schema, true)).toBeUndefined();
  const { $schema: _dialect, ...plain } = schema;
  const accepts = new Ajv2020({ strict: false, validateFormats: false }).compile(plain);
  for (let seed = 0; seed < 20; seed++) {
    accepts(instanceOf(schema, { random: randomOf(String(seed)), subjects: [] }));
    expect(accepts.errors ?? []).toEqual([]);
  }
});

test('what is no schema, and what the model cannot follow, is refused', () => {
  expect(schemaFlaw({ type: 'nonsense' }, false)).toMatch(/not a JSON Schema/);
  expect(schemaFlaw({ $ref: '#/$defs/nowhere' }, true)).toBeDefined();
  expect(schemaFlaw({ not: {} }, true)).toMatch(/cannot follow/);
  expect(schemaFlaw({ type: 'string', pattern: '^(?=zzz)[^z]' }, true)).toMatch(/cannot follow/);
});

test('a schema nested ten thousand levels deep is refused, not fatal', () => {
  const deep = JSON.parse(`${'{"items":'.repeat(10_000)}{}${'}'.repeat(10_000)}`) as JsonObject;
  expect(schemaFlaw(deep, true)).toBeDefined();
});

test('free strings are filled with what the conversation is about', () => {
  const schema = object({ city: { type: 'string' }, unit: { enum: ['c'] } });
  expect(instanceOf(schema, { random: randomOf('1'), subjects: ['Oslo'] })).toEqual({ city: 'Oslo', unit: 'c' });
});
