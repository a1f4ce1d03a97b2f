import { expect, test } from 'vitest';

import { retryAfter } from './retry-after.ts';

const now = Date.UTC(2025, 0, 1, 12);

test.each([
  ['0', 0],
  [' \t7 ', 7000],
  ['0030', 30_000],
  ['9'.repeat(400), Infinity],
  ['Wed, 01 Jan 2025 12:00:30 GMT', 30_000],
  ['Wed, 01 Jan 2025 11:00:00 GMT', 0],
  ['Fri, 31 Dec 9999 23:59:59 GMT', Date.UTC(9999, 11, 31, 23, 59, 59) - now],
])('%j is understood', (header, ms) => {
  expect(retryAfter(header, now)).toBe(ms);
});

test.each([
  '',
  '-5',
  '1.5',
  '1e3',
  '5s',
  'NaN',
  'soon',
  '1, 2',
  '\u00a07',
  'Wed, 01 Jan 2025 12:00:30 GMT, 5',
  `${'9'.repeat(400)}x`,
  '٣',
  '2025-01-01T12:00:30Z',
  'Wed, 1 Jan 2025 12:00:30 GMT',
  'Thu, 01 Jan 2025 12:00:30 GMT',
  'Wed, 01 Jan 2025 12:00:30 +0000',
  'Wednesday, 01-Jan-25 12:00:30 GMT',
  'Tue, 31 Feb 2025 12:00:30 GMT',
])('%j is nonsense', (header) => {
  expect(retryAfter(header, now)).toBeUndefined();
});
