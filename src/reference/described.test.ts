import { expect, test } from 'vitest';

import { orchard, over } from '../../suites/document.test-data.ts';
import { readJson } from '../transport/json-text.ts';
import { bytesOf } from '../transport/exchange.ts';
import { target } from './incoming.ts';
import { createReference } from './reference.ts';

const document = over(orchard);
const reference = createReference({ document });

function ask(method: string, path: string, body?: unknown) {
  const text = body === undefined ? '' : JSON.stringify(body);
  const reply = reference(
    { method, ...target(path), headers: { 'content-type': 'application/json' }, body: Buffer.from(text) },
    [],
  );
  return { status: reply.status, body: readJson(bytesOf(reply)).value as { data: { id: string }[] } };
}

test('a list is the same every time, and what it holds can be had by its id, and what it does not hold cannot', () => {
  const { status, body } = ask('GET', '/trees');
  expect(status).toBe(200);
  expect(ask('GET', '/trees').body).toEqual(body);
  const [{ id }] = body.data as [{ id: string }];
  expect(ask('GET', `/trees/${encodeURIComponent(id)}`)).toMatchObject({ status: 200, body: { id, object: 'tree' } });
  expect(ask('GET', `/trees/${encodeURIComponent(id)}/apples`).status).toBe(200);
  const unknown = ask('GET', '/trees/nobody');
  expect(unknown).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
  const schema = document.operation('GET', '/trees/x')!.response(404, 'application/json')!;
  expect(schema.violations(unknown.body)).toEqual([]);
});

test('what a document describes is answered by its schema, and what breaks its request schema is refused', () => {
  expect(ask('POST', '/weigh', { apples: 3 })).toMatchObject({ status: 200, body: { grams: expect.any(Number) } });
  expect(ask('POST', '/weigh', { apples: 0 })).toMatchObject({ status: 400, body: { error: { param: 'apples' } } });
  expect(ask('POST', '/weigh', undefined).status).toBe(400);
});

test('all else is as ever', () => {
  expect(ask('GET', '/models').body).toMatchObject({ object: 'list' });
  expect(ask('GET', '/stones').status).toBe(404);
  expect(
    createReference()({ method: 'GET', ...target('/trees'), headers: {}, body: new Uint8Array() }, []).status,
  ).toBe(404);
});
