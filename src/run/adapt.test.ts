import { expect, test } from 'vitest';

import { COMPLETION_MODEL, EMBEDDING_MODEL, MODEL } from '../check/probe.ts';
import { jsonBody, type Request } from '../transport/request.ts';
import { adapt, modelsOf } from './adapt.ts';
import { ask, capability } from './tiny.test-data.ts';

const chat: Request = {
  method: 'POST',
  path: '/chat',
  intent: 'plain',
  body: { json: { model: MODEL, n: 2 } },
};

test('the placeholder in a body becomes the model', () => {
  expect(jsonBody(adapt(chat, modelsOf('org/big: "7b"', {}), []))).toEqual({ model: 'org/big: "7b"', n: 2 });
});

test('the placeholder in a path becomes the model, percent-encoded', () => {
  const request: Request = { method: 'GET', path: `/models/${MODEL}`, intent: 'plain' };
  expect(adapt(request, modelsOf('org/big 7b?', {}), []).path).toBe('/models/org%2Fbig%207b%3F');
});

test('each kind of model has its placeholder; without a name of its own it is the model under test', () => {
  const naming = (model: string): Request => ({ ...chat, body: { json: { model } } });
  const models = modelsOf('chat', { embeddingModel: 'vectors' });
  expect(jsonBody(adapt(naming(COMPLETION_MODEL), models, []))).toEqual({ model: 'chat' });
  expect(jsonBody(adapt(naming(EMBEDDING_MODEL), models, []))).toEqual({ model: 'vectors' });
});

test('a model whose name means something to a replacement stays as it is', () => {
  const request: Request = { method: 'GET', path: `/models/${MODEL}`, intent: 'plain' };
  expect(decodeURIComponent(adapt(request, modelsOf("$&-$'-$1", {}), []).path)).toBe("/models/$&-$'-$1");
});

test('another model in a body stays, for it was meant', () => {
  const request: Request = { ...chat, body: { json: { model: 'no-such-model' } } };
  expect(adapt(request, modelsOf('m', {}), [])).toBe(request);
});

test.for<Request>([
  ask(1),
  { method: 'POST', path: '/chat', intent: 'invalid', body: { text: '{"model":', contentType: 'application/json' } },
  { method: 'POST', path: '/chat', intent: 'invalid', body: { json: [MODEL] } },
  { method: 'GET', path: '/models', intent: 'plain' },
])('a request without the placeholder is the same request', (request) => {
  expect(adapt(request, modelsOf('m', {}), [])).toBe(request);
});

test('a body that is wrong as a text names the model all the same, and keeps its other bytes', () => {
  const broken = { ...chat, intent: 'invalid' } as const;
  const text: Request = { ...broken, body: { text: '{"model":"{model}","n":NaN}', contentType: 'application/json' } };
  const models = modelsOf('größe/7b "q"', {});
  expect(adapt(text, models, []).body).toEqual({
    text: String.raw`{"model":"größe/7b \"q\"","n":NaN}`,
    contentType: 'application/json',
  });
  const bytes = Buffer.from('{"model":"{model}","user":"\u00ff"}', 'latin1');
  const { body } = adapt({ ...broken, body: { bytes, contentType: 'application/json' } }, modelsOf('m', {}), []);
  expect(body).toEqual({
    bytes: Buffer.from('{"model":"m","user":"\u00ff"}', 'latin1'),
    contentType: 'application/json',
  });
  const plain: Request = { ...broken, body: { bytes: Buffer.from('"{model}"'), contentType: 'text/plain' } };
  expect(adapt(plain, models, [])).toBe(plain);
});

test('what is lacking is left out, one after the other, after the model was named', () => {
  const add = (name: string) => (request: Request) => ({
    ...request,
    body: { json: { ...(jsonBody(request) as object), [name]: Object.keys(jsonBody(request) as object).length } },
  });
  const lacking = [capability('a', { without: add('a') }), capability('b'), capability('c', { without: add('c') })];
  expect(jsonBody(adapt(chat, modelsOf('m', {}), lacking))).toEqual({ model: 'm', n: 2, a: 2, c: 3 });
});
