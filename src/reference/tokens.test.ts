import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { countTokens, tokensOf } from './tokens.ts';

const texts = fc.string({ unit: 'grapheme', maxLength: 60 });

test('the tokens of a text joined are the text', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(tokensOf(text).join('')).toBe(text);
    }),
  );
});

test('no token holds half a character', () => {
  fc.assert(
    fc.property(texts, (text) => {
      for (const token of tokensOf(text)) expect(Buffer.from(token, 'utf8').toString('utf8')).toBe(token);
    }),
  );
});

test('a text with more behind it never has fewer tokens', () => {
  fc.assert(
    fc.property(texts, texts, (text, more) => {
      expect(countTokens(text + more)).toBeGreaterThanOrEqual(countTokens(text));
    }),
  );
});

test('words, emoji and ideographs are tokens of their own', () => {
  expect(tokensOf('Hi there 🙂日本')).toEqual(['Hi', ' there', ' ', '🙂', '日', '本']);
});
