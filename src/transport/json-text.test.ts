import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { readJson } from './json-text.ts';

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

const almostJson = fc.oneof(
  fc.json(),
  fc
    .tuple(
      fc.json(),
      fc.nat(),
      fc.constantFrom('', ',', '"', '\\', '0', '-', '.', 'e', '}', ']', '\n', '\u0001', '\u007F', 'u'),
    )
    .map(
      ([text, at, put]) =>
        text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + (at % 2)),
    ),
  fc
    .array(
      fc.constantFrom(
        ...'{}[]:,"\\/bu0123456789-+.eE \t\ntruefalsn',
        '\u2028',
        '\uD800',
        '\uDC00',
        '\\u12aB',
        '\\ud83d',
      ),
      { maxLength: 15 },
    )
    .map((list) => list.join('')),
);

test('takes exactly what JSON.parse takes, and for the same value', () => {
  fc.assert(
    fc.property(almostJson, (text) => {
      const { value, error } = readJson(text);
      expect(error === undefined ? { value } : undefined).toEqual(parsed(text));
    }),
    { numRuns: 10_000 },
  );
});

test.each([
  ['', 'the end where a value must stand', 0],
  ['{"a":1,}', 'a comma before "}"', 7],
  ['[1,]', 'a comma before "]"', 3],
  ['[1 2]', '"2" where a comma or "]" must stand', 3],
  ['{a:1}', '"a" where a member name must stand', 1],
  ['{"a" 1}', '"1" where a colon must stand', 5],
  ['"ab', 'the end inside a string', 3],
  ['"\\x"', 'an unknown escape in a string', 1],
  ['"\n"', '"\\n" unescaped in a string', 1],
  ['NaN', '"N" where a value must stand', 0],
  ['01', 'text after the value', 1],
  ['{} {}', 'text after the value', 3],
])('%j is refused: %s', (text, message, offset) => {
  expect(readJson(text).error).toEqual({ message, offset });
});

test('names that come twice are told by pointer; the last wins', () => {
  const { value, duplicates } = readJson('{"a":1,"b/c":[{"x":1,"x":2}],"a":3,"\\u0061":4}');
  expect(duplicates).toEqual(['/b~1c/0/x', '/a', '/a']);
  expect(value).toEqual({ a: 4, 'b/c': [{ x: 2 }] });
});

test('the same name in different objects is no duplicate', () => {
  expect(readJson('[{"a":{"a":1}},{"a":1}]').duplicates).toEqual([]);
});

test('__proto__ is a member as any other', () => {
  const { value } = readJson('{"__proto__":{"x":1}}');
  expect(Object.keys(value as object)).toEqual(['__proto__']);
  expect((value as { x?: number }).x).toBeUndefined();
});

test('halves of surrogate pairs are told, escaped or not, in names and values', () => {
  expect(readJson('"\\ud83d"').loneSurrogate).toBe(true);
  expect(readJson('{"\\uDE00":1}').loneSurrogate).toBe(true);
  expect(readJson('"\uD83D"').loneSurrogate).toBe(true);
  expect(readJson('"\\ud83d\\ude00 😀 \\u0041"').loneSurrogate).toBe(false);
});

test('numbers that a double cannot hold are told by pointer', () => {
  const text = '{"a":9007199254740991,"b":9007199254740993,"c":[1e400,1.5,-1e308,-12345678901234567890]}';
  expect(readJson(text).bigNumbers).toEqual(['/b', '/c/0', '/c/3']);
});

test('a byte order mark is told and passed over', () => {
  expect(readJson('\uFEFF{}')).toMatchObject({ bom: true, value: {}, error: undefined });
  expect(readJson(Buffer.from('\uFEFF[1]'))).toMatchObject({ bom: true, value: [1] });
  expect(readJson('{}').bom).toBe(false);
});

test('bytes that are not UTF-8 are told by offset', () => {
  const { value, invalidUtf8At } = readJson(Uint8Array.from([0x22, 0x61, 0xff, 0x22]));
  expect(invalidUtf8At).toBe(2);
  expect(value).toBe('a\uFFFD');
});

test('the first wrong byte is where a fatal decoder stops being satisfied', () => {
  const fatal = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const ok = (bytes: Uint8Array) => {
    try {
      fatal.decode(bytes);
      return true;
    } catch {
      return false;
    }
  };
  const lumpy = fc.array(
    fc.constantFrom(
      0x41,
      0x80,
      0x8f,
      0x90,
      0x9f,
      0xa0,
      0xbf,
      0xc1,
      0xc2,
      0xdf,
      0xe0,
      0xe1,
      0xed,
      0xef,
      0xf0,
      0xf1,
      0xf4,
      0xf5,
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(
      lumpy.map((list) => Uint8Array.from(list)),
      (bytes) => {
        const { invalidUtf8At } = readJson(bytes);
        expect(invalidUtf8At === undefined).toBe(ok(bytes));
        expect(ok(bytes.slice(0, invalidUtf8At ?? 0))).toBe(true);
      },
    ),
    { numRuns: 5000 },
  );
});

test('depth is counted, and guarded before anything recurses too far', () => {
  expect(readJson('1').depth).toBe(0);
  expect(readJson('[{"a":[]}]').depth).toBe(3);
  expect(readJson('['.repeat(512) + ']'.repeat(512))).toMatchObject({ depth: 512, error: undefined });
  const deep = readJson('['.repeat(1_000_000));
  expect(deep).toMatchObject({ value: undefined, error: { message: 'nested deeper than 512 levels', offset: 512 } });
});
