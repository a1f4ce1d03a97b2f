import { expect, test } from 'vitest';

import type { JsonObject } from './json.ts';
import { readOperations } from './operations.ts';

const operations = (paths: JsonObject, more: JsonObject = {}) => readOperations({ paths, ...more }, 'api.yaml');
const get = { get: {} };

test('parameters of a path and of its operation are joined; the operation’s own wins, references are followed', () => {
  const [one] = operations(
    {
      '/x/{id}': {
        parameters: [{ $ref: '#/components/parameters/Id' }, { name: 'n', in: 'query', schema: { default: 1 } }],
        get: { parameters: [{ name: 'n', in: 'query', required: true, schema: {}, example: 2 }, { name: 5 }, 'x'] },
      },
    },
    { components: { parameters: { Id: { name: 'id', in: 'path', schema: {}, examples: { a: { value: 'A' } } } } } },
  );
  expect(one?.parameters).toEqual([
    { name: 'id', in: 'path', required: true, schema: '#/components/parameters/Id/schema', example: 'A' },
    { name: 'n', in: 'query', required: true, schema: '#/paths/~1x~1{id}/get/parameters/0/schema', example: 2 },
  ]);
});

test.for([
  [['/models', '/chat/completions'], undefined, ['/models', '/chat/completions']],
  [['/v1/models', '/v1/chat/completions', '/health'], undefined, ['/models', '/chat/completions']],
  [['/v1/models', '/v1/chat/completions', '/v2/rerank'], [{ url: 'http://x' }], ['/models', '/chat/completions']],
  [['/v1/things', '/things'], [{ url: 'https://x/v1' }], ['/v1/things', '/things']],
] as const)('%j, on the servers %j, are %j below the base URL', ([paths, servers, below]) => {
  const described = Object.fromEntries(paths.map((path) => [path, get]));
  expect(operations(described, servers ? { servers } : {}).map(({ path }) => path)).toEqual(below);
});
