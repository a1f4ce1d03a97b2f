import { expect, test } from 'vitest';

import { layered } from './layered.ts';
import { loadContract } from './load.ts';

const json = (...types: string[]) => types.map((type) => `${type}: { schema: { type: string } }`).join(', ');
const operation = (success: string, more = '') =>
  `{ responses: { '200': { description: x, content: { ${success} } }${more} } }`;
const failing = (type: string) => `, default: { description: x, content: { ${json(type)} } }`;
const load = (name: string, paths: string) =>
  loadContract(`openapi: 3.1.0\ninfo: { title: ${name}, version: '1' }\npaths:\n${paths}`, name);

const base = load(
  'base',
  `  /a: { get: ${operation(json('application/json', 'text/event-stream'), failing('application/json'))} }
  /a/{id}: { get: ${operation(json('application/json'))} }
  /b: { get: ${operation(json('application/json'))} }
`,
);
const own = load(
  'own',
  `  /a: { get: ${operation('application/json: { schema: { type: integer } }')} }
  /a/{name}: { get: ${operation(json('application/json'))} }
  /c: { get: ${operation(json('application/json'))} }
`,
);
const contract = layered(own, base);

test('a document is asked first, and what it says nothing of the contract below it', () => {
  const a = contract.operation('GET', '/a');
  expect(a?.response(200, 'application/json')?.schema).toEqual({ type: 'integer' });
  expect(a?.response(200, 'text/event-stream')?.schema).toEqual({ type: 'string' });
  expect(a?.response(500, 'application/json')?.schema).toEqual({ type: 'string' });
  expect(contract.operation('GET', '/b')?.response(200, 'application/json')).toBeDefined();
  expect(contract.operation('GET', '/d')).toBeUndefined();
});

test('the name is that of the document, and what it did not say is listed', () => {
  expect(contract).toMatchObject({ title: 'own', digest: own.digest });
  expect(contract.borrowed).toEqual(['text/event-stream of GET /a', 'errors of GET /a', 'GET /b']);
  expect(contract.operations.map(({ path }) => path)).toEqual(['/a', '/a/{name}', '/c', '/b']);
});

test('an operation of the document alone has nothing below it', () => {
  expect(contract.operation('GET', '/c')).toBe(own.operations[2]);
  expect(contract.operation('GET', '/c')?.response(500, 'application/json')).toBeUndefined();
});
