import { expect, test } from 'vitest';

import { explained, listed } from './catalogue.ts';
import { echoing, everyEcho, everyRule, registryOf, rule, sameNumber, suite } from '../run/tiny.test-data.ts';
import { UsageError } from '../run/usage-error.ts';

const registry = registryOf([
  suite({ same: sameNumber(), soon: { should: 'It comes soon.', ...rule, persistent: true } }, echoing()),
  suite({ every: { may: 'It is short.', ...everyRule } }, everyEcho([]), { id: 'all', title: 'Everything' }),
]);

test('the list has every check, with its level and its sentence, and counts them', () => {
  const text = listed(registry);
  expect(text).toContain('echo (core): Echo');
  expect(text).toMatch(/MUST +echo\/same\n +The number comes back as it was sent\./);
  expect(text).toMatch(/SHOULD +echo\/soon\n +It comes soon\./);
  expect(text).toMatch(/MAY +all\/every/);
  expect(text.trimEnd()).toMatch(/3 checks in 2 suites$/);
});

test('a pattern narrows the list', () => {
  expect(listed(registry, '*/every')).not.toContain('echo/');
  expect(listed(registry, '*/every')).toMatch(/1 checks? in 1 suites?\n$/);
});

test('a pattern that names nothing is refused with the nearest name', () => {
  expect(() => listed(registry, 'ecko')).toThrow(UsageError);
  expect(() => listed(registry, 'ecko')).toThrow(/did you mean "echo"/);
});

test('explaining a check says what it demands, on whose word, and how to see it fail', () => {
  const text = explained(registry, 'echo/soon');
  for (const part of ['echo/soon', 'SHOULD', 'It comes soon.', 'the manual, page 1', 'ECHO-001', 'the probe echo'])
    expect(text).toContain(part);
  expect(text).toMatch(/every repetition/);
  expect(text).toMatch(/serve --fault echo\/soon/);
  expect(text).toMatch(/run --base-url \S+ --only 'echo\/soon'/);
  expect(explained(registry, 'all/every')).toContain('every exchange');
});

test.for([
  ['echo/sam', /did you mean "echo\/same"/],
  ['zzzzzzzzzzzzzzzzz', /list/],
  ['', /list/],
] as const)('%j is explained to nobody', ([name, sentence]) => {
  expect(() => explained(registry, name)).toThrow(UsageError);
  expect(() => explained(registry, name)).toThrow(sentence);
});
