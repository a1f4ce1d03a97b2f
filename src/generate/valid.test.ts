import { existsSync, readFileSync } from 'node:fs';

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { bundledContract } from '../schema/bundled.ts';
import type { BodySchema, JsonSchema } from '../schema/contract.ts';
import { loadContract } from '../schema/load.ts';
import { isObject, type Json, type JsonObject } from '../spec/json.ts';
import { canonical } from './canonical.ts';
import { compiler, validOf } from './valid.ts';

type Schemas = { readonly [name: string]: JsonSchema };

function bodyOf(schema: JsonSchema, schemas: Schemas = {}): BodySchema {
  const content = { 'application/json': { schema } };
  const document = {
    openapi: '3.1.0',
    info: { title: 'Example', version: '1' },
    paths: { '/x': { post: { operationId: 'x', requestBody: { content }, responses: {} } } },
    components: { schemas },
  };
  return loadContract(JSON.stringify(document), 'example', { errata: '' })
    .operation('POST', '/x')!
    .request('application/json')!;
}

function chatBodyOf(contract = bundledContract()): BodySchema {
  return contract.operation('POST', '/chat/completions')!.request('application/json')!;
}

function sample(body: BodySchema, numRuns = 300, seed = 1): Json[] {
  return fc.sample(validOf(body), { seed, numRuns });
}

const length = (value: Json) => [...(value as string)].length;
const items = (value: Json) => value as readonly Json[];
const names = (value: Json) => Object.keys(value as JsonObject);
const member = (value: Json, name: string) => (value as JsonObject)[name];

type Row = {
  schema: JsonSchema;
  schemas?: Schemas;
  /** Kinds of values that must all turn up. */
  shows: { readonly [kind: string]: (value: Json) => boolean };
};

const table: { readonly [keyword: string]: Row } = {
  'boolean true': { schema: true, shows: { object: isObject, list: Array.isArray, null: (v) => v === null } },
  const: { schema: { const: { a: [1] } }, shows: { it: (v) => canonical(v) === '{"a":[1]}' } },
  enum: {
    schema: { enum: ['a', null, 3] },
    shows: { a: (v) => v === 'a', null: (v) => v === null, 3: (v) => v === 3 },
  },
  'enum narrowed by type and length': {
    schema: { type: 'string', enum: ['a', 'bbb', 'cc'], maxLength: 2 },
    shows: { a: (v) => v === 'a', cc: (v) => v === 'cc' },
  },
  'type list': {
    schema: { type: ['integer', 'string', 'null'] },
    shows: { integer: Number.isInteger, text: (v) => typeof v === 'string', null: (v) => v === null },
  },
  boolean: { schema: { type: 'boolean' }, shows: { true: (v) => v === true, false: (v) => v === false } },
  'integer bounds': {
    schema: { type: 'integer', minimum: -1, exclusiveMaximum: 2 },
    shows: { least: (v) => v === -1, zero: (v) => v === 0, greatest: (v) => v === 1 },
  },
  'integer above a bound': {
    schema: { type: 'integer', exclusiveMinimum: 1, maximum: 3 },
    shows: { two: (v) => v === 2, three: (v) => v === 3 },
  },
  'integer without bounds': {
    schema: { type: 'integer' },
    shows: { negative: (v) => Number(v) < 0, large: (v) => Number(v) > 2 ** 33 },
  },
  'bounds beyond safe integers': {
    schema: { type: 'integer', minimum: -(2 ** 63), maximum: 2 ** 63 },
    shows: { any: Number.isSafeInteger },
  },
  'open interval': {
    schema: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
    shows: { decimal: (v) => Number.isInteger(Number(v) * 100) },
  },
  'number bounds': {
    schema: { type: 'number', minimum: 0, maximum: 2 },
    shows: { least: (v) => v === 0, greatest: (v) => v === 2, between: (v) => !Number.isInteger(v) },
  },
  'multipleOf integers': {
    schema: { allOf: [{ multipleOf: 4 }, { type: 'number', multipleOf: 6 }] },
    shows: { 12: (v) => Number(v) % 12 === 0 && v !== 0 },
  },
  'multipleOf fraction': {
    schema: { type: 'number', minimum: 0, maximum: 1, multipleOf: 0.25 },
    shows: { quarter: (v) => v === 0.25, one: (v) => v === 1 },
  },
  'multipleOf tenths, which doubles miss': {
    schema: { type: 'number', minimum: 0, maximum: 1, multipleOf: 0.1 },
    shows: { tenth: (v) => v === 0.1 },
  },
  'length in code points': {
    schema: { type: 'string', minLength: 2, maxLength: 3 },
    shows: {
      two: (v) => length(v) === 2,
      three: (v) => length(v) === 3,
      astral: (v) => length(v) < (v as string).length,
    },
  },
  'longest text': {
    schema: { type: 'string', maxLength: 64 },
    shows: { empty: (v) => v === '', longest: (v) => length(v) === 64 },
  },
  pattern: { schema: { type: 'string', pattern: '^[a-z]{2}-\\d$' }, shows: { any: (v) => length(v) === 4 } },
  'pattern with lengths': {
    schema: { type: 'string', pattern: '^[a-zA-Z0-9_-]+$', minLength: 30, maxLength: 64 },
    shows: { least: (v) => length(v) === 30, more: (v) => length(v) > 30 },
  },
  'pattern with a length it does not know': {
    schema: { type: 'string', pattern: '^a+b?$', maxLength: 3 },
    shows: { two: (v) => v === 'ab', three: (v) => v === 'aaa' },
  },
  'pattern beyond fast-check': { schema: { type: 'string', pattern: '^\\p{L}' }, shows: { any: (v) => length(v) > 0 } },
  'two patterns': {
    schema: { type: 'string', allOf: [{ pattern: '^[a-d]{3}$' }, { pattern: 'a' }] },
    shows: { any: (v) => length(v) === 3 },
  },
  'format uri': { schema: { type: 'string', format: 'uri' }, shows: { any: (v) => String(v).startsWith('https://') } },
  'format with a length': {
    schema: { type: 'string', format: 'uri', maxLength: 26 },
    shows: { any: (v) => length(v) === 26 },
  },
  'format date': { schema: { type: 'string', format: 'date' }, shows: { any: (v) => length(v) === 10 } },
  'format date-time': {
    schema: { type: 'string', format: 'date-time' },
    shows: { any: (v) => String(v).endsWith('Z') },
  },
  'format byte': { schema: { type: 'string', format: 'byte' }, shows: { any: (v) => length(v) > 4 } },
  'format uuid': { schema: { type: 'string', format: 'uuid' }, shows: { any: (v) => length(v) === 36 } },
  'format unixtime': { schema: { type: 'number', format: 'unixtime' }, shows: { any: (v) => Number(v) > 1e6 } },
  'items and their number': {
    schema: { type: 'array', items: { type: 'boolean' }, minItems: 1, maxItems: 3 },
    shows: { one: (v) => items(v).length === 1, three: (v) => items(v).length === 3 },
  },
  uniqueItems: {
    schema: { type: 'array', items: { enum: ['a', 'b', 'c'] }, minItems: 2, uniqueItems: true },
    shows: { two: (v) => items(v).length === 2, three: (v) => items(v).length === 3 },
  },
  'uniqueItems over a prefix': {
    schema: { type: 'array', prefixItems: [{ const: 1 }], items: { enum: [1, 2, 3] }, minItems: 2, uniqueItems: true },
    shows: { two: (v) => items(v).length === 2, three: (v) => items(v).length === 3 },
  },
  prefixItems: {
    schema: {
      type: 'array',
      prefixItems: [{ type: 'string' }, { type: 'null' }],
      items: { type: 'boolean' },
      minItems: 1,
    },
    shows: {
      short: (v) => items(v).length === 1,
      prefix: (v) => items(v).length === 2,
      long: (v) => items(v).length > 3,
    },
  },
  'prefixItems and nothing after': {
    schema: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'null' }], items: false },
    shows: { empty: (v) => items(v).length === 0, full: (v) => items(v).length === 2 },
  },
  contains: {
    schema: { type: 'array', items: { type: ['boolean', 'null'] }, contains: { const: true } },
    shows: { several: (v) => items(v).length > 1 },
  },
  'required and optional': {
    schema: { type: 'object', properties: { a: { type: 'string' }, b: { type: 'boolean' } }, required: ['a'] },
    shows: { least: (v) => names(v).join() === 'a', all: (v) => names(v).join() === 'a,b' },
  },
  'required without a property': {
    schema: { type: 'object', required: ['a'] },
    shows: { it: (v) => names(v).includes('a') },
  },
  'minProperties and maxProperties': {
    schema: {
      type: 'object',
      properties: { a: {}, b: {}, c: {}, d: {} },
      minProperties: 2,
      maxProperties: 3,
      additionalProperties: false,
    },
    shows: { two: (v) => names(v).length === 2, three: (v) => names(v).length === 3 },
  },
  'a map with minProperties': {
    schema: { type: 'object', additionalProperties: { type: 'integer' }, minProperties: 6 },
    shows: { six: (v) => names(v).length === 6 },
  },
  patternProperties: {
    schema: {
      type: 'object',
      patternProperties: { '^n': { type: 'integer' }, '^t': { type: 'string' } },
      additionalProperties: false,
    },
    shows: {
      number: (v) => names(v).some((n) => n.startsWith('n')),
      text: (v) => names(v).some((n) => n.startsWith('t')),
    },
  },
  'patternProperties beside additionalProperties': {
    schema: {
      type: 'object',
      patternProperties: { '^[a-m]': { type: 'integer' }, '[a-f]$': { minimum: 3 } },
      additionalProperties: { type: 'string' },
    },
    shows: {
      number: (v) => typeof member(v, names(v)[0] ?? '') === 'number',
      text: (v) => typeof member(v, names(v)[0] ?? '') === 'string',
    },
  },
  'patternProperties over properties': {
    schema: {
      type: 'object',
      properties: { nx: { minimum: 3 } },
      patternProperties: { '^n': { type: 'integer' } },
      required: ['nx'],
    },
    shows: { it: (v) => Number(member(v, 'nx')) >= 3 },
  },
  propertyNames: {
    schema: { type: 'object', propertyNames: { pattern: '^[A-Z]{2}$' }, additionalProperties: { type: 'null' } },
    shows: { some: (v) => names(v).length > 1 },
  },
  'propertyNames that a property breaks': {
    schema: { type: 'object', properties: { a: {}, bb: {} }, propertyNames: { maxLength: 1 } },
    shows: { a: (v) => names(v).join() === 'a' },
  },
  'propertyNames from a list': {
    schema: { type: 'object', propertyNames: { enum: ['a', 'b'] } },
    shows: { both: (v) => names(v).length === 2 },
  },
  'additionalProperties false': {
    schema: { type: 'object', properties: { a: {} }, additionalProperties: false },
    shows: { none: (v) => names(v).length === 0, a: (v) => names(v).length === 1 },
  },
  'additionalProperties beside properties': {
    schema: { type: 'object', properties: { a: { type: 'null' } }, additionalProperties: { type: 'integer' } },
    shows: { other: (v) => names(v).some((name) => name !== 'a') },
  },
  'allOf narrows bounds and lists': {
    schema: { allOf: [{ enum: ['a', 'b', 'c'] }, { enum: ['c', 'b', 'd'] }, { type: 'string' }] },
    shows: { b: (v) => v === 'b', c: (v) => v === 'c' },
  },
  'allOf of references': {
    schema: { allOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }] },
    schemas: {
      A: { type: 'object', properties: { x: { type: 'number' } }, required: ['x'] },
      B: { type: 'object', properties: { x: { minimum: 5 }, y: { type: 'string' } } },
    },
    shows: { both: (v) => Number(member(v, 'x')) >= 5 && member(v, 'y') !== undefined },
  },
  'allOf of a closed object': {
    schema: {
      type: 'object',
      allOf: [
        { properties: { a: { type: 'null' } }, additionalProperties: false },
        { properties: { b: { type: 'null' } } },
      ],
    },
    shows: { a: (v) => names(v).join() === 'a', nothing: (v) => names(v).length === 0 },
  },
  'oneOf of overlapping branches': {
    schema: { type: 'integer', minimum: 0, maximum: 40, oneOf: [{ multipleOf: 3 }, { multipleOf: 5 }] },
    shows: { three: (v) => v === 3, five: (v) => v === 5 },
  },
  'oneOf with a branch that cannot be alone': {
    schema: { oneOf: [{ type: 'string' }, { type: 'string', maxLength: 5 }] },
    shows: { long: (v) => length(v) === 6 },
  },
  'oneOf by a tag': {
    schema: {
      oneOf: ['a', 'b'].map((tag) => ({ type: 'object', properties: { type: { const: tag } }, required: ['type'] })),
      discriminator: { propertyName: 'type' },
    },
    shows: { a: (v) => member(v, 'type') === 'a', b: (v) => member(v, 'type') === 'b' },
  },
  anyOf: {
    schema: {
      anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }, { type: 'null' }],
    },
    shows: { text: (v) => typeof v === 'string', list: Array.isArray, null: (v) => v === null },
  },
  'anyOf beside other keywords': {
    schema: { type: 'object', properties: { a: {}, b: {} }, anyOf: [{ required: ['a'] }, { required: ['b'] }] },
    shows: { a: (v) => names(v).join() === 'a', b: (v) => names(v).join() === 'b' },
  },
  'not a type': {
    schema: { not: { type: ['object', 'array', 'string'] } },
    shows: { number: (v) => typeof v === 'number', null: (v) => v === null },
  },
  'not an integer': { schema: { type: 'number', not: { type: 'integer' } }, shows: { fraction: (v) => Number(v) > 0 } },
  'not a value': { schema: { type: 'boolean', not: { const: true } }, shows: { false: (v) => v === false } },
  'not a member': {
    schema: { type: 'object', properties: { a: {}, b: {} }, not: { required: ['a', 'b'] } },
    shows: { a: (v) => names(v).includes('a'), b: (v) => names(v).includes('b') },
  },
  'if, then and else': {
    // As text, because objects with a member `then` look like promises to the linter.
    schema: JSON.parse(
      '{"type":"integer","minimum":-50,"maximum":50,"if":{"minimum":0},"then":{"multipleOf":2},"else":{"multipleOf":3}}',
    ),
    shows: { holds: (v) => Number(v) > 0, fails: (v) => Number(v) < 0 },
  },
  'if not null': {
    schema: JSON.parse('{"if":{"not":{"type":"null"}},"then":{"$ref":"#/components/schemas/A"}}'),
    schemas: { A: { type: 'string', enum: ['x'] } },
    shows: { null: (v) => v === null, x: (v) => v === 'x' },
  },
  dependentRequired: {
    schema: { type: 'object', properties: { a: {}, b: {} }, dependentRequired: { a: ['b'] } },
    shows: { b: (v) => names(v).join() === 'b', both: (v) => names(v).length === 2 },
  },
  unevaluatedProperties: {
    schema: {
      type: 'object',
      allOf: [{ properties: { a: { type: 'null' } } }, { properties: { b: { type: 'null' } } }],
      unevaluatedProperties: false,
    },
    shows: { both: (v) => names(v).length === 2 },
  },
  'only a default': {
    schema: { type: 'object', properties: { a: { default: 1 } } },
    shows: { a: (v) => names(v).includes('a') },
  },
};

describe('every generated value is valid, and every kind of value turns up', () => {
  test.each(Object.entries(table))('%s', (_, { schema, schemas, shows }) => {
    const body = bodyOf(schema, schemas);
    // Before the last sieve of `validOf`, which would hide what the compiler does wrong.
    const values = fc.sample(compiler(body)(body.schema, 2)!, { seed: 1, numRuns: 400 });
    expect(values.flatMap((value) => body.violations(value)).slice(0, 3)).toEqual([]);
    const missing = Object.entries(shows).filter(([, is]) => !values.some(is));
    expect(missing.map(([kind]) => kind)).toEqual([]);
  });
});

test.each([
  ['false', false],
  ['contradictory bounds', { type: 'integer', minimum: 3, maximum: 2 }],
  ['disjoint lists', { allOf: [{ enum: [1] }, { enum: [2] }] }],
  ['a required member that nothing satisfies', { type: 'object', properties: { a: false }, required: ['a'] }],
  ['an object that must hold itself', { $ref: '#/components/schemas/Self' }],
  ['no integer between the bounds', { type: 'integer', exclusiveMinimum: 1, exclusiveMaximum: 2 }],
])('a schema that no value satisfies is refused by its place: %s', (_, schema) => {
  const Self = { type: 'object', properties: { self: { $ref: '#/components/schemas/Self' } }, required: ['self'] };
  expect(() => validOf(bodyOf(schema, { Self }))).toThrow(/No value satisfies the schema at .*: correct the document/);
});

const tree = {
  type: 'object',
  properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
  required: ['children'],
};
const list = {
  type: 'object',
  properties: { next: { anyOf: [{ $ref: '#/components/schemas/List' }, { type: 'null' }] } },
  required: ['next'],
};
const filter = {
  oneOf: [
    { type: 'object', properties: { type: { const: 'eq' } }, required: ['type'] },
    {
      type: 'object',
      properties: {
        type: { const: 'and' },
        all: { type: 'array', minItems: 1, items: { $ref: '#/components/schemas/Filter' } },
      },
      required: ['type', 'all'],
    },
  ],
};

test.each([
  ['Tree', tree],
  ['List', list],
  ['Filter', filter],
])('a recursive schema is followed a bounded number of times: %s', (name, schema) => {
  const body = bodyOf({ $ref: `#/components/schemas/${name}` }, { [name]: schema });
  const values = sample(body);
  expect(values.flatMap((value) => body.violations(value))).toEqual([]);
  const depths = new Set(values.map(depth));
  expect(Math.max(...depths)).toBeLessThan(10);
  expect(depths.size).toBeGreaterThan(1);
});

function depth(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depth));
}

test('recursion is followed further where the schema cannot be satisfied otherwise', () => {
  const ref = (name: string) => ({
    type: 'object',
    properties: { in: { $ref: `#/components/schemas/${name}` } },
    required: ['in'],
  });
  const back = { anyOf: [{ type: 'null' }, { $ref: '#/components/schemas/A' }] };
  const body = bodyOf(
    { $ref: '#/components/schemas/A' },
    { A: ref('B'), B: ref('C'), C: ref('D'), D: { type: 'object', properties: { in: back }, required: ['in'] } },
  );
  expect(
    fc.sample(validOf(body, { depth: 1 }), { seed: 1, numRuns: 20 }).flatMap((value) => body.violations(value)),
  ).toEqual([]);
});

test('objects have at most as many optional members as asked for', () => {
  const properties = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`p${i}`, { type: 'boolean' }]));
  const body = bodyOf({ type: 'object', properties, required: ['p0'] });
  for (const optional of [0, 1, 4]) {
    const counts = fc
      .sample(validOf(body, { optional }), { seed: 1, numRuns: 500 })
      .map((value) => names(value).length - 1);
    expect(Math.max(...counts)).toBe(optional);
    expect(Math.min(...counts)).toBe(0);
  }
});

test('an override decides what stands at its place', () => {
  const overrides = {
    '/messages/*/content': fc.constant('fixed'),
    '/model': fc.constant('m'),
    '/temperature': fc.constant(0.5),
  };
  const values = fc.sample(validOf(chatBodyOf(), { overrides, optional: 20 }), {
    seed: 1,
    numRuns: 100,
  }) as JsonObject[];
  const contents = values.flatMap(({ messages }) => items(messages!).map((message) => member(message, 'content')));
  expect(new Set(contents.filter((content) => content !== undefined))).toEqual(new Set(['fixed']));
  expect(new Set(values.map(({ model }) => model))).toEqual(new Set(['m']));
  expect(new Set(values.map(({ temperature }) => temperature))).toEqual(new Set([undefined, 0.5]));
});

test('an override of one member leaves another of the same schema alone', () => {
  const holding = (name: string, schema: JsonSchema) => ({
    type: 'object',
    properties: { [name]: schema },
    required: [name],
  });
  const T = holding('x', holding('y', { type: 'string' }));
  const ref = { $ref: '#/components/schemas/T' };
  const body = bodyOf({ type: 'object', properties: { a: ref, b: ref }, required: ['a', 'b'] }, { T });
  const values = fc.sample(validOf(body, { overrides: { '/a/x/y': fc.constant('fixed') } }), { seed: 1, numRuns: 50 });
  const texts = (name: string) => new Set(values.map((value) => member(member(member(value, name)!, 'x')!, 'y')));
  expect(texts('a')).toEqual(new Set(['fixed']));
  expect(texts('b').size).toBeGreaterThan(10);
});

test('an override that no valid value has is refused', () => {
  expect(() => validOf(chatBodyOf(), { overrides: { '/model': fc.constant(3) } })).toThrow(
    /correct the document, or the overrides/,
  );
});

test('plain texts are small letters', () => {
  const values = fc.sample(validOf(bodyOf({ type: 'string' }), { plain: true }), { seed: 1, numRuns: 100 });
  expect(values.filter((value) => !/^[a-z_]+$/.test(value as string))).toEqual([]);
});

test('the same seed gives the same values', () => {
  const once = sample(chatBodyOf(), 50, 7);
  expect(sample(chatBodyOf(), 50, 7)).toEqual(once);
  expect(sample(chatBodyOf(), 50, 8)).not.toEqual(once);
});

test('what is generated survives the way through a JSON text', () => {
  const values = [...sample(chatBodyOf(), 500), ...sample(bodyOf({ type: ['number', 'object'] }), 2000)];
  for (const value of values) expect(JSON.parse(JSON.stringify(value))).toStrictEqual(value);
  const text = values.map((value) => JSON.stringify(value)).join('');
  expect(text).not.toMatch(/\p{Surrogate}/u);
  expect(text).not.toContain('__proto__');
});

describe('shrinking', () => {
  function shrunk(holds: (value: JsonObject) => boolean): { counterexample: Json; calls: number } {
    let calls = 0;
    const property = fc.property(validOf(chatBodyOf()), (value) => {
      calls += 1;
      return holds(value as JsonObject);
    });
    const { counterexample, numRuns } = fc.check(property, { seed: 3, numRuns: 5000 });
    return { counterexample: counterexample![0], calls: calls - numRuns };
  }

  test('a fault in temperature leaves the required members and it', () => {
    const { counterexample, calls } = shrunk(({ temperature }) => !(Number(temperature) > 1));
    expect(names(counterexample).sort()).toEqual(['messages', 'model', 'temperature']);
    expect(items(member(counterexample, 'messages')!)).toHaveLength(1);
    expect(member(counterexample, 'temperature')).toBe(1.01);
    expect(calls).toBeLessThan(60);
  });

  test('a fault in the last of several messages leaves few and short ones', () => {
    const { counterexample, calls } = shrunk(({ messages }) => items(messages!).length < 2);
    expect(names(counterexample).sort()).toEqual(['messages', 'model']);
    expect(items(member(counterexample, 'messages')!)).toHaveLength(2);
    expect(JSON.stringify(counterexample).length).toBeLessThan(120);
    expect(calls).toBeLessThan(80);
  });
});

test('10,000 chat requests are valid and use every member of the schema', { timeout: 30_000 }, () => {
  const body = chatBodyOf();
  const values = fc.sample(compiler(body)(body.schema, 2)!, { seed: 1, numRuns: 10_000 });
  expect(values.filter((value) => body.violations(value).length > 0).slice(0, 2)).toEqual([]);
  const schema = bundledContract().resolve('#/components/schemas/CreateChatCompletionRequest/properties') as JsonObject;
  const used = new Set(values.flatMap(names));
  expect(Object.keys(schema).filter((name) => !used.has(name))).toEqual([]);
});

const published = ['openai-openapi-2025-04-29.yaml', 'openai-openapi-2026-08-21.yaml'].map((name) => ({
  name,
  url: new URL(`../../../shared/specs/${name}`, import.meta.url),
}));

for (const { name, url } of published) {
  test.skipIf(!existsSync(url))(
    `chat requests are valid against ${name} (skipped where it is absent)`,
    { timeout: 60_000 },
    () => {
      const body = chatBodyOf(loadContract(readFileSync(url, 'utf8'), name));
      const values = fc.sample(compiler(body)(body.schema, 2)!, { seed: 1, numRuns: 3000 });
      expect(values.filter((value) => body.violations(value).length > 0).slice(0, 2)).toEqual([]);
      expect(sample(body, 100)).toHaveLength(100);
    },
  );
}
