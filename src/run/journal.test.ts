import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { bundledContract } from '../schema/bundled.ts';
import { bytesOf, type Reply } from '../transport/exchange.ts';
import type { Request, RequestBody } from '../transport/request.ts';
import { assess } from './assess.ts';
import { JournalError, journalTo, readJournal, type RunEnd } from './journal.ts';
import type { Conversation, Recorded } from './recording.ts';
import { headerOf, runTiny } from './tiny-session.test-data.ts';
import {
  ask,
  capability,
  echoing,
  everyEcho,
  everyRule,
  honest,
  numberIn,
  registryOf,
  replied,
  sameNumber,
  suite,
} from './tiny.test-data.ts';

const header = headerOf({
  probes: [],
  base: { requests: 1, tokens: 1 },
  reserve: { finding: 0, insist: 0, retries: 0, confirm: 0, again: 0, shrink: 0, cleanup: 0 },
  bound: { requests: 1, tokens: 1 },
});
const end: RunEnd = { type: 'end', model: 'm', durationMs: 5, requests: 2, retries: 0, tokens: 9, stopped: null };

function recorded(id: number, reply: Reply = honest(ask(id)), request: Request = ask(id)): Recorded {
  return { id, name: 'reply', exchange: { request, reply }, superseded: false };
}

const key = { probe: 'echo', case: 0, attempt: 0, purpose: 'explore' } as const;
const talk = (...exchanges: Recorded[]): Conversation => ({ ...key, exchanges });

/** The text of a journal of these conversations. */
function written(conversations: readonly Conversation[], closed = true): string {
  let text = '';
  const journal = journalTo((line) => (text += line));
  journal.run(header);
  for (const conversation of conversations) {
    for (const exchange of conversation.exchanges) journal.exchange(exchange, conversation);
    if (closed) journal.conversation(conversation);
  }
  if (closed) journal.end(end);
  return text;
}

const linesOf = (text: string) => text.split('\n').slice(0, -1);
const joined = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

function complaint(text: string): string {
  try {
    readJournal(text);
  } catch (error) {
    if (error instanceof JournalError) return error.message;
    throw error;
  }
  return 'no complaint';
}

/** What comes back of one exchange. */
const returned = (exchange: Recorded) =>
  readJournal(written([talk(exchange)])).conversations[0]!.exchanges[0]!.exchange;

test('a journal is read back as it was written', () => {
  const conversations: Conversation[] = [
    talk(recorded(1), { ...recorded(2), superseded: true }, recorded(3)),
    { ...talk(), case: 1, lost: 'requests' },
    { ...talk(recorded(4)), case: 1, attempt: 1, purpose: 'confirm', broken: 'a hole' },
  ];
  expect(readJournal(written(conversations))).toEqual({
    header: { previous: '', ...header },
    end,
    conversations,
  });
});

test('each line names the digest of the line before it', () => {
  const lines = linesOf(written([talk(recorded(1))])).map((line) => JSON.parse(line) as { previous: string });
  expect(lines.map(({ previous }) => previous.length)).toEqual([0, 64, 64, 64]);
  expect(new Set(lines.map(({ previous }) => previous)).size).toBe(4);
});

const five = () => linesOf(written([talk(recorded(1), recorded(2)), { ...talk(recorded(3)), case: 1 }]));

test.for([0, 1, 2, 3, 4])('line %i that was altered is noticed at the line behind it', (index) => {
  const lines = five();
  lines[index] = lines[index]!.replace(/"(?:case|seed|id)":\d+/, '"case":77');
  expect(lines[index]).not.toBe(five()[index]);
  expect(complaint(joined(lines))).toBe(
    `line ${index + 2} does not follow from the line before it: the journal was altered`,
  );
});

test('an altered end is noticed as well', () => {
  const lines = five();
  lines.push(lines.pop()!.replace('"requests":2', '"requests":1'));
  expect(complaint(joined(lines))).toMatch(new RegExp(`line ${lines.length}\\b`));
});

test('a line that was taken out is noticed', () => {
  expect(complaint(joined(five().toSpliced(2, 1)))).toMatch(/^line 3 does not follow/);
});

test('two lines that changed places are noticed', () => {
  const lines = five();
  [lines[1], lines[2]] = [lines[2]!, lines[1]!];
  expect(complaint(joined(lines))).toMatch(/^line 2 does not follow/);
});

test('a line that is cut off amid the journal is refused with its number', () => {
  const lines = five();
  lines[2] = lines[2]!.slice(0, -20);
  expect(complaint(joined(lines))).toMatch(/^line 3 /);
});

test.for(['null', '3', '"text"', '[]', 'true', 'not JSON', ''])(
  'a line that is %s is refused with its number',
  (line) => {
    expect(complaint(joined([five()[0]!, line]))).toMatch(/^line 2 /);
  },
);

test.for(['', '\n', 'null\n', '{}\n', '{"previous":""}\n', '<html>\n', '{"previous":"","type":"run","journal":2}\n'])(
  'what is no journal is refused: %j',
  (text) => {
    expect(complaint(text)).not.toBe('no complaint');
  },
);

test('a last line that was cut off is passed over, wherever it was cut', () => {
  const lines = linesOf(written([talk(recorded(1))]));
  const whole = joined(lines.slice(0, -1));
  const last = lines.at(-1)!;
  for (const length of [1, 10, last.length - 1, last.length]) {
    const { end: read, conversations } = readJournal(whole + last.slice(0, length));
    expect(read).toBeUndefined();
    expect(conversations).toHaveLength(1);
  }
});

test('a conversation that a killed run never closed was cancelled', () => {
  const [one] = readJournal(written([talk(recorded(1))], false)).conversations;
  expect(one).toMatchObject({ lost: 'cancelled', exchanges: [{ id: 1 }] });
});

test('conversations whose exchanges are mixed among each other are kept apart', () => {
  let text = '';
  const journal = journalTo((line) => (text += line));
  journal.run(header);
  const other = { ...key, attempt: 2, purpose: 'shrink' } as const;
  const third = { ...key, attempt: 2, purpose: 'confirm' } as const;
  journal.exchange(recorded(1), key);
  journal.exchange(recorded(2), other);
  journal.exchange(recorded(3), third);
  journal.exchange(recorded(4), key);
  for (const one of [third, key, other]) journal.conversation({ ...one, exchanges: [] });
  const ids = readJournal(text).conversations.map(({ purpose, lost, exchanges }) => [
    purpose,
    lost,
    exchanges.map(({ id }) => id),
  ]);
  expect(ids).toEqual([
    ['explore', undefined, [1, 4]],
    ['shrink', undefined, [2]],
    ['confirm', undefined, [3]],
  ]);
});

const bytes = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 4 });

test('the bytes of a reply come back, whatever they are and however they were cut', () => {
  fc.assert(
    fc.property(bytes, (parts) => {
      const reads = parts.map((part, i) => ({ at: i + 0.125, bytes: new Uint8Array(part) }));
      expect(returned(recorded(1, { ...honest(ask(1)), reads })).reply.reads).toEqual(reads);
    }),
    { numRuns: 100 },
  );
});

test.for([
  ['a character cut in two', [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)]],
  ['a byte order mark', [Buffer.from([0xef, 0xbb, 0xbf, 0x7b])]],
  ['a replacement character', [Buffer.from('\uFFFD')]],
  ['control characters and line separators', [Buffer.from('\0\u001b\n\r\u2028\u2029')]],
  ['nothing', [Buffer.from('')]],
] as const)('%s in a reply comes back', ([, parts]) => {
  const reads = parts.map((part, at) => ({ at, bytes: new Uint8Array(part) }));
  expect(bytesOf(returned(recorded(1, { ...honest(ask(1)), reads })).reply)).toEqual(
    new Uint8Array(Buffer.concat(parts)),
  );
});

test('a reply that people can read is readable in the journal', () => {
  expect(written([talk(recorded(1, replied(200, { text: 'grüß dich' })))])).toContain(String.raw`grüß dich`);
});

test('a header called __proto__ comes back as a header', () => {
  const headers = JSON.parse('{"__proto__":"x","a":"b"}') as Reply['headers'];
  const back = returned(recorded(1, { ...honest(ask(1)), headers })).reply.headers;
  expect(Object.entries(back)).toEqual(Object.entries(headers));
});

test.for<[string, RequestBody]>([
  ['json', { json: { a: [1, null, 'x', '\uD800'] } }],
  ['escaped json', { json: 'ü', escaped: true }],
  ['text', { text: '{"a":', contentType: 'application/json' }],
  ['bytes', { bytes: new Uint8Array([0, 255, 192, 10]), contentType: 'application/octet-stream' }],
  [
    'parts',
    {
      parts: [
        { name: 'purpose', value: 'batch' },
        { name: 'file', value: new Uint8Array([255, 0]), filename: 'a.jsonl', contentType: 'text/plain' },
        { name: 'empty', value: new Uint8Array([]) },
      ],
    },
  ],
])('a request with a body of %s comes back', ([, body]) => {
  const request: Request = {
    method: 'PUT',
    path: '/a?b',
    intent: 'invalid',
    body,
    headers: { x: 'y' },
    auth: 'wrong',
    abort: { afterEvents: 2 },
  };
  const back = returned(recorded(1, honest(ask(1)), request)).request;
  expect(back).toEqual(request);
  expect(Object.keys(back)).toEqual(Object.keys(request));
});

test('what the disk throws, the caller gets', () => {
  const journal = journalTo(() => {
    throw new Error('ENOSPC');
  });
  expect(() => journal.run(header)).toThrow(/ENOSPC/);
});

const colour = capability('colour');
const registry = registryOf([
  suite({ same: sameNumber() }, echoing({ always: [1, 2, 3, 4], drawn: fc.nat(900), uses: [colour] }), { id: 'echo' }),
  suite({ same: sameNumber() }, echoing({ id: 'late', always: [5, 6, 7] }), { id: 'late' }),
  suite({ every: { must: 'It holds.', ...everyRule } }, everyEcho([], { asks: [colour] }), { id: 'all' }),
]);
const endpoints: Record<string, Parameters<typeof runTiny>[1]> = {
  honest: { endpoint: honest },
  'wrong from 100 on': {
    endpoint: (request) => replied(200, { n: numberIn(request) + (numberIn(request) > 99 ? 1 : 0) }),
  },
  busy: { endpoint: (request, nth) => (nth % 2 ? replied(429, {}, { 'retry-after': '0' }) : honest(request)) },
  'out of order': { endpoint: () => replied(500, {}) },
  'out of budget': { endpoint: honest, gate: { maxRequests: 6 } },
  'not what we meant': { endpoint: honest, mistake: (request) => (numberIn(request) === 6 ? 'no' : undefined) },
  'not UTF-8': {
    endpoint: (request) => ({ ...honest(request), reads: [{ at: 1, bytes: new Uint8Array([0x7b, 0xff]) }] }),
  },
};

test.for(Object.entries(endpoints))(
  'a run against an endpoint that is %s is judged again alike',
  async ([, options]) => {
    const { assessment, journal } = await runTiny(registry, {
      ...options,
      model: undefined,
      cases: 6,
      confirm: 2,
      shrink: 20,
      concurrency: 3,
    });
    const { selection: _, ...again } = assess(readJournal(journal), registry, bundledContract());
    const { selection: __, ...live } = assessment;
    expect(again).toEqual(live);
  },
);
