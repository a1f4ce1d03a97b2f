import { expect, test } from 'vitest';

import { bundledContract } from '../schema/bundled.ts';
import type { Intent, Part, Request } from '../transport/request.ts';
import { mistakeIn } from './mistake.ts';

const mistake = mistakeIn(bundledContract());
const chat = (json: object, intent: Intent = 'plain'): Request => ({
  method: 'POST',
  path: '/chat/completions',
  intent,
  body: { json: json as never },
});
const form = (parts: readonly Part[], intent: Intent = 'optional'): Request => ({
  method: 'POST',
  path: '/files',
  intent,
  body: { parts },
});
const purpose = { name: 'purpose', value: 'batch' };
const file = { name: 'file', value: new Uint8Array([0, 255]), filename: 'a' };

test('what the contract allows is no mistake', () => {
  expect(mistake(chat({ model: 'm', messages: [{ role: 'user', content: 'Hi' }] }))).toBeUndefined();
  expect(mistake(form([purpose, file]))).toBeUndefined();
  expect(mistake({ method: 'GET', path: '/models', intent: 'plain' })).toBeUndefined();
});

test('what it forbids is named, in JSON and in a form', () => {
  expect(mistake(chat({ model: 'm' }))).toMatch(/messages/);
  expect(mistake(form([purpose]))).toMatch(/file/);
  expect(mistake(form([{ name: 'purpose', value: 'nonsense' }, file]))).toMatch(/purpose/);
});

test('a mistake that is meant is none of ours', () => {
  expect(mistake(chat({}, 'invalid'))).toBeUndefined();
  expect(mistake(form([], 'invalid'))).toBeUndefined();
});
