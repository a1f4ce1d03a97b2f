import { expect, test } from 'vitest';

import { nearest } from './nearest.ts';

const names = ['chat', 'chat-stream', 'errors', 'chat/same-id'];

test.for([
  ['chta', 'chat'],
  ['chat-strem', 'chat-stream'],
  ['error', 'errors'],
  ['chat/sameid', 'chat/same-id'],
  ['CHAT', undefined],
  ['embeddings', undefined],
  ['', undefined],
] as const)('the nearest name to "%s" is %s', ([text, name]) => {
  expect(nearest(text, names)).toBe(name);
});

test('among no names none is near', () => {
  expect(nearest('chat', [])).toBeUndefined();
});
