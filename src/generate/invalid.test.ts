import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { bundledContract } from '../schema/bundled.ts';
import type { BodySchema, JsonSchema } from '../schema/contract.ts';
import { loadContract } from '../schema/load.ts';
import type { Json } from '../spec/json.ts';
import { canonical } from './canonical.ts';
import { invalidOf, invalidSites, sampleInvalid, type Invalid } from './invalid.ts';
import { validOf } from './valid.ts';

function bodyOf(schema: JsonSchema): BodySchema {
  const content = { 'application/json': { schema } };
  const document = {
    openapi: '3.1.0',
    info: { title: 'Example', version: '1' },
    paths: { '/x': { post: { operationId: 'x', requestBody: { content }, responses: {} } } },
  };
  return loadContract(JSON.stringify(document), 'example', { errata: '' })
    .operation('POST', '/x')!
    .request('application/json')!;
}

const chatSchema = bundledContract().operation('POST', '/chat/completions')!.request('application/json')!;
const minimal = { model: 'm', messages: [{ role: 'user', content: 'Say hello.' }], max_tokens: 16 };

function shown({ at, keyword, what, value }: Invalid): string {
  return `${at} | ${keyword} | ${what} | ${canonical(value)}`;
}

const table: readonly [keyword: string, schema: JsonSchema, value: Json, expected: string[]][] = [
  [
    'type',
    { type: 'integer' },
    1,
    [
      ' | type | the body of type null, not integer | null',
      ' | type | the body of type boolean, not integer | true',
      ' | type | the body of type string, not integer | "text"',
      ' | type | the body of type array, not integer | []',
      ' | type | the body of type object, not integer | {}',
      ' | type | the body a fraction, not integer | 1.5',
    ],
  ],
  [
    'enum',
    { enum: ['a', 1, null, true, [], {}] },
    'a',
    [
      ' | enum | the body none of its allowed values | "unheard-of"',
      ' | enum | the body none of its allowed values | 2',
      ' | enum | the body none of its allowed values | false',
    ],
  ],
  [
    'minimum and maximum',
    { type: ['null', 'boolean', 'string', 'array', 'object', 'number'], minimum: 0, maximum: 2 },
    1,
    [' | minimum | the body below its minimum 0 | -0.1', ' | maximum | the body above its maximum 2 | 2.1'],
  ],
  [
    'exclusive bounds',
    { type: ['null', 'boolean', 'string', 'array', 'object', 'number'], exclusiveMinimum: 0, exclusiveMaximum: 2 },
    1,
    [' | exclusiveMinimum | the body not above 0 | 0', ' | exclusiveMaximum | the body not below 2 | 2'],
  ],
  [
    'multipleOf',
    { type: ['null', 'boolean', 'string', 'array', 'object', 'number'], multipleOf: 5 },
    5,
    [' | multipleOf | the body no multiple of 5 | 2.5'],
  ],
  [
    'minLength and maxLength',
    { type: ['null', 'boolean', 'number', 'array', 'object', 'string'], minLength: 2, maxLength: 3 },
    'ab',
    [' | minLength | the body shorter than 2 | "x"', ' | maxLength | the body longer than 3 | "xxxx"'],
  ],
  [
    'pattern',
    { type: ['null', 'boolean', 'number', 'array', 'object', 'string'], pattern: '^[a-z]+$', minLength: 2 },
    'ab',
    [' | minLength | the body shorter than 2 | "x"', ' | pattern | the body against its pattern ^[a-z]+$ | "!!"'],
  ],
  [
    'format',
    { type: ['null', 'boolean', 'number', 'array', 'object', 'string'], format: 'uri' },
    'https://example.invalid',
    [' | format | the body no uri | "not this format!"'],
  ],
  [
    'minItems and maxItems',
    { type: ['null', 'boolean', 'number', 'string', 'object', 'array'], minItems: 1, maxItems: 2 },
    ['a'],
    [' | minItems | the body without any item | []', ' | maxItems | the body with more than 2 items |'],
  ],
  [
    'uniqueItems',
    { type: ['null', 'boolean', 'number', 'string', 'object', 'array'], items: { const: 1 }, uniqueItems: true },
    [1],
    [' | uniqueItems | the body with the same item twice | [1,1]', '/0 | const | [0] none of its allowed values | [2]'],
  ],
  [
    'required and additionalProperties',
    {
      type: ['null', 'boolean', 'number', 'string', 'array', 'object'],
      required: ['a'],
      properties: { a: { const: 1 } },
      additionalProperties: false,
    },
    { a: 1 },
    [
      '/a | required | a missing | {}',
      '/unheard_of | additionalProperties | unheard_of not declared | {"a":1,"unheard_of":true}',
    ],
  ],
  [
    'minProperties and maxProperties',
    { type: ['null', 'boolean', 'number', 'string', 'array', 'object'], minProperties: 1, maxProperties: 1 },
    { a: 1 },
    [
      ' | minProperties | the body with fewer than 1 members | {}',
      ' | maxProperties | the body with more than 1 members | {"a":1,"more_0":1}',
    ],
  ],
];

describe('each constraint can be broken alone', () => {
  test.each(table)('%s', (_, schema, value, expected) => {
    const sites = invalidSites(bodyOf(schema), value).map(shown);
    expect(expected.filter((line) => !sites.some((site) => site.startsWith(line)))).toEqual([]);
  });
});

test('null is a fault only where it is not allowed', () => {
  const properties = { a: { type: ['string', 'null'] }, b: { type: 'string' } };
  const sites = invalidSites(bodyOf({ type: 'object', properties }), { a: 'x', b: 'x' });
  const nulls = sites.filter(({ value }) => canonical(value).includes('null'));
  expect(nulls.map(shown)).toEqual([
    ' | type | the body of type null, not object | null',
    '/b | type | b of type null, not string | {"a":"x","b":null}',
  ]);
});

test('a value of a union is broken in the branch it belongs to', () => {
  const schema = {
    anyOf: [
      { type: 'string', maxLength: 2 },
      { type: 'array', items: { type: 'integer' }, maxItems: 1 },
    ],
  };
  const places = (value: Json) => invalidSites(bodyOf(schema), value).map(({ at, keyword }) => `${at} ${keyword}`);
  expect(places('a')).toContain(' maxLength');
  expect(places('a')).not.toContain(' maxItems');
  expect(places([1])).toContain(' maxItems');
  expect(places([1])).toContain('/0 type');
});

test('a change that breaks two constraints, or another than it should, is no site', () => {
  const two = bodyOf({ type: 'string', minLength: 2, pattern: '^[a-z]{2}' });
  expect(invalidSites(two, 'ab').map(({ keyword }) => keyword)).not.toContain('minLength');
  const other = bodyOf({
    type: 'object',
    properties: { a: {}, b: {} },
    anyOf: [{ required: ['a'] }, { required: ['b'] }],
  });
  expect(other.violations({})).toMatchObject([{ at: '/a', keyword: 'required' }]);
  expect(invalidSites(other, { a: 1 }).map(({ what }) => what)).toContain('a missing');
  expect(invalidSites(other, { b: 1 }).map(({ what }) => what)).not.toContain('b missing');
});

test('members that are absent are put in to be wrong', () => {
  const sites = invalidSites(chatSchema, minimal).map(({ at, keyword, what }) => `${at} ${keyword}: ${what}`);
  for (const site of [
    '/messages required: messages missing',
    '/messages minItems: messages without any item',
    '/messages/0/role enum: messages[0].role none of its allowed values',
    '/temperature maximum: temperature above its maximum 2',
    '/temperature minimum: temperature below its minimum 0',
    '/temperature type: temperature of type string, not number or null',
    '/n type: n a fraction, not integer or null',
    '/stop maxItems: stop with more than 4 items',
    '/tools/0/function required: tools[0].function missing',
    '/response_format/json_schema/name required: response_format.json_schema.name missing',
  ])
    expect(sites).toContain(site);
});

test('every site is invalid in the one place and keyword that it names, and there are many of them', () => {
  const sites = invalidSites(chatSchema, minimal);
  const wrong = sites.filter(({ value, at, keyword }) => {
    const [violation, ...others] = chatSchema.violations(value);
    return violation?.at !== at || violation.keyword !== keyword || others.length > 0;
  });
  expect(wrong.map(shown)).toEqual([]);
  expect(sites.length).toBeGreaterThan(300);
  expect(new Set(sites.map(shown)).size).toBe(sites.length);
});

test('the value that is made wrong stays as it was', () => {
  const value = structuredClone(minimal);
  invalidSites(chatSchema, value);
  expect(value).toEqual(minimal);
});

test('2,000 drawn faults are each the only one', { timeout: 30_000 }, () => {
  const faults = fc.sample(invalidOf(chatSchema, validOf(chatSchema)), { seed: 1, numRuns: 2000 });
  const wrong = faults.filter(({ value, at, keyword }) => {
    const found = chatSchema.violations(value);
    return found.length !== 1 || found[0]!.at !== at || found[0]!.keyword !== keyword;
  });
  expect(wrong.map(shown).slice(0, 3)).toEqual([]);
  expect(new Set(faults.map(({ keyword }) => keyword)).size).toBeGreaterThan(5);
  expect(fc.sample(invalidOf(chatSchema, validOf(chatSchema)), { seed: 1, numRuns: 20 })).toEqual(faults.slice(0, 20));
});

describe('a sample of faults', () => {
  const sites = invalidSites(chatSchema, minimal);
  const depth = ({ at }: Invalid) => at.split('/').length - 1;

  test('has each keyword of the top level before a second one of any', () => {
    const top = new Set(sites.filter((site) => depth(site) <= 1).map((site) => `${depth(site)} ${site.keyword}`));
    const first = sampleInvalid(sites, top.size, 1).map((site) => `${depth(site)} ${site.keyword}`);
    expect(new Set(first)).toEqual(top);
  });

  test('names different places before a second fault in the same', () => {
    const types = sites.filter((site) => site.keyword === 'type' && depth(site) === 1);
    const places = new Set(types.map(({ at }) => at));
    expect(new Set(sampleInvalid(types, places.size, 1).map(({ at }) => at))).toEqual(places);
  });

  test('is decided by its seed', () => {
    expect(sampleInvalid(sites, 30, 5)).toEqual(sampleInvalid(sites, 30, 5));
    expect(sampleInvalid(sites, 30, 5)).not.toEqual(sampleInvalid(sites, 30, 6));
  });

  test('is no larger than asked for, and all of them where there are fewer', () => {
    expect(sampleInvalid(sites, 7, 1)).toHaveLength(7);
    expect(sampleInvalid(sites, 10_000, 1).map(shown).sort()).toEqual(sites.map(shown).sort());
    expect(sampleInvalid([], 5, 1)).toEqual([]);
  });
});
