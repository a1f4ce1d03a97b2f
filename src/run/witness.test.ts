import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { prose } from '../check/cite.ts';
import { finding } from '../check/finding.ts';
import type { Check, Every } from '../check/suite.ts';
import { bundledContract } from '../schema/bundled.ts';
import { decodeEvents } from '../transport/event-stream.ts';
import type { Exchange, Reply } from '../transport/exchange.ts';
import { isStream } from '../transport/guards.ts';
import { assess } from './assess.ts';
import { judge, type Located, type Witness } from './judge.ts';
import type { Conversation } from './recording.ts';
import { headerOf } from './tiny-session.test-data.ts';
import { ask, echoing, registryOf, suite } from './tiny.test-data.ts';
import { witnessed, type Effort } from './witness.ts';

/** The words of a stream, one in an event. */
type Words = { words: readonly string[] };

const readWords = ({ reply }: Exchange): Words => ({ words: decodeEvents(reply.reads).events.map(({ data }) => data) });
const streams: Every<Words> = { where: ({ reply }) => isStream(reply), read: readWords, probes: [echoing()] };
const rule = (find: Check<Words>['find'], more: Partial<Check<Words>> = {}): Check<Words> => ({
  must: 'Words keep the rule.',
  cite: prose('the manual, page 2', 'words are kept'),
  covers: [],
  fault: (reply) => reply,
  find,
  ...more,
});

const noneTwice = rule(function* ({ words }) {
  for (const [i, word] of words.entries())
    if (words.indexOf(word) < i) yield finding(`/events/${i}`, 'another word', word);
});
const endsWithStop = rule(function* ({ words }) {
  if (words.at(-1) !== 'stop') yield finding(`/events/${words.length}`, 'stop', 'the end of the stream');
});

test('two events that contradict each other are all that is left of many', () => {
  const words = 'a b c d e f g h c i j k l'.split(' ');
  expect(witnesses({ noneTwice }, words)).toEqual([{ events: [2, 8], of: 13 }]);
});

test('what is missing is shown without any event', () => {
  expect(witnesses({ endsWithStop }, ['a', 'b'])).toEqual([{ events: [], of: 2 }]);
});

test('where every event counts, all are kept', () => {
  const few = rule(function* ({ words }) {
    if (words.length > 3) yield finding('/events', 'three words at most', words.length);
  });
  expect(witnesses({ few }, ['a', 'b', 'c', 'd'])).toEqual([{ events: [0, 1, 2, 3], of: 4 }]);
});

test('a part that breaks the rule by another word, or in another place, is no witness', () => {
  const starts = rule(function* ({ words }) {
    if (words[0] !== 'start') yield finding('/events/0', 'start', words[0]);
  });
  expect(witnesses({ starts }, ['b', 'c', 'b'])).toEqual([{ events: [0], of: 3 }]);
  const sum = rule(function* ({ words }) {
    const pieces = words.length - 1;
    if (words.at(-1) !== String(pieces)) yield finding(`/events/${pieces}`, pieces, words.at(-1));
  });
  expect(witnesses({ sum }, ['x', 'y', '7'])).toEqual([{ events: [0, 1, 2], of: 3 }]);
});

test('a part that the rule does not apply to is no witness', () => {
  const late = rule(endsWithStop.find, { when: ({ words }) => words.includes('begun') });
  expect(witnesses({ late }, ['a', 'begun', 'b'])).toEqual([{ events: [1], of: 3 }]);
});

test('a part that answers nothing is no witness of a rule over a probe', () => {
  const probe = echoing({
    read: { reply: readWords as never },
    answers: (view) => (view as unknown as { reply: Words }).reply.words.includes('hello'),
  });
  const over = suite(
    {
      stop: rule(function* (view) {
        const { words } = (view as unknown as { reply: Words }).reply;
        if (words.at(-1) !== 'stop') yield finding(`/reply/events/${words.length}`, 'stop', 'the end of the stream');
      }),
    },
    probe as never,
  );
  expect(witnesses({}, ['a', 'hello', 'b'], { over })).toEqual([{ events: [1], of: 3 }]);
});

test('an offset in the bytes may be another in a part of them', () => {
  const plain = rule(function* ({ words }) {
    if (words.includes('ü')) yield { at: '/stream', expected: 'ASCII', actual: `ü at offset ${words.indexOf('ü')}` };
  });
  expect(witnesses({ plain }, ['a', 'b', 'ü', 'c'])).toEqual([{ events: [2], of: 4 }]);
});

test('a reply that is no stream has no witness, nor has one that takes more than the effort allows', () => {
  expect(witnesses({ noneTwice }, ['a', 'a', 'b'], { limits: { finding: 2000, whole: 1e6 } })).toEqual([null]);
  expect(witnesses({ noneTwice }, ['a', 'a', 'b'], { limits: { finding: 1e6, whole: 2000 } })).toEqual([null]);
  const anything = suite({ any: rule(() => [finding('', 1, 2)]) }, { ...streams, where: () => true });
  expect(witnesses({}, ['a'], { over: anything, type: 'application/json' })).toEqual([null]);
});

test('a rule that some part of the stream keeps busy costs its witness, and no more', () => {
  const busy = rule(function* ({ words }) {
    for (; words.length === 2;);
    yield finding('/events', 'no word', words.length);
  });
  const limits = { ...generous, ms: 200 };
  expect(witnesses({ busy, noneTwice }, ['a', 'b', 'a', 'c'], { limits })).toEqual([null, null]);
});

test('of findings of one kind only the first has a witness, and only so many kinds are listed', () => {
  const kinds = rule(function* ({ words }) {
    for (const [i, word] of words.entries()) yield { at: `/events/${i}/${word}`, expected: 'none', actual: word };
  });
  const all = findings({ kinds }, ['a', 'a', 'b', 'c', 'd', 'e', 'f', 'g']);
  expect(all.map(({ witness }) => witness?.events)).toEqual([[0], undefined, [2], [3], [4], [5], undefined, undefined]);
});

test('a witness shows the very finding, none of its events can be left out, and nothing else changes', () => {
  const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'stop'), { maxLength: 25 });
  const rises = rule(function* ({ words: said }) {
    const [most = ''] = said.toSorted().toReversed();
    const i = said.indexOf(most);
    if (said.slice(i + 1).some((word) => word < most)) yield finding(`/events/${i}`, 'nothing smaller behind', most);
  });
  const checks = { noneTwice, endsWithStop, rises };
  fc.assert(
    fc.property(words, (said) => {
      const found = findings(checks, said);
      expect(found).toMatchObject(foundIn(checks, said));
      expect(found).toHaveLength(foundIn(checks, said).length);
      for (const { at, expected, witness } of found) {
        if (!witness) continue;
        const breaks = (kept: readonly number[]) =>
          foundIn(
            checks,
            kept.map((i) => said[i]!),
          ).some((one) => {
            const place = one.at.replace(/\d+$/, (i) => String(kept[Number(i)] ?? said.length));
            return one.expected === expected && place === at;
          });
        expect(breaks(witness.events)).toBe(true);
        for (const [i] of witness.events.entries()) expect(breaks(witness.events.toSpliced(i, 1))).toBe(false);
      }
      expect(findings(checks, said)).toEqual(found);
    }),
    { numRuns: 60 },
  );
});

const generous: Effort = { finding: 1 << 20, whole: 8 << 20 };

type Trial = { over?: ReturnType<typeof suite>; limits?: Effort; type?: string };

function witnesses(checks: Record<string, Check<Words>>, words: readonly string[], more: Trial = {}) {
  return findings(checks, words, more).map(({ witness }): Witness | null | undefined => witness);
}

function findings(checks: Record<string, Check<Words>>, words: readonly string[], more: Trial = {}): Located[] {
  const { over = suite(checks, streams), limits = generous, type = 'text/event-stream' } = more;
  const registry = registryOf([over]);
  const contract = bundledContract();
  const conversations = [said(words, type)];
  const recording = { header: headerOf({ probes: [] } as never), end: undefined, conversations };
  const assessment = assess(recording, registry, contract);
  return witnessed(assessment, conversations, { registry, contract, limits }).verdicts.flatMap((one) => one.findings);
}

function foundIn(checks: Record<string, Check<Words>>, words: readonly string[]): Located[] {
  const judged = judge(said(words), [suite(checks, streams)], { contract: bundledContract() });
  return judged.flatMap((one) => one.findings.map((finding) => ({ ...finding, repeated: false })));
}

function said(words: readonly string[], type = 'text/event-stream'): Conversation {
  const reply: Reply = {
    status: 200,
    headers: { 'content-type': type },
    headersAt: 1,
    reads: words.map((word, i) => ({ at: i + 2, bytes: new Uint8Array(Buffer.from(`data: ${word}\n\n`)) })),
    end: { how: 'complete', at: 99 },
  };
  const exchange = { id: 1, name: 'reply', superseded: false, exchange: { request: ask(1), reply } };
  return { probe: 'echo', case: 0, attempt: 0, purpose: 'explore', exchanges: [exchange] };
}
