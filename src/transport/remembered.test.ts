import { expect, test } from 'vitest';

import { remembered } from './remembered.ts';

test('what was read last is not read again, and what was read long ago is', () => {
  const read: number[] = [];
  const reader = remembered(
    (key: number) => {
      read.push(key);
      return { key };
    },
    () => 1,
    2,
  );
  expect([1, 2, 1, 3, 2, 1].map((key) => reader(key))).toEqual([1, 2, 1, 3, 2, 1].map((key) => ({ key })));
  expect(read).toEqual([1, 2, 3, 2, 1]);
  expect(reader(1)).toBe(reader(1));
});
