import { expect, test } from 'vitest';

import type { Reply } from '../transport/exchange.ts';
import { preflight } from './preflight.ts';
import { ask, replied, silent } from './tiny.test-data.ts';

const where = { baseUrl: 'http://host:8000', model: 'big', listed: [] as readonly string[] };
const said = (reply: Reply, more: Partial<typeof where> = {}) =>
  preflight({ request: ask(1), reply }, { ...where, ...more });

test.for([200, 400, 422, 429, 500, 503])('status %i is no reason to end the run', (status) => {
  expect(said(replied(status, { error: { message: 'no' } }))).toBeNull();
});

test('what could not be reached says why', () => {
  const end = { how: 'unreachable', at: 1, detail: 'connection refused (ECONNREFUSED)' } as const;
  expect(said({ ...silent, end })).toBe(
    'No answer from http://host:8000: connection refused (ECONNREFUSED). Is the server running, and is this its base URL?',
  );
});

test('a run that was cancelled blames nobody', () => {
  expect(said({ ...silent, end: { how: 'aborted', at: 1 } })).toBe('The run was cancelled.');
});

test('a 404 that speaks of the model names it, and those there are', () => {
  const body = { error: { message: 'The model does not exist' } };
  expect(said(replied(404, body), { listed: ['a', 'b'] })).toMatch(/"big" .*--model\. It lists: a, b\.$/);
  expect(said(replied(404, body))).toMatch(/GET \/models/);
});

test('a 404 before any model was asked for does not blame the model', () => {
  expect(said(replied(404, { error: { message: 'no models here' } }), { model: '' })).toMatch(/^Nothing under/);
});

test('a list of models that was cut off is not said to be empty', () => {
  const end = { how: 'too-large', at: 1, detail: 'body over 4 bytes' } as const;
  expect(said({ ...replied(200, { data: [] }), end }, { model: '' })).toMatch(/did not come to its end: body over 4/);
});

test.for([
  ['http://host:8000', /Did you mean http:\/\/host:8000\/v1\?$/],
  ['http://host:8000/api/', /Did you mean http:\/\/host:8000\/api\/v1\?$/],
  ['http://host:8000/v1', /\(404\)\.$/],
  ['http://host/openai/v2', /\(404\)\.$/],
] as const)('a 404 under %s is met with what may be meant', ([baseUrl, sentence]) => {
  expect(said(replied(404, {}), { baseUrl })).toMatch(sentence);
});

test.for([
  ['an error as text', { error: 'gone' }, '404: gone'],
  ['a long message', { error: { message: 'x'.repeat(999) } }, `404: ${'x'.repeat(200)})`],
  ['a message that is no text', { error: { message: 3 } }, '(404)'],
  ['no object', 'oh', '(404)'],
] as const)('%s is quoted as far as it goes', ([, body, part]) => {
  expect(said(replied(404, body))).toContain(part);
});

test('a page is not quoted', () => {
  const page = { ...replied(404, {}), reads: [{ at: 1, bytes: new Uint8Array(Buffer.from('<h1>no</h1>')) }] };
  expect(said(page)).toMatch(/\(404\)/);
});
