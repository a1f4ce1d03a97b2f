import { expect, test } from 'vitest';

import { Overrun, within } from './within.ts';

const pattern = new RegExp(String.raw`^(\w+\s?)*$`, 'u');

test.for<[string, () => unknown]>([
  [
    'a loop without end',
    () => {
      for (;;);
    },
  ],
  ['a regular expression that tries every way there is', () => pattern.test(`${'a'.repeat(60)}!`)],
  [
    'a generator without end',
    () => [
      ...(function* () {
        for (;;) yield 1;
      })(),
    ],
  ],
  [
    'a loop that catches whatever is thrown',
    () => {
      for (;;) {
        try {
          for (;;);
        } catch {
          continue;
        }
      }
    },
  ],
])('%s is left when its time is over', ([, work]) => {
  const started = performance.now();
  expect(() => within(100, work)).toThrow(Overrun);
  expect(() => within(100, work)).toThrow('took longer than 0.1 s');
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('what ends in time has its result, and throws what it throws', () => {
  const thrown = new TypeError('oh');
  expect(within(1000, () => 3)).toBe(3);
  expect(() =>
    within(1000, () => {
      throw thrown;
    }),
  ).toThrow(thrown);
});

test('work within work has its own time', () => {
  const outer = within(5000, () => {
    expect(() =>
      within(50, () => {
        for (;;);
      }),
    ).toThrow(Overrun);
    return within(1000, () => 3) + 4;
  });
  expect(outer).toBe(7);
});

test('a stack that overflows is an error like any other', () => {
  const deeper = (): number => 1 + deeper();
  expect(() => within(1000, deeper)).toThrow(RangeError);
});
