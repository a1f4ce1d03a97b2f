import { expect, test } from 'vitest';
import { inflateSync } from 'node:zlib';

import { square } from './image.ts';

const bytes = Buffer.from(square(200, 10, 20).replace(/^data:image\/png;base64,/, ''), 'base64');

test('an image is a PNG with its three chunks', () => {
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(['IHDR', 'IDAT', 'IEND'].map((type) => bytes.indexOf(type))).toEqual([12, 37, bytes.length - 8]);
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([64, 64]);
  // The checksum of an empty last chunk is the same in every PNG.
  expect(bytes.subarray(-4).toString('hex')).toBe('ae426082');
});

test('its pixels are of the one colour', () => {
  const rows = inflateSync(bytes.subarray(41, 41 + bytes.readUInt32BE(33)));
  expect(rows).toHaveLength(64 * (1 + 3 * 64));
  expect([...rows.subarray(0, 7)]).toEqual([0, 200, 10, 20, 200, 10, 20]);
});

test('a request with it stays small', () => {
  expect(square(200, 10, 20).length).toBeLessThan(300);
});
