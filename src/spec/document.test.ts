import { expect, test } from 'vitest';
import { loadDocument } from './document.ts';
import { SpecError } from './error.ts';

const get = { get: { responses: { '200': { description: 'x' } } } };
const minimal = { openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: { '/x': get } };

function load(document: unknown) {
  return loadDocument(JSON.stringify(document), 'api.yaml', { errata: '' });
}

test('a document is known by its title, version, dialect and digest', () => {
  const document = load(minimal);
  expect(document).toMatchObject({ title: 'T', version: '1', openapi: '3.1.0', errata: [] });
  expect(document.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(loadDocument(`${JSON.stringify(minimal)} `, 'api.yaml', { errata: '' }).digest).not.toBe(document.digest);
});

test('an operation without an id is known by its method and path', () => {
  expect(load(minimal).operations.map((o) => o.id)).toEqual(['GET /x']);
});

test.for([
  [[1, 2], /holds a list, not an object/],
  ['text', /holds a string/],
  [null, /holds nothing/],
  [{ swagger: '2.0', paths: {} }, /Swagger 2\.0 document; convert it to OpenAPI 3\.1/],
  [{ ...minimal, openapi: undefined }, /has no "openapi" member; begin it with/],
  [{ ...minimal, openapi: 3.1 }, /as a number; quote it/],
  [{ ...minimal, openapi: '3.2.0' }, /"3\.2\.0"; only 3\.0\.x and 3\.1\.x/],
  [{ ...minimal, openapi: '2.0' }, /only 3\.0\.x and 3\.1\.x/],
  [{ ...minimal, paths: {} }, /describes no operation/],
  [{ ...minimal, paths: undefined }, /describes no operation/],
  [{ ...minimal, paths: { '/x': { summary: 'nothing here' } } }, /describes no operation/],
] as const)('%j is refused with a remedy', ([document, message]) => {
  expect(() => load(document)).toThrow(message);
  expect(() => load(document)).toThrow(SpecError);
});

test('bodies behind references of requests, responses and path items are found', () => {
  const content = { 'Application/JSON; charset=utf-8': { schema: { $ref: '#/components/schemas/S' } } };
  const { operations } = load({
    ...minimal,
    paths: { '/x': { $ref: '#/components/pathItems/X' } },
    components: {
      schemas: { S: {} },
      pathItems: {
        X: {
          post: {
            requestBody: { $ref: '#/components/requestBodies/B' },
            responses: { '2xx': { $ref: '#/components/responses/R' } },
          },
        },
      },
      requestBodies: { B: { content: { 'application/json': { schema: { type: 'object' } } } } },
      responses: { R: { content } },
    },
  });
  expect(operations).toHaveLength(1);
  expect([...(operations[0]?.request ?? [])]).toEqual([
    ['application/json', '#/components/requestBodies/B/content/application~1json/schema'],
  ]);
  expect([...(operations[0]?.responses.get('2XX') ?? [])]).toEqual([['application/json', '#/components/schemas/S']]);
});
