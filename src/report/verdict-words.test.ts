import { expect, test } from 'vitest';

import { check, exampleReport } from './example.test-data.ts';
import { bound, duration, plural, reproducedWords, verdictBecause, witnessWords } from './verdict-words.ts';

test('the verdict of a clean run counts what passed', () => {
  const report = exampleReport();
  const checks = [
    check({ id: 'a/b', verdict: 'pass', says: 'x' }),
    check({ id: 'a/c', verdict: 'unsupported', says: 'x' }),
  ];
  const run = { ...report.run, complete: true, stopped: null };
  expect(verdictBecause({ ...report, run, checks })).toBe('1 of 2 checks passed and none failed');
});

test('the verdict of a run that was stopped says by what, without a second full stop', () => {
  const report = exampleReport();
  const run = { ...report.run, stopped: 'The run was killed.' };
  expect(verdictBecause({ ...report, run, checks: [] })).toBe(
    '0 of 0 checks passed and none failed, the run stopped early: The run was killed',
  );
});

test('warnings that gate are told from those that do not', () => {
  const report = exampleReport();
  expect(verdictBecause(report)).toContain('1 warning, ');
  expect(verdictBecause({ ...report, run: { ...report.run, strict: true } })).toContain(
    '1 warning counted as failures (--strict)',
  );
});

test.each([
  [1 - 0.05 ** (1 / 3), 'below 64 %'],
  [0.1, 'below 10 %'],
  [0.0299, 'below 3 %'],
  [0.00291, 'below 0.3 %'],
])('a rate of %f stays %s: bounds are never rounded down', (rate, text) => {
  expect(bound(rate)).toBe(text);
});

test.each([
  [12.4, '12 ms'],
  [48_210, '48.2 s'],
  [725_000, '12 min 5 s'],
])('%i ms is %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test.each([
  [[3, 17], 41, 'shown by 2 of 41 events: 3, 17'],
  [[], 41, 'shown without any of the 41 events'],
  [[], 0, 'shown without any event'],
  [[0], 1, 'shown by the only event'],
  [[0, 1, 2], 3, 'shown by all 3 events together, and no fewer'],
  [[...Array(30).keys()], 1200, 'shown by 30 of 1,200 events: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …'],
])('%j of %i events: %s', (events, of, text) => {
  expect(witnessWords({ events, of })).toBe(text);
});

test.each([
  ['3/3', 'reproduced 3/3'],
  ['2/3', 'fails only sometimes: reproduced 2/3'],
  ['0/1', 'it depends on the answer: not seen in 1 repetition'],
])('%s: %s', (reproduced, text) => {
  expect(reproducedWords(reproduced)).toBe(text);
});

test('one of a thing is told from many', () => {
  expect([plural(1, 'retry', 'retries'), plural(0, 'retry', 'retries'), plural(1204, 'request')]).toEqual([
    '1 retry',
    '0 retries',
    '1,204 requests',
  ]);
});
