import { expect, test } from 'vitest';
import { bundledContract } from './bundled.ts';
import { loadContract } from './load.ts';
import type { Violation } from './violation.ts';

const request = { model: 'm', messages: [{ role: 'user', content: 'hi' }] };
const chat = bundledContract().operation('POST', '/chat/completions')?.request('application/json');
const found = (value: unknown): Violation[] => chat?.violations(value) ?? [];

/** The violations of a value under a schema of its own. */
function under(schema: unknown, value: unknown, schemas: object = {}): Violation[] {
  const paths = { '/x': { post: { requestBody: { content: { 'application/json': { schema } } } } } };
  const text = JSON.stringify({ openapi: '3.1.0', paths, components: { schemas } });
  return loadContract(text, 'x').operation('POST', '/x')?.request('application/json')?.violations(value) ?? [];
}
const brief = (violations: Violation[]) => violations.map((v) => `${v.at} ${v.keyword}: ${v.expected}`);

const roles = 'one of "developer", "system", "user", "assistant", "tool", "function"';
const tool = (call: object) => ({ messages: [{ role: 'assistant', tool_calls: [call] }] });
const user = (...content: unknown[]) => ({ messages: [{ role: 'user', content }] });

test.for([
  [{ messages: [{ role: 'robot', content: 'x' }] }, `/messages/0/role enum: ${roles}`],
  [{ messages: [{ content: 'x' }] }, `/messages/0/role required: ${roles}`],
  [{ messages: ['x'] }, '/messages/0 type: object'],
  [{ messages: [] }, '/messages minItems: at least 1 item'],
  [{ messages: {} }, '/messages type: array'],
  [{ messages: [{ role: 'user', content: 5 }] }, '/messages/0/content type: string or array'],
  [{ messages: [{ role: 'user' }] }, '/messages/0/content required: string or array'],
  [{ messages: [{ role: 'assistant', content: 5 }] }, '/messages/0/content type: string or array or null'],
  [user({ type: 'image_url', image_url: 'https://example.com/a.png' }), '/messages/0/content/0/image_url type: object'],
  [user({ type: 'video' }), '/messages/0/content/0/type enum: one of "text", "image_url", "input_audio", "file"'],
  [user({ type: 'text' }), '/messages/0/content/0/text required: string'],
  [user(), '/messages/0/content minItems: at least 1 item'],
  [
    tool({ id: 'a', type: 'function', function: { name: 'f', arguments: {} } }),
    '/messages/0/tool_calls/0/function/arguments type: string',
  ],
  [{ temperature: 3 }, '/temperature maximum: at most 2'],
  [{ temperature: -1 }, '/temperature minimum: at least 0'],
  [{ temperature: '1' }, '/temperature type: number or null'],
  [{ temperature: Infinity }, '/temperature type: number or null'],
  [{ n: 1.5 }, '/n type: integer or null'],
  [{ response_format: 5 }, '/response_format type: object'],
  [{ response_format: { type: 'xml' } }, '/response_format/type enum: one of "text", "json_schema", "json_object"'],
  [{ response_format: { type: 'json_schema' } }, '/response_format/json_schema required: object'],
  [{ tools: [{ type: 'function' }] }, '/tools/0/function required: object'],
  [{ tools: [{ type: 'function', function: {} }] }, '/tools/0/function/name required: string'],
  [{ tool_choice: 'any' }, '/tool_choice enum: one of "none", "auto", "required"'],
  [{ tool_choice: 5 }, '/tool_choice type: one of "none", "auto", "required" or object'],
  [{ tool_choice: { type: 'function' } }, '/tool_choice/function required: object'],
  [{ tool_choice: {} }, '/tool_choice/type required: one of "allowed_tools", "function", "custom"'],
  [{ stop: ['a', 'b', 'c', 'd', 'e'] }, '/stop maxItems: at most 4 items'],
  [{ stop: ['a', 1] }, '/stop/1 type: string'],
  [{ stop: 1 }, '/stop type: string or array or null'],
  [{ service_tier: 3 }, '/service_tier type: one of "auto", "default", "flex", "scale", "priority", "fast" or null'],
  [
    { service_tier: 'slow' },
    '/service_tier enum: one of "auto", "default", "flex", "scale", "priority", "fast" or null',
  ],
  [{ metadata: { a: 1 } }, '/metadata/a type: string'],
  [{ logit_bias: { 'a/b': 0.5 } }, '/logit_bias/a~1b type: integer'],
  [{ prediction: { type: 'content', content: 5 } }, '/prediction/content type: string or array'],
  [{ prediction: 'x' }, '/prediction type: object or null'],
  [{ audio: { format: 'wav', voice: { id: 'v', x: 1 } } }, '/audio/voice/x additionalProperties: no such member'],
  [{ safety_identifier: 'a'.repeat(65) }, '/safety_identifier maxLength: at most 64 characters'],
  [{ model: undefined }, '/model required: string'],
] as const)('%j departs once', ([members, one]) => {
  expect(brief(found(JSON.parse(JSON.stringify({ ...request, ...members }, infinite), infinity)))).toEqual([one]);
});

/** JSON has no number for 1e400, but JSON.parse makes one of it. */
function infinite(_: string, value: unknown): unknown {
  return value === Infinity ? 'infinite' : value;
}
function infinity(_: string, value: unknown): unknown {
  return value === 'infinite' ? JSON.parse('1e400') : value;
}

test('causes that are independent are told apart', () => {
  const value = { ...request, n: 0, temperature: 'hot', messages: [{ role: 'user', content: 5 }, { role: 'x' }] };
  expect(found(value).map((v) => v.at)).toEqual(['/messages/0/content', '/messages/1/role', '/n', '/temperature']);
});

test('a violation names the failed keyword in the document and the value found', () => {
  const [violation] = found({ ...request, temperature: 3 });
  expect(violation).toEqual({
    at: '/temperature',
    keyword: 'maximum',
    schema: '#/components/schemas/CreateChatCompletionRequest/properties/temperature/maximum',
    expected: 'at most 2',
    actual: 3,
  });
});

test('every pointer of a violation resolves in the document', () => {
  const contract = bundledContract();
  for (const value of [
    5,
    {},
    { ...request, stop: 1 },
    { ...request, messages: [{ role: 'x' }] },
    { ...request, prediction: 5 },
  ]) {
    for (const { schema } of found(value))
      expect([schema, typeof contract.resolve(schema)]).not.toEqual([schema, 'undefined']);
  }
});

test('at most twenty violations are listed', () => {
  expect(found({ model: 'm', messages: Array(2049).fill(5) })).toHaveLength(20);
});

test('what is nested deeper than 256 levels is one violation', () => {
  let deep: unknown = 'x';
  for (let i = 0; i < 100_000; i += 1) deep = [deep];
  expect(brief(found({ ...request, extra: deep }))).toEqual([' depth: at most 256 levels of nesting']);
});

test('what is nested 256 levels deep is judged', () => {
  let deep: unknown = 'x';
  for (let i = 0; i < 255; i += 1) deep = [deep];
  expect(found({ ...request, extra: deep })).toEqual([]);
  expect(found({ ...request, extra: [deep] })).toHaveLength(1);
});

test('a value that contains itself, or throws when read, does not make the validator throw', () => {
  const self: { [name: string]: unknown } = { ...request };
  self['self'] = self;
  expect(found(self)).toHaveLength(1);
  const hostile = Object.defineProperty({ ...request }, 'model', {
    enumerable: true,
    get: () => {
      throw new Error('no');
    },
  });
  expect(found(hostile)).toHaveLength(1);
});

test('names of the prototype are absent members', () => {
  const schema = { type: 'object', required: ['constructor', 'toString', '__proto__'] };
  expect(under(schema, {}).map((v) => v.at)).toEqual(['/constructor', '/toString', '/__proto__']);
  const tagged = (kind: string) => ({
    type: 'object',
    required: ['constructor'],
    properties: { constructor: { enum: [kind] } },
  });
  const union = { oneOf: [tagged('a'), tagged('b')], discriminator: { propertyName: 'constructor' } };
  expect(brief(under(union, {}))).toEqual(['/constructor required: one of "a", "b"']);
});

test('members named __proto__ are judged like any other, and change nothing', () => {
  const value: unknown = JSON.parse(
    '{"model": "m", "messages": [{"role": "user", "content": "hi", "__proto__": {"role": "x"}}], "__proto__": {"temperature": 9}}',
  );
  expect(found(value)).toEqual([]);
  const closed = { type: 'object', additionalProperties: false };
  expect(brief(under(closed, JSON.parse('{"__proto__": 1}')))).toEqual([
    '/__proto__ additionalProperties: no such member',
  ]);
  expect(
    brief(under({ type: 'object', additionalProperties: { type: 'string' } }, JSON.parse('{"__proto__": 1}'))),
  ).toEqual(['/__proto__ type: string']);
  expect(Object.prototype).not.toHaveProperty('temperature');
});

const conditional: unknown = JSON.parse(
  '{"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}}',
);
const twice = { allOf: [{ type: 'object', properties: { a: { maximum: 2 } } }, { properties: { a: { maximum: 1 } } }] };

test.for([
  ['what allOf says twice is one violation', twice, { a: 3 }, ['/a maximum: at most 2']],
  [
    'allOf reports what each part misses',
    { allOf: [{ required: ['a'] }, { required: ['b'] }] },
    {},
    ['/a required: a value', '/b required: a value'],
  ],
  [
    'a union that holds twice is said to',
    { oneOf: [{ type: 'integer' }, { minimum: 1 }] },
    2,
    [' oneOf: exactly one of 2 alternatives'],
  ],
  [
    'a union of values is one list of values',
    { anyOf: [{ enum: ['a'] }, { const: 'b' }] },
    'c',
    [' enum: one of "a", "b"'],
  ],
  [
    'a union of texts and values wants text',
    { anyOf: [{ type: 'string' }, { type: 'string', enum: ['a'] }] },
    5,
    [' type: string'],
  ],
  [
    'arrays of different items: the nearest is meant',
    {
      oneOf: [
        { type: 'array', items: { type: 'string' } },
        { type: 'array', items: { type: 'integer' } },
      ],
    },
    [1, 2, 'x'],
    ['/2 type: integer'],
  ],
  [
    'a value that is near to nothing gets one violation',
    { anyOf: [1, 2].map((n) => ({ type: 'array', items: { const: n } })) },
    Array(9).fill('x'),
    [' anyOf: array'],
  ],
  ['if and then', conditional, { a: 1 }, ['/b required: a value']],
  ['if and else', conditional, {}, ['/c required: a value']],
  ['not', { not: { type: 'string' } }, 'x', [' not: what "not" of the schema says']],
  ['contains', { contains: { type: 'string' } }, [1], [' contains: what "contains" of the schema says']],
  [
    'propertyNames',
    { propertyNames: { maxLength: 1 } },
    { ab: 1 },
    [' propertyNames: what "propertyNames" of the schema says'],
  ],
  ['patternProperties', { patternProperties: { '^a': { type: 'string' } } }, { ab: 1, b: 1 }, ['/ab type: string']],
  [
    'a forbidden member of a closed object',
    { properties: { a: false }, additionalProperties: false },
    { a: 1 },
    ['/a false schema: nothing here'],
  ],
  [
    'prefixItems',
    { prefixItems: [{ type: 'string' }], items: false },
    [1, 2],
    [' items: no further items', '/0 type: string'],
  ],
  ['dependentRequired', { dependentRequired: { a: ['b'] } }, { a: 1 }, ['/b dependentRequired: a value']],
  ['a member that is forbidden', { properties: { a: false } }, { a: 1 }, ['/a false schema: nothing here']],
  ['uniqueItems', { uniqueItems: true }, [1, 1], [' uniqueItems: items that all differ']],
  ['pattern', { pattern: '^a$' }, 'b', [' pattern: text that matches ^a$']],
  ['format', { format: 'uri' }, 'b c', [' format: format uri']],
  ['unixtime', { format: 'unixtime' }, 1.5, [' format: format unixtime']],
  ['exclusive bounds', { exclusiveMinimum: 0 }, 0, [' exclusiveMinimum: more than 0']],
  ['multipleOf', { multipleOf: 2 }, 3, [' multipleOf: a multiple of 2']],
  ['the false schema', false, 1, [' false schema: nothing here']],
] as const)('%s', ([, schema, value, expected]) => {
  expect(brief(under(schema, value))).toEqual(expected);
});

test('a keyword that only a whole schema can decide is reported by Ajv’s own words', () => {
  const schema = { allOf: [{ properties: { a: {} } }], unevaluatedProperties: false };
  expect(under(schema, { a: 1 })).toEqual([]);
  expect(under(schema, { b: 1 })).toMatchObject([{ at: '', keyword: 'unevaluatedProperties', actual: { b: 1 } }]);
});

test('one wrong item among thousands of right ones is found', () => {
  const right = { role: 'user', content: [{ type: 'text', text: 'x' }] };
  const messages = [...Array.from({ length: 30_000 }, () => right), { role: 'user', content: [{ type: 'text' }] }];
  expect(brief(found({ model: 'm', messages }))).toEqual(['/messages/30000/content/0/text required: string']);
});

test('unions within unions within unions end', () => {
  const node = (n: number) => ({
    type: 'object',
    properties: { next: { $ref: '#/components/schemas/Node' }, v: { maximum: n } },
  });
  const schemas = { Node: { anyOf: [node(1), node(2)] } };
  let value: object = { v: 9 };
  for (let i = 0; i < 12; i += 1) value = { next: value, v: 0 };
  const started = performance.now();
  expect(under({ $ref: '#/components/schemas/Node' }, value, schemas).length).toBeGreaterThan(0);
  expect(performance.now() - started).toBeLessThan(5_000);
});

test('LEG-S11: formats and keywords of vendors compile, and mean what is meant', () => {
  const vendors = { 'x-oaiMeta': { name: 'n' }, 'x-oaiTypeLabel': 'map' };
  expect(under({ type: 'integer', format: 'int64', ...vendors }, 2 ** 40)).toEqual([]);
  expect(under({ type: 'number', format: 'float', ...vendors }, 0.5)).toEqual([]);
  expect(under({ type: 'integer', format: 'unixtime', ...vendors }, 1_700_000_000_000)).toEqual([]);
  expect(brief(under({ type: 'number', format: 'unixtime' }, 1.5))).toEqual([' format: format unixtime']);
});
