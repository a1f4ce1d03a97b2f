import { createParser } from 'eventsource-parser';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { createEventDecoder, decodeEvents, type EventStream } from './event-stream.ts';
import type { Read } from './exchange.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const decode = (text: string): EventStream => decodeEvents([{ at: 0, bytes: bytes(text) }]);
const dataOf = ({ events }: EventStream) => events.map(({ data }) => data);

// The byte strings follow the web-platform-tests for eventsource; what they give is worked out from WHATWG HTML §9.2.6.
test.each([
  ['a field without colon has an empty value', 'data:test\r\ndata\ndata:test\r\n\r', ['test\n\ntest']],
  [
    'names are compared exactly, one space is dropped, each line ending ends a line',
    'data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\r\0data:4\nda-ta:3\rdata_5\ndata:3\rdata:\r\n data:32\ndata:4\n\n',
    ['\0\n 2\n1\n3\n\n4'],
  ],
  [
    'comments of any length are passed over',
    `data:1\r:\0\n:\r\ndata:2\n:${'x'.repeat(2048)}\rdata:3\n:data:fail\r:${'x'.repeat(2048)}\ndata:4\n\n`,
    ['1\n2\n3\n4'],
  ],
  ['one byte order mark is dropped', '\uFEFFdata:1\n\ndata:2\n\n', ['1', '2']],
  ['a second byte order mark belongs to the name', '\uFEFF\uFEFFdata:1\n\ndata:2\n\ndata:3\n\n', ['2', '3']],
  ['a block that the input ends in is not dispatched', 'retry:1000\ndata:test1\n\nid:test\ndata:test2', ['test1']],
  ['nor one whose last line is ended', 'data:1\n\ndata:2\n', ['1']],
  ['CR alone ends lines and blocks', 'data: a\r\rdata: [DONE]\r\r', ['a', '[DONE]']],
  ['a block without data dispatches nothing', 'event: ping\n\nid: 1\n\n:x\n\n', []],
  ['a data line without value dispatches an empty event', 'data:\n\ndata\ndata\n\ndata:test\n\n', ['', '\n', 'test']],
  ['only the first space goes', 'data:  a \n\ndata:\tb\n\n', [' a ', '\tb']],
  ['only the first colon separates', 'data: a: b\n\n', ['a: b']],
  ['blank lines alone dispatch nothing', '\n\r\n\r\r\n\n', []],
])('%s', (_, text, expected) => {
  expect(dataOf(decode(text))).toEqual(expected);
});

test('a name holds for its own block only, and so does an id', () => {
  const { events } = decode('event: a\nid: 7\ndata: 1\n\ndata: 2\n\nevent: b\nevent: c\ndata: 3\n\n');
  expect(events.map(({ event, id }) => [event, id])).toEqual([
    ['a', '7'],
    ['', undefined],
    ['c', undefined],
  ]);
});

test('an id with U+0000 is ignored and told of', () => {
  const stream = decode('id: a\0b\ndata: 1\n\n');
  expect(stream.nul).toBe(true);
  expect(stream.events[0]?.id).toBeUndefined();
  expect(decode('id: ab\ndata: \0\n\n').nul).toBe(false);
});

test('a retry counts only where it is all digits', () => {
  expect(decode('retry: 20\nretry: 5s\nretry: -1\nretry\n\n').retry).toBe(20);
  expect(decode('retry: x\n\n').retry).toBeUndefined();
});

test('what reading drops is told: mark, comments, unknown fields, names met', () => {
  const stream = decode('\uFEFF: hi\ndata: 1\nfoo: x\nbar\n\n');
  expect(stream.bom).toBe(true);
  expect(stream.comments).toEqual([{ text: ' hi', at: 0 }]);
  expect(stream.unknownFields).toEqual([
    { name: 'foo', at: 16 },
    { name: 'bar', at: 23 },
  ]);
  expect([...stream.fields]).toEqual(['data', 'foo', 'bar']);
});

test('what was not dispatched is told, with where it began', () => {
  expect(decode('data: 1\n\ndata: 2\ndata: 3').undispatched).toEqual({ data: '2\n3', from: 9 });
  expect(decode('data: 1\n\n').undispatched).toBeUndefined();
  expect(decode('data: 1\n\n: bye\n').undispatched).toBeUndefined();
  expect(decode('data: 1\n\n: bye\n').tail).toEqual({ text: ': bye\n', from: 9, bytes: 6 });
  expect(decode('data: 1\r\n\r\n').tail).toEqual({ text: '', from: 11, bytes: 0 });
});

test('a byte that is not UTF-8 is told by its offset and read as U+FFFD', () => {
  const stream = decodeEvents([{ at: 0, bytes: Buffer.from([0x64, 0x61, 0x74, 0x61, 0x3a, 0xe4, 0x0a, 0x0a]) }]);
  expect(stream.invalidUtf8At).toBe(5);
  expect(dataOf(stream)).toEqual(['\uFFFD']);
  expect(decode('data: ä\n\n').invalidUtf8At).toBeUndefined();
});

test('an invalid byte in a line that never ends is told as well', () => {
  expect(decodeEvents([{ at: 0, bytes: Buffer.from([0x64, 0xff]) }]).invalidUtf8At).toBe(1);
});

test('offsets cover each block with its blank line, whatever ends the lines', () => {
  for (const eol of ['\n', '\r', '\r\n']) {
    const text = `: c${eol}data: 1${eol}${eol}${eol}data: ä${eol}${eol}`;
    const blocks = decode(text).events.map(({ from, to }) => Buffer.from(text).subarray(from, to).toString());
    expect(blocks).toEqual([`: c${eol}data: 1${eol}${eol}`, `data: ä${eol}${eol}`]);
  }
});

test('data lines are counted, and whether a space follows each colon', () => {
  const { events } = decode('data: 1\ndata: 2\n\ndata:1\n\ndata: 1\ndata:2\n\n');
  expect(events.map(({ dataLines, spaced }) => [dataLines, spaced])).toEqual([
    [2, true],
    [1, false],
    [2, false],
  ]);
});

test('an event arrives with the read that completes it', () => {
  const reads = ['data: 1\n', '\ndata: 2\r', '\r', '\n'].map((text, i) => ({ at: i * 10, bytes: bytes(text) }));
  expect(decodeEvents(reads).events.map(({ at }) => at)).toEqual([10, 20]);
});

test('each push gives the events it completes', () => {
  const decoder = createEventDecoder();
  expect(decoder.push(bytes('data: 1\n\ndata: 2'), 1).map(({ data }) => data)).toEqual(['1']);
  expect(decoder.push(bytes('\n\n'), 2).map(({ data }) => data)).toEqual(['2']);
  expect(decoder.push(bytes(''), 3)).toEqual([]);
});

test('caps on line, event and number of events stop the reading and are named', () => {
  const caps = { line: 10, event: 20, events: 2 };
  const stopped = (text: string) => decodeEvents([{ at: 0, bytes: bytes(text) }], caps);
  expect(stopped('data: 1\n\ndata: 23456\n\n').overflow).toEqual({ cap: 'line', at: 9 });
  expect(stopped('data: 1\ndata: 2\ndata: 3\n\n').overflow).toEqual({ cap: 'event', at: 16 });
  expect(stopped('data: 1\n\n'.repeat(3)).overflow).toEqual({ cap: 'events', at: 18 });
  expect(dataOf(stopped('data: 1\n\n'.repeat(3)))).toEqual(['1', '1']);
  expect(stopped('data: 1\n\n'.repeat(2)).overflow).toBeUndefined();
});

const piece = fc.constantFrom(
  ...'data|data:|data: |event: |id: |retry: |: |\n|\r|\r\n|\n\n|\r\r| |:|x|ä|😀|{"a":1}|[DONE]|\0|12|\uFEFF'.split('|'),
);
const streamText = fc.array(piece, { maxLength: 60 }).map((parts) => parts.join(''));
const anyBytes = fc.oneof(
  streamText.map(bytes),
  fc.uint8Array({ maxLength: 200 }),
  fc
    .array(fc.constantFrom(10, 13, 58, 32, 100, 97, 116, 0xc3, 0xa4, 0xef, 0xbb, 0xbf), { maxLength: 80 })
    .map((list) => Uint8Array.from(list)),
);

function cut(whole: Uint8Array, cuts: readonly number[]): Read[] {
  const places = [...new Set([0, ...cuts.map((at) => at % (whole.length + 1)), whole.length])].sort((a, b) => a - b);
  return places.slice(1).map((to, i) => ({ at: 0, bytes: whole.slice(places[i], to) }));
}

test('the same bytes say the same however they are split', () => {
  fc.assert(
    fc.property(anyBytes, fc.array(fc.nat(300), { maxLength: 20 }), (whole, cuts) => {
      const one = decodeEvents([{ at: 0, bytes: whole }]);
      expect(decodeEvents(cut(whole, cuts))).toEqual(one);
      expect(decodeEvents([...whole].map((byte) => ({ at: 0, bytes: Uint8Array.of(byte) })))).toEqual(one);
    }),
    { numRuns: 500 },
  );
});

test('blocks stand in order and inside the bytes, and each says alone what it says among the others', () => {
  fc.assert(
    fc.property(anyBytes, (whole) => {
      const { events, tail, bytes: seen } = decodeEvents([{ at: 0, bytes: whole }]);
      let behind = 0;
      for (const { from, to, data, event } of events) {
        expect(behind <= from && from < to && to <= whole.length).toBe(true);
        behind = to;
        // Behind a line feed a byte order mark is not that of the stream.
        const block = Uint8Array.of(...(from === 0 ? [] : [10]), ...whole.slice(from, to));
        const alone = decodeEvents([{ at: 0, bytes: block }]);
        expect(alone.events).toMatchObject([{ data, event }]);
      }
      expect([seen, tail.from + tail.bytes]).toEqual([whole.length, whole.length]);
    }),
    { numRuns: 3000 },
  );
});

// eventsource-parser 3.1 takes text, so the byte order mark is dropped by the decoder before it; and it waits for the
// byte behind a CR before it ends a line, so the input never ends in one here.
test('eventsource-parser dispatches the same events', () => {
  fc.assert(
    fc.property(streamText, fc.array(fc.nat(300), { maxLength: 10 }), (text, cuts) => {
      const whole = bytes(`${text}\n`);
      const expected: unknown[] = [];
      const parser = createParser({
        onEvent: ({ data, event, id }) => expected.push({ data, event: event ?? '', id }),
      });
      const decoder = new TextDecoder();
      for (const read of cut(whole, cuts)) parser.feed(decoder.decode(read.bytes, { stream: true }));
      const events = decodeEvents(cut(whole, cuts)).events.map(({ data, event, id }) => ({ data, event, id }));
      expect(events).toEqual(expected);
    }),
    { numRuns: 2000 },
  );
});

function seconds(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function fastest(work: () => void): number {
  return Math.min(seconds(work), seconds(work), seconds(work));
}

test.each([
  ['one long line in small reads', (size: number) => Array.from({ length: size / 64 }, () => bytes('x'.repeat(64)))],
  ['many lines that only LF ends', (size: number) => [bytes('data: 1\n\n'.repeat(size / 9))]],
  ['many lines that only CR ends', (size: number) => [bytes('data: 1\r\r'.repeat(size / 9))]],
  ['one block of many lines', (size: number) => [bytes('data: 1\n'.repeat(size / 8))]],
])('time grows with the input and no faster: %s', (_, make) => {
  const caps = { line: 1 << 26, event: 1 << 26, events: 1 << 26 };
  const run = (parts: Uint8Array[]) => () => {
    const decoder = createEventDecoder(caps);
    for (const part of parts) decoder.push(part, 0);
  };
  const [small, large] = [make(1 << 16), make(1 << 19)];
  run(small)();
  const ratio = fastest(run(large)) / Math.max(0.0005, fastest(run(small)));
  // Eight times the input; were it quadratic, 64 times the time.
  expect(ratio).toBeLessThan(32);
});

test('a flood without events takes no memory beyond its line', () => {
  const decoder = createEventDecoder();
  const flood = bytes(': keep-alive\n\nfoo\n\n'.repeat(5000));
  for (let i = 0; i < 10; i++) decoder.push(flood, 0);
  const stream = decoder.end();
  expect(stream.bytes).toBe(flood.length * 10);
  expect([stream.comments.length, stream.unknownFields.length]).toEqual([1000, 1000]);
});

test('beyond the cap of a line nothing of it is kept', () => {
  const decoder = createEventDecoder({ line: 1000, event: 1000, events: 10 });
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 200; i++) decoder.push(new Uint8Array(100_000).fill(120), 0);
  expect(decoder.overflow()).toEqual({ cap: 'line', at: 0 });
  expect(decoder.end().tail.text).toHaveLength(1000);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64e6);
});
