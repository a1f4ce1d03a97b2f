import { createHash } from 'node:crypto';

import { expect, test } from 'vitest';

import { JournalError, readJournal } from './journal.ts';
import { headerOf } from './tiny-session.test-data.ts';

const header = headerOf({ probes: [], bound: { requests: 1, tokens: 1 } } as never);
const key = { probe: 'echo', case: 0, attempt: 0, purpose: 'explore' };
const reply = {
  status: 200,
  headers: {},
  headersAt: 1,
  reads: [{ at: 1, text: '{}' }],
  end: { how: 'complete', at: 1 },
};
const request = { method: 'POST', path: '/echo', intent: 'plain', body: { json: {} } };
const line = { type: 'exchange', ...key, id: 1, name: 'reply', superseded: false, exchange: { request, reply } };
const said = (more: object) => ({ ...line, exchange: { request, reply: { ...reply, ...more } } });
const asked = (more: object) => ({ ...line, exchange: { request: { ...request, ...more }, reply } });
const nested = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`) as object;

/** A journal whose digests are right, whatever its lines hold. */
function forged(...entries: readonly object[]): string {
  let previous = '';
  return entries
    .map((entry) => {
      const linked = JSON.stringify({ previous, ...entry });
      const text = `${linked.slice(0, -1)},"digest":"${sha256(linked)}"}`;
      previous = sha256(text);
      return `${text}\n`;
    })
    .join('');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

test('a line as a run writes it is read', () => {
  expect(readJournal(forged(header, line, { type: 'conversation', ...key })).conversations).toHaveLength(1);
});

test.for<[string, readonly object[], string]>([
  ['selections in one word', [{ ...header, only: 'chat' }], 'line 1 is none that a run writes: /only must be array'],
  ['no target', [{ ...header, target: null }], '/target must be object'],
  ['an address that is a number', [{ ...header, target: { baseUrl: 7 } }], '/target/baseUrl must be string'],
  ['no profiles', [{ ...header, profiles: null }], '/profiles must be array'],
  ['counts that are words', [{ ...header, planned: { echo: 'x' } }], '/planned/echo must be integer'],
  [
    'corrections that are a word',
    [{ ...header, spec: { ...header.spec, errata: 'E1' } }],
    '/spec/errata must be array',
  ],
  ['an exchange without a conversation', [header, { type: 'exchange' }], "it must have required property 'probe'"],
  ['an exchange that is null', [header, { ...line, exchange: null }], '/exchange must be object'],
  [
    'an exchange without a reply',
    [header, { ...line, exchange: { request } }],
    "/exchange must have required property 'reply'",
  ],
  ['reads that are a number', [header, said({ reads: 7 })], '/exchange/reply/reads must be array'],
  ['a read that is null', [header, said({ reads: [null] })], '/exchange/reply/reads/0 must be object'],
  ['a read of no bytes', [header, said({ reads: [{ at: 1 }] })], '/exchange/reply/reads/0 must have required property'],
  [
    'bytes that are a number',
    [header, said({ reads: [{ at: 1, base64: 7 }] })],
    '/exchange/reply/reads/0/base64 must be string',
  ],
  ['no headers', [header, said({ headers: null })], '/exchange/reply/headers must be object'],
  [
    'a header that is a list',
    [header, said({ headers: { server: [] } })],
    '/exchange/reply/headers/server must be string',
  ],
  ['no end', [header, said({ end: null })], '/exchange/reply/end must be object'],
  ['a path that is a number', [header, asked({ path: 7 })], '/exchange/request/path must be string'],
  ['parts that are a number', [header, asked({ body: { parts: 7 } })], '/exchange/request/body/parts must be array'],
  ['company that is a number', [header, { type: 'conversation', ...key, together: 7 }], '/together must be object'],
  ['a case that is a word', [header, { type: 'conversation', ...key, case: 'a' }], '/case must be integer'],
  ['members in members', [header, { ...line, more: nested(2000) }], 'it is nested more than 256 levels deep'],
  [
    'members that all objects have',
    [header, JSON.parse('{"type":"exchange","__proto__":{},"constructor":7}') as object],
    "it must have required property 'probe'",
  ],
])('a line with %s is refused in one sentence', ([, entries, sentence], { task }) => {
  Object.assign(task.meta, { tried: 1 });
  expect(() => readJournal(forged(...entries))).toThrow(JournalError);
  expect(() => readJournal(forged(...entries))).toThrow(sentence);
});

test.for(['', 'hello\n', '\u0000\n', '[1]\n', 'null\n', `${'['.repeat(100_000)}${']'.repeat(100_000)}\n`])(
  'a text that is no journal is refused: %j',
  (text, { task }) => {
    Object.assign(task.meta, { tried: 1 });
    expect(() => readJournal(text)).toThrow(JournalError);
  },
);
