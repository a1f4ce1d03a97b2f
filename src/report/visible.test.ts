import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { hostileText } from './hostile.test-data.ts';
import { inert, shortened, visible } from './visible.ts';

test('a control character becomes its picture, any other unseen one its number', () => {
  expect(visible('a\u001b[31m\u0000\u007f\u009b\u202e\u200b\ufeff\ud800\uffff\u{e0041}')).toBe(
    'a␛[31m␀␡<U+009B><U+202E><U+200B><U+FEFF><U+D800><U+FFFF><U+E0041>',
  );
});

test('text that a person reads as it is stays as it is', () => {
  const text = 'naïve 谢谢 مرحبا ❤️ 😀 “quoted” {"a": [1]}';
  expect(visible(text)).toBe(text);
});

test('of marks heaped upon one letter the ninth and all further ones stand beside it', () => {
  expect(visible(`e${'\u0301'.repeat(8)}`)).toBe(`e${'\u0301'.repeat(8)}`);
  expect(visible(`e${'\u0301'.repeat(10)}a`)).toBe(`e${'\u0301'.repeat(8)}<U+0301><U+0301>a`);
});

test('what is cut says so, and no character is cut in two', () => {
  expect(shortened('abc', 3)).toBe('abc');
  expect(shortened('abcd', 3)).toBe('abc… (1 characters more)');
  expect(shortened('ab😀d', 3)).toBe('ab… (3 characters more)');
});

test('newlines and tabs stay only where they are asked for', () => {
  expect(visible('a\n\tb\r\n')).toBe('a␊␉b␍␊');
  expect(visible('a\n\tb\r\n', 'kept')).toBe('a\n\tb␍\n');
});

test('nothing that steers a screen is left', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      expect(visible(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u);
    }),
  );
});

test.each([
  ['::error::x', ': :error::x'],
  ['a\n \t::error::x', 'a\n \t: :error::x'],
  ['\u001b[31m::error::x', '\u001b[31m: :error::x'],
  ['std::vector', 'std::vector'],
  ['a ##[group]b', 'a # #[group]b'],
  ['###[group]b', '## #[group]b'],
  ['##VSO[a]', '# #VSO[a]'],
  ["##teamcity[a 'b']", "# #teamcity[a 'b']"],
  ['[[ATTACHMENT|/etc/passwd]]', '[ [ATTACHMENT|/etc/passwd]]'],
  ['## Heading [[1]]', '## Heading [[1]]'],
])('a CI system reads no command in %j', (text, expected) => {
  expect(inert(text)).toBe(expected);
});
