import { expect, test } from 'vitest';

import { finding, words } from './finding.ts';
import { levelOf, saysOf } from './suite.ts';

test.for([
  [undefined, 'nothing'],
  [null, 'null'],
  ['', '""'],
  ['a "b"\n', String.raw`"a \"b\"\n"`],
  [3, '3'],
  [[1, { a: true }], '[1,{"a":true}]'],
  [words('an object'), 'an object'],
  [words(''), ''],
  [Number.NaN, 'null'],
] as const)('%s is shown as %s', ([value, shown]) => {
  expect(finding('/a', value, value)).toEqual({ at: '/a', expected: shown, actual: shown });
});

test('a function is shown, not thrown over', () => {
  expect(finding('', () => 1, undefined).expected).toMatch(/1/);
});

test('a long value is shown by its head and its tail, and says how long it is', () => {
  const { actual } = finding('', 1, `${'a'.repeat(500)}END`);
  expect(actual.length).toBeLessThan(320);
  expect(actual).toMatch(/^"a{100,} … a*END" \(505 characters\)$/);
});

test('what just fits is shown whole', () => {
  expect(finding('', 'x'.repeat(298), 1).expected).toBe(`"${'x'.repeat(298)}"`);
});

test('a sentence has the level of its key', () => {
  expect([{ must: 'a' }, { should: 'b' }, { may: 'c' }].map((one) => [levelOf(one), saysOf(one)])).toEqual([
    ['MUST', 'a'],
    ['SHOULD', 'b'],
    ['MAY', 'c'],
  ]);
});
