import { expect, test } from 'vitest';

import { createAllowance } from './allowance.ts';
import { createReads } from './reads.ts';

test('however much comes, what is kept stays within the whole and the least of each', () => {
  const allowance = createAllowance(10 << 20);
  const kept = Array.from({ length: 100 }, () => {
    const most = Math.floor(allowance.most(0));
    allowance.take(most);
    return most;
  });
  expect(kept[0]).toBe((10 << 20) / 5);
  expect(kept.at(-1)).toBe(64 << 10);
  expect(kept.reduce((sum, one) => sum + one)).toBeLessThan((10 << 20) + 100 * (64 << 10));
});

test('a small reply changes next to nothing for those behind it', () => {
  const allowance = createAllowance();
  for (let i = 0; i < 500; i++) allowance.take(5000);
  expect(allowance.most(0)).toBeGreaterThan(4 << 20);
});

test('what comes within a millisecond is one read, with the time of its first piece', () => {
  const reads = createReads();
  for (const [at, text] of [
    [1, 'a'],
    [1.5, 'b'],
    [2.2, 'c'],
    [9, 'd'],
  ] as const)
    reads.add(Buffer.from(text), at);
  expect(reads.all().map(({ at, bytes }) => [at, Buffer.from(bytes).toString()])).toEqual([
    [1, 'ab'],
    [2.2, 'c'],
    [9, 'd'],
  ]);
});

test('a million pieces of one byte weigh what they are', () => {
  const reads = createReads();
  for (let i = 0; i < 1e6; i++) reads.add(Uint8Array.of(i), i / 1000);
  expect(reads.weight()).toBeLessThan(1.3e6);
  const bytes = Buffer.concat(reads.all().map((read) => read.bytes));
  expect(bytes).toHaveLength(1e6);
  expect([bytes[1], bytes[999_999]]).toEqual([1, 999_999 % 256]);
});
