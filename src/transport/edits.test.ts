import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Json, JsonObject } from '../spec/json.ts';
import {
  dropEvent,
  editBody,
  editChoice,
  editChunk,
  editChunks,
  editDelta,
  editEnd,
  editErrorJson,
  editEvents,
  editHeader,
  editJson,
  editStatus,
  inTurn,
  insertEvent,
  put,
  rawStream,
  truncate,
  when,
  whenJson,
  whenStream,
  without,
} from './edits.ts';
import { decodeEvents } from './event-stream.ts';
import { bytesOf, type Reply } from './exchange.ts';
import type { Fault } from './fault.ts';
import type { Request } from './request.ts';

const request: Request = { method: 'POST', path: '/chat/completions', intent: 'plain' };
const apply = (fault: Fault, reply: Reply) => fault(reply, request, []);
const textOf = (reply: Reply) => Buffer.from(bytesOf(reply)).toString();

function reply(type: string, ...texts: string[]): Reply {
  const reads = texts.map((text, i) => ({ at: 10 * (i + 1), bytes: Uint8Array.from(Buffer.from(text)) }));
  return { status: 200, headers: { 'content-type': type }, headersAt: 5, reads, end: { how: 'complete', at: 100 } };
}

const json = (body: Json) => reply('application/json', JSON.stringify(body));
const chunk = (content: string) =>
  JSON.stringify({ id: 'c', choices: [{ index: 0, delta: { content }, finish_reason: null }] });
const sse = reply(
  'text/event-stream; charset=utf-8',
  '\uFEFF: hello\r\n\r\n',
  `data:${chunk('a')}\r\n\r\n: keep`,
  `-alive\n\nevent: ping\ndata: {}\n\ndata: ${chunk('b')}\r`,
  `\rdata:  ${chunk('c')}\nid: 3\n\n`,
  'data: [DONE]\n\n: bye\n',
);
const body = json({ id: 'x', choices: [{ index: 0, message: { content: 'hi' } }] });
const refusal: Reply = { ...json({ error: { message: 'no', code: null } }), status: 400 };

const identities: { [name: string]: Fault } = {
  status: editStatus(200),
  header: editHeader('Content-Type', sse.headers['content-type']!),
  'absent header': editHeader('x-nothing', null),
  end: editEnd((end) => end),
  body: editBody((text) => text),
  json: editJson((object) => object),
  'json undefined': editJson(() => undefined),
  'error json': editErrorJson((object) => object),
  events: editEvents((events) => events),
  'copied events': editEvents((events) => events.map((event) => ({ ...event }))),
  chunks: editChunks((chunks) => chunks.map((one) => ({ ...one }))),
  'chunk far off': editChunk(99, { id: 'y' }),
  'chunk patched alike': editChunk('first', { id: 'c' }),
  'delta patched alike': editDelta(1, { content: 'b' }),
  'drop far off': dropEvent(99),
  raw: rawStream((text) => text),
  'cut far off': truncate({ events: 99 }),
};

test.each(Object.keys(identities))('an edit that changes nothing returns the same object: %s', (name) => {
  expect(apply(identities[name]!, sse)).toBe(sse);
});

test.each(['json', 'json undefined', 'error json', 'events', 'chunks', 'raw', 'body'])(
  'so it does with JSON and refusals: %s',
  (name) => {
    expect(apply(identities[name]!, body)).toBe(body);
    expect(apply(identities[name]!, refusal)).toBe(refusal);
  },
);

const nothing: Reply = { status: 0, headers: {}, headersAt: 0, reads: [], end: { how: 'unreachable', at: 9 } };
const all = [
  editStatus(500),
  editHeader('x', 'y'),
  editJson(() => 1),
  editErrorJson(() => 1),
  editEvents(() => []),
  editChunk(0, { id: 'y' }),
  editDelta(0, { x: 1 }),
  dropEvent('first'),
  insertEvent('last', 'x'),
  rawStream(() => 'x'),
  truncate(),
];

test.each(all.map((fault, i) => [i, fault] as const))('no fault makes an answer out of none (%i)', (_, fault) => {
  expect(apply(fault, nothing)).toBe(nothing);
});

test('edits concern their own kind of reply', () => {
  expect(
    apply(
      editJson(() => 1),
      sse,
    ),
  ).toBe(sse);
  expect(
    apply(
      editJson(() => 1),
      refusal,
    ),
  ).toBe(refusal);
  expect(
    apply(
      editErrorJson(() => 1),
      body,
    ),
  ).toBe(body);
  for (const fault of [editEvents(() => []), rawStream(() => ''), dropEvent(0), editChunk(0, { id: 'y' })])
    expect(apply(fault, body)).toBe(body);
});

test('status, header and end are edited alone', () => {
  expect(apply(editStatus(201), body)).toEqual({ ...body, status: 201 });
  expect(apply(editHeader('Content-Type', null), body).headers).toEqual({});
  expect(apply(editHeader('X-Y', 'z'), body).headers).toEqual({ ...body.headers, 'x-y': 'z' });
  expect(
    apply(
      editEnd((end) => ({ ...end, how: 'truncated' })),
      body,
    ).end,
  ).toEqual({ how: 'truncated', at: 100 });
});

test('JSON is edited by pointer, and a declared length is kept true', () => {
  const sized = { ...body, headers: { ...body.headers, 'content-length': '999' } };
  const edited = apply(
    editJson((object) => put(object, '/choices/0/message/content', 'ä')),
    sized,
  );
  expect(JSON.parse(textOf(edited))).toEqual({ id: 'x', choices: [{ index: 0, message: { content: 'ä' } }] });
  expect(edited.headers['content-length']).toBe(String(Buffer.byteLength(textOf(edited))));
  expect(
    JSON.parse(
      textOf(
        apply(
          editErrorJson((object) => without(object, '/error/code')),
          refusal,
        ),
      ),
    ),
  ).toEqual({ error: { message: 'no' } });
});

test('put and without leave alone what is not there', () => {
  const value: JsonObject = { a: [{ b: 1 }], 'c/d': 2 };
  expect(put(value, '/x/y', 1)).toBe(value);
  expect(put(value, '/a/5', 1)).toBe(value);
  expect(without(value, '/a/1', '/a/0/x', '/y/z')).toBe(value);
  expect(put(value, '/a/1', 1)).toEqual({ ...value, a: [{ b: 1 }, 1] });
  expect(put(value, '/c~1d', 3)).toEqual({ ...value, 'c/d': 3 });
  expect(without(value, '/a/0/b', '/c~1d')).toEqual({ a: [{}] });
  expect(without(value, '/a/0')).toEqual({ a: [], 'c/d': 2 });
});

test('untouched events keep their bytes, the edited one alone is written anew', () => {
  const edited = apply(editChunk(1, { id: 'z' }), sse);
  const anew = JSON.stringify({ ...JSON.parse(chunk('b')), id: 'z' });
  expect(textOf(edited)).toBe(textOf(sse).replace(`data: ${chunk('b')}\r\r`, `data: ${anew}\n\n`));
  expect(decodeEvents(edited.reads).events.map(({ at }) => at)).toEqual(
    decodeEvents(sse.reads).events.map(({ at }) => at),
  );
});

test('a named event stays named, and an edited text of several lines takes several lines', () => {
  const edited = apply(
    editEvents((events) => events.with(1, { ...events[1]!, data: 'x\ny' })),
    sse,
  );
  expect(textOf(edited)).toContain('event: ping\ndata: x\ndata: y\n\n');
});

test('dropping, adding and moving events keeps the order of time', () => {
  const dropped = apply(dropEvent('last'), sse);
  expect(textOf(dropped)).toBe(textOf(sse).replace('data: [DONE]\n\n', ''));
  expect(
    textOf(
      apply(
        dropEvent(({ data }) => data.includes('"b"')),
        sse,
      ),
    ),
  ).not.toContain('"b"');
  const added = apply(insertEvent('first', 'new'), sse);
  expect(textOf(added).startsWith('\uFEFFdata: new\n\n: hello')).toBe(true);
  expect(textOf(apply(insertEvent('last', { data: 'x', event: 'e' }), sse))).toContain(
    '[DONE]\n\nevent: e\ndata: x\n\n: bye',
  );
  for (const fault of [editEvents((events) => events.toReversed()), insertEvent(-1, 'x'), dropEvent(0)]) {
    const times = apply(fault, sse).reads.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  }
});

test('chunks are dropped, doubled, added and moved, and [DONE] stays last', () => {
  const contents = (edited: Reply) =>
    decodeEvents(edited.reads).events.map(({ data }) => /"content":"(.*?)"/.exec(data)?.[1] ?? data);
  const edit = (fault: Fault) => contents(apply(fault, sse));
  expect(contents(sse)).toEqual(['a', '{}', 'b', 'c', '[DONE]']);
  expect(edit(editChunks((chunks) => chunks.slice(1)))).toEqual(['b', 'c', '{}', '[DONE]']);
  expect(edit(editChunks((chunks) => chunks.slice(0, -1)))).toEqual(['a', '{}', 'b', '[DONE]']);
  expect(edit(editChunks(() => []))).toEqual(['{}', '[DONE]']);
  expect(edit(editChunks((chunks) => [...chunks, { json: JSON.parse(chunk('d')) }]))).toEqual([
    'a',
    '{}',
    'b',
    'c',
    'd',
    '[DONE]',
  ]);
  expect(edit(editChunks((chunks) => chunks.toReversed()))).toEqual(['c', 'b', 'a', '{}', '[DONE]']);
});

test('a chunk, a choice and a delta are found by place or by what they are', () => {
  const added = (fault: Fault) => {
    const chunks = decodeEvents(apply(fault, sse).reads).events.map(({ data }) => data);
    return chunks.map((data) => data.includes('"x":1'));
  };
  expect(added(editChunk('first', { x: 1 }))).toEqual([true, false, false, false, false]);
  expect(added(editChunk('last', { x: 1 }))).toEqual([false, false, false, true, false]);
  expect(added(editChunk(-2, { x: 1 }))).toEqual([false, false, true, false, false]);
  expect(added(editDelta((one) => JSON.stringify(one).includes('"b"'), { x: 1 }))).toEqual([
    false,
    false,
    true,
    false,
    false,
  ]);
  const edited = apply(
    editChoice(0, (choice) => without(choice, '/delta')),
    sse,
  );
  expect(JSON.parse(decodeEvents(edited.reads).events[0]!.data).choices).toEqual([{ index: 0, finish_reason: null }]);
});

test('a framing fault changes the text and leaves the times of the rest', () => {
  const edited = apply(
    rawStream((text) => text.replace('data: [DONE]\n\n', 'data: [DONE]\n')),
    sse,
  );
  expect(textOf(edited)).toBe(textOf(sse).replace('data: [DONE]\n\n', 'data: [DONE]\n'));
  expect(edited.reads.slice(0, 4)).toEqual(sse.reads.slice(0, 4));
  const everywhere = apply(
    rawStream((text) => text.replaceAll('data: ', 'data:')),
    sse,
  );
  expect(textOf(everywhere)).toBe(textOf(sse).replaceAll('data: ', 'data:'));
});

test('a cut keeps what came before it and says that the end was no end', () => {
  const cut = apply(truncate({ events: 2 }), sse);
  expect(decodeEvents(cut.reads).events).toEqual(decodeEvents(sse.reads).events.slice(0, 2));
  expect(cut.end).toMatchObject({ how: 'truncated', at: 30 });
  expect(textOf(apply(truncate({ bytes: 5 }), body))).toBe(textOf(body).slice(0, 5));
  expect(apply(truncate(), body)).toMatchObject({ reads: body.reads, end: { how: 'truncated' } });
});

test('guards let a fault through where they hold', () => {
  const fault = editStatus(500);
  expect(apply(whenStream(fault), sse).status).toBe(500);
  expect(apply(whenStream(fault), body)).toBe(body);
  expect(apply(whenJson(fault), body).status).toBe(500);
  expect(apply(whenJson(fault), sse)).toBe(sse);
  expect(
    apply(
      when((_, { path }) => path === '/models', fault),
      body,
    ),
  ).toBe(body);
  expect(apply(inTurn(fault, editHeader('x', 'y')), body)).toEqual({
    ...body,
    status: 500,
    headers: { ...body.headers, x: 'y' },
  });
});

test('a stream without its media type is edited all the same', () => {
  const bare = { ...sse, headers: {} };
  expect(textOf(apply(dropEvent('last'), bare))).not.toContain('[DONE]');
});

const blocks = fc.array(
  fc.constantFrom(
    'data: {"choices":[]}',
    'data:x',
    'data',
    'event: e',
    'id: 1',
    ': c',
    '',
    '\u00e4',
    'data: [DONE]',
    '\uFEFF',
  ),
  { maxLength: 20 },
);

test('whatever the stream looks like, replacing one event leaves the data of all others', () => {
  fc.assert(
    fc.property(blocks, fc.constantFrom('\n', '\r', '\r\n'), fc.nat(10), (lines, eol, which) => {
      const any = reply('text/event-stream', lines.join(eol));
      const before = decodeEvents(any.reads).events.map(({ data }) => data);
      const edited = apply(
        editEvents((events) => events.map((event, i) => (i === which ? { ...event, data: 'new' } : event))),
        any,
      );
      expect(decodeEvents(edited.reads).events.map(({ data }) => data)).toEqual(
        before.map((data, i) => (i === which ? 'new' : data)),
      );
      expect(edited === any).toBe(which >= before.length || before[which] === 'new');
    }),
    { numRuns: 1000 },
  );
});

test('an edit of the text gives that text, in reads that never go back in time', () => {
  const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\n', 'ä'), maxLength: 6 }), { maxLength: 5 });
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const edited = apply(
        editBody(() => after.join('')),
        reply('text/plain', ...before),
      );
      expect(textOf(edited)).toBe(after.join(''));
      const times = edited.reads.map(({ at }) => at);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }),
    { numRuns: 1000 },
  );
});
