import { expect, test } from 'vitest';

import type { JsonObject } from './json.ts';
import { slice } from './slice.ts';

const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: JsonObject): JsonObject => ({ content: { 'application/json': { schema } } });
const operation = {
  summary: 'x',
  description: 'x',
  tags: ['x'],
  'x-more': {},
  parameters: [{ name: 'a', in: 'query', description: 'x', schema: { type: 'integer' }, example: 3 }],
  requestBody: { $ref: '#/components/requestBodies/B' },
  responses: { '200': { description: 'x', ...json(ref('A')) }, default: { $ref: '#/components/responses/E' } },
};
const root = {
  openapi: '3.1.0',
  info: { title: 'T', version: '1', contact: {} },
  servers: [{ url: '/v1' }],
  tags: [{ name: 'x' }],
  paths: { '/x': { get: operation } },
  webhooks: { hook: { post: {} } },
  components: {
    requestBodies: { B: json(ref('C')) },
    responses: { E: { description: 'x', ...json({ $ref: '#/components/schemas/D/properties/part' }) } },
    schemas: {
      A: { description: 'x', properties: { description: { type: 'string', description: 'x' }, next: ref('A') } },
      C: { type: 'string', default: { description: 'kept' }, example: 'x', examples: ['x'] },
      D: { properties: { part: { enum: [{ summary: 'kept' }] } } },
      ['__proto__x']: {},
      Unused: { type: 'string' },
    },
    securitySchemes: { key: {} },
  },
};

test('what paths lead to is kept in its place, without prose; all else goes', () => {
  expect(JSON.parse(JSON.stringify(slice(root as unknown as JsonObject)))).toEqual({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    servers: [{ url: '/v1' }],
    paths: {
      '/x': {
        get: {
          parameters: [{ name: 'a', in: 'query', schema: { type: 'integer' }, example: 3 }],
          requestBody: { $ref: '#/components/requestBodies/B' },
          responses: { '200': json(ref('A')), default: { $ref: '#/components/responses/E' } },
        },
      },
    },
    components: {
      requestBodies: { B: json(ref('C')) },
      responses: { E: json({ $ref: '#/components/schemas/D/properties/part' }) },
      schemas: {
        A: { properties: { description: { type: 'string' }, next: ref('A') } },
        C: { type: 'string', default: { description: 'kept' } },
        D: { properties: { part: { enum: [{ summary: 'kept' }] } } },
      },
    },
  });
});

test('references with escapes, percent-encoded or not, are followed', () => {
  const names = { 'a/b': { type: 'integer' }, 'c d': { type: 'string' } };
  const get = { responses: { '200': json({ anyOf: [ref('a~1b'), ref('c%20d')] }) } };
  const sliced = slice({ openapi: '3.1.0', paths: { '/x': { get } }, components: { schemas: names } });
  expect(JSON.parse(JSON.stringify(sliced['components']))).toEqual({ schemas: names });
});

test('a component called __proto__ is one like any other', () => {
  const text =
    '{"openapi":"3.1.0","paths":{"/x":{"$ref":"#/components/pathItems/__proto__"}},"components":{"pathItems":{"__proto__":{"get":{}}}}}';
  expect(JSON.stringify(slice(JSON.parse(text) as never))).toContain('{"__proto__":{"get":{}}}');
  expect(({} as { get?: unknown }).get).toBeUndefined();
});
