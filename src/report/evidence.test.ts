import { expect, test } from 'vitest';

import type { Reply } from '../transport/exchange.ts';
import { evidenceOf } from './evidence.ts';
import { streamed } from './exchanges.test-data.ts';

const options = { baseUrl: 'http://localhost:8000/v1', secretHeaders: [], keyed: true };
const reply = (
  body: string | Uint8Array,
  contentType: string,
  end: Reply['end'] = { how: 'complete', at: 9 },
  needed: readonly number[] = [],
) =>
  evidenceOf(
    {
      request: streamed.request,
      reply: {
        status: 200,
        headers: { 'content-type': contentType },
        headersAt: 1,
        reads: [{ at: 7, bytes: typeof body === 'string' ? new TextEncoder().encode(body) : body }],
        end,
      },
    },
    { ...options, events: needed },
  );

test('an event stream shows its events with their arrival times, and its raw text', () => {
  const { events, body, status, end } = evidenceOf(streamed, options);
  expect(events?.map(({ index, at }) => [index, at])).toEqual([
    [0, 96],
    [1, 131],
    [2, 164],
    [3, 402],
    [4, 403],
  ]);
  expect(events?.at(-1)?.data).toBe('[DONE]');
  expect(body).toMatch(/^data: \{.*\ndata: \[DONE\]\n\n$/s);
  expect([status, end]).toEqual([200, '']);
});

test('a reply that is no event stream has no events', () => {
  expect(reply('data: a\n\n', 'application/json').events).toBeNull();
});

test('a long body is cut between characters and says what is missing', () => {
  const { body } = reply(`a${'é'.repeat(20_000)}`, 'text/plain');
  expect(body).toBe(`a${'é'.repeat(8191)}\n… (${40_001 - 16_384} bytes more)`);
});

test('a body of just the limit is whole', () => {
  expect(reply('a'.repeat(16_384), 'text/plain').body).toBe('a'.repeat(16_384));
});

test('a byte order mark and bytes that are not UTF-8 are not lost', () => {
  expect(reply(new Uint8Array([0xef, 0xbb, 0xbf, 0x61, 0xff]), 'text/plain').body).toBe('\ufeffa\ufffd');
});

test('of a long stream the first events and the last three are kept, under their own numbers', () => {
  const stream = Array.from({ length: 500 }, (_, i) => `data: ${String(i).padStart(100, '0')}\n\n`).join('');
  const events = reply(stream, 'text/event-stream').events!;
  expect(events.slice(-3).map(({ index }) => index)).toEqual([497, 498, 499]);
  expect(events.slice(0, -3).map(({ index }) => index)).toEqual(Array.from({ length: 160 }, (_, i) => i));
});

test('events that a finding needs are kept as well', () => {
  const stream = Array.from({ length: 500 }, (_, i) => `data: ${String(i).padStart(100, '0')}\n\n`).join('');
  const events = reply(stream, 'text/event-stream', { how: 'complete', at: 9 }, [7, 300]).events!;
  expect(events.slice(-4).map(({ index }) => index)).toEqual([300, 497, 498, 499]);
  expect(events.slice(0, -4).map(({ index }) => index)).toEqual(Array.from({ length: 160 }, (_, i) => i));
});

test('the data of a huge event is cut and says what is missing', () => {
  const events = reply(`data: ${'x'.repeat(3000)}\n\n`, 'text/event-stream').events!;
  expect(events.map(({ data }) => data)).toEqual([`${'x'.repeat(2048)}… (952 characters more)`]);
});

test('an improper end is named with its time', () => {
  expect(reply('', 'text/plain', { how: 'truncated', at: 120.4, detail: 'reset' }).end).toBe(
    'truncated at 120 ms: reset',
  );
  expect(reply('', 'text/plain', { how: 'aborted', at: 5 }).end).toBe('aborted at 5 ms');
});
