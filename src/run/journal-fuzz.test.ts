import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { bundledContract } from '../schema/bundled.ts';
import type { Reply } from '../transport/exchange.ts';
import type { Request, RequestBody } from '../transport/request.ts';
import { assess } from './assess.ts';
import { JournalError, journalTo, readJournal, rechained, type Recording, type RunEnd } from './journal.ts';
import type { Conversation, Lost, Purpose } from './recording.ts';
import { headerOf, runTiny } from './tiny-session.test-data.ts';
import { echoing, honest, registryOf, sameNumber, suite } from './tiny.test-data.ts';

const header = headerOf({
  probes: [],
  base: { requests: 1, tokens: 1 },
  reserve: { finding: 0, insist: 0, retries: 0, confirm: 0, again: 0, shrink: 0, cleanup: 0 },
  bound: { requests: 1, tokens: 1 },
});

const text = fc.string({ unit: 'binary', maxLength: 12 });
const bytes = fc.uint8Array({ maxLength: 24 }).map((given) => new Uint8Array(given));
const ms = fc.double({ min: 0, max: 1e6, noNaN: true, noDefaultInfinity: true }).map((one) => one + 0);
const names = fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true });
const body = fc.oneof<fc.Arbitrary<RequestBody>[]>(
  fc.jsonValue({ maxDepth: 3 }).map((json) => ({ json: JSON.parse(JSON.stringify(json)) as never })),
  fc.record({ text, contentType: text }),
  fc.record({ bytes, contentType: text }),
  fc.record({ parts: fc.array(fc.record({ name: text, value: fc.oneof(text, bytes) }), { maxLength: 3 }) }),
);
const request = fc.record<Request, 'method' | 'path' | 'intent'>(
  { method: fc.constantFrom('GET', 'POST'), path: text, intent: fc.constant('plain'), body, headers: names },
  { requiredKeys: ['method', 'path', 'intent'] },
);
const reply: fc.Arbitrary<Reply> = fc.record({
  status: fc.nat(999),
  headers: names,
  headersAt: ms,
  reads: fc.array(fc.record({ at: ms, bytes }), { maxLength: 3 }),
  end: fc.record({ how: fc.constantFrom('complete', 'truncated', 'timeout'), at: ms, detail: text }),
});
const exchange = fc.record({ name: text, superseded: fc.boolean(), exchange: fc.record({ request, reply }) });
const talk = fc.record({ probe: text, exchanges: fc.array(exchange, { maxLength: 3 }) });
const ending = fc.record({ lost: fc.constantFrom<Lost>('deadline', 'cancelled'), broken: text }, { requiredKeys: [] });
const end: RunEnd = { type: 'end', model: 'm', durationMs: 5, requests: 2, retries: 0, tokens: 9, stopped: null };

/** Any recording. Ids count up, and no two conversations have one key. */
const recordings = fc
  .array(fc.tuple(talk, ending, fc.constantFrom<Purpose>('explore', 'confirm', 'cleanup')), { maxLength: 3 })
  .map((talks): Recording => {
    let id = 0;
    const conversations = talks.map(([{ probe, exchanges }, how, purpose], index): Conversation => {
      const recorded = exchanges.map((one) => ({ id: (id += 1), ...one }));
      return { probe, case: index, attempt: 0, purpose, exchanges: recorded, ...how };
    });
    return { header, end, conversations };
  });

function written({ conversations }: Recording, closed = true): string {
  let all = '';
  const journal = journalTo((line) => (all += line));
  journal.run(header);
  for (const one of conversations) {
    for (const recorded of one.exchanges) journal.exchange(recorded, one);
    journal.conversation(one);
  }
  if (closed) journal.end(end);
  return all;
}

/** What is read, or undefined where it is refused. Nothing else is thrown. */
function read(journal: string): Recording | undefined {
  try {
    return readJournal(journal);
  } catch (error) {
    if (error instanceof JournalError) return undefined;
    throw error;
  }
}

test('any recording comes back, and is written to the same bytes again', () => {
  fc.assert(
    fc.property(recordings, (recording) => {
      const journal = written(recording);
      const back = readJournal(journal);
      expect(back.conversations).toEqual(recording.conversations);
      expect(written({ ...recording, conversations: back.conversations })).toBe(journal);
      expect(rechained(journal, (one) => one)).toBe(journal);
    }),
    { numRuns: 1000 },
  );
});

test('a byte that was altered is noticed, or was behind the last line that counts', () => {
  fc.assert(
    fc.property(recordings, fc.boolean(), fc.nat(), fc.integer({ min: 1, max: 255 }), (recording, closed, at, by) => {
      const journal = Buffer.from(written(recording, closed));
      const altered = Buffer.from(journal);
      altered[at % journal.length]! ^= by;
      const back = read(altered.toString('utf8'));
      const lines = journal.toString('utf8').split('\n').slice(0, -1);
      // Where the last line feed is gone, the last line counts as cut off.
      const shorter = read(
        lines
          .slice(0, -1)
          .map((line) => `${line}\n`)
          .join(''),
      );
      expect([undefined, shorter]).toContainEqual(back);
    }),
    { numRuns: 3000 },
  );
});

test('nothing that is no journal is read as one, and nothing else is thrown', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        text,
        fc.json(),
        fc.array(fc.json()).map((all) => `${all.join('\n')}\n`),
      ),
      (any) => {
        expect(read(any)).toBeUndefined();
      },
    ),
    { numRuns: 2000 },
  );
});

describe('a journal that is cut anywhere', async () => {
  const registry = registryOf([
    suite({ same: sameNumber() }, echoing({ always: [1, 2], drawn: fc.nat(900) }), { id: 'echo' }),
    suite({ same: sameNumber() }, echoing({ id: 'late', always: [5] }), { id: 'late' }),
  ]);
  const { journal, assessment } = await runTiny(registry, { endpoint: honest, cases: 2 });
  const whole = Buffer.from(journal);
  const first = whole.indexOf('\n') + 1;

  test('says no more than what it holds, and is conformant at its very end alone', () => {
    expect(assessment.verdict).toBe('conformant');
    for (let length = 0; length < whole.length; length += 1) {
      const recording = read(whole.subarray(0, length).toString('utf8'));
      expect(recording === undefined).toBe(length < first);
      if (recording) expectIncomplete(recording);
    }
  });

  function expectIncomplete(recording: Recording): void {
    const { verdict, exitCode, verdicts } = assess(recording, registry, bundledContract());
    expect([recording.end, verdict, exitCode]).toEqual([undefined, 'incomplete', 3]);
    for (const { check, verdict: word, exercised } of verdicts) {
      const held = recording.conversations.filter(({ probe }) => check.startsWith(`${probe}/`));
      expect(exercised).toBeLessThanOrEqual(held.length);
      expect(word).toBe(exercised > 0 ? 'pass' : 'inconclusive');
    }
  }
});
