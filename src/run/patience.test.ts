import { expect, test } from 'vitest';

import type { AnySuite } from '../check/suite.ts';
import { bundledContract } from '../schema/bundled.ts';
import { loadContract } from '../schema/load.ts';
import { finding } from '../check/finding.ts';
import type { Judgement } from './judge.ts';
import { patientJudge, type Patience } from './patience.ts';
import type { Conversation } from './recording.ts';
import {
  ask,
  echoing,
  everyEcho,
  everyRule,
  honest,
  rule,
  sameNumber,
  suite,
  type EchoProbe,
} from './tiny.test-data.ts';

const contract = bundledContract();

function talk(index = 0): Conversation {
  const exchange = {
    id: 1 + index,
    name: 'reply',
    superseded: false,
    exchange: { request: ask(3), reply: honest(ask(3)) },
  };
  return { probe: 'echo', case: index, attempt: 0, purpose: 'explore', exchanges: [exchange] };
}

const forever = (): never => {
  for (;;);
};
const overflows = (): never => overflows();
const inform = (judgements: readonly Judgement[]) =>
  Object.fromEntries(judgements.map(({ check, state }) => [check, state]));
const short: Patience = { stretch: 200, whole: 10_000 };
const judged = (suites: readonly AnySuite[], patience = short) => patientJudge(suites, { contract }, patience)(talk());

/** A probe in which one part goes wrong. */
const probes = (wrong: () => never): [string, Partial<EchoProbe>][] => [
  ['read', { read: { reply: wrong } }],
  ['answers', { answers: wrong }],
  ['declined', { declined: wrong }],
];

test.for<[string, () => never, string]>([
  ['never ends', forever, 'it took longer than 0.2 s'],
  ['overflows the stack', overflows, 'RangeError: Maximum call stack size exceeded'],
])('a check that %s is an error of that check alone, in whatever part of it', ([, wrong, because]) => {
  const find = { find: wrong };
  for (const part of [find, { when: wrong }]) {
    const all = judged([suite({ first: sameNumber(), bad: sameNumber(part), last: sameNumber() })]);
    expect(inform(all)).toEqual({ 'echo/first': 'exercised', 'echo/bad': 'error', 'echo/last': 'exercised' });
    expect(all[1]!.because).toContain(because);
    expect(all[1]!.findings).toEqual([]);
  }
  const lazy = suite({ first: sameNumber(), bad: sameNumber({ fault: wrong }), last: sameNumber() });
  const { 'echo/bad': bad, ...others } = inform(judged([lazy]));
  // A fault that throws cannot be made of this reply; one that never ends says nothing of the reply either.
  expect(bad).toBe(wrong === forever ? 'error' : 'idle');
  expect(others).toEqual({ 'echo/first': 'exercised', 'echo/last': 'exercised' });
});

test.for(probes(forever))('where %s never ends, every check of that suite is an error and no other', ([, part]) => {
  const bad = suite({ one: sameNumber(), two: sameNumber() }, echoing(part), { id: 'bad' });
  const every = suite({ good: { must: 'It comes back.', ...everyRule } }, everyEcho([echoing()]), { id: 'every' });
  expect(inform(judged([bad, suite({ good: sameNumber() }), every]))).toEqual({
    'bad/one': 'error',
    'bad/two': 'error',
    'echo/good': 'exercised',
    'every/good': 'exercised',
  });
});

test.for(probes(overflows))(
  'where %s overflows the stack, every check of that suite is an error and no other',
  ([, part]) => {
    const bad = suite({ one: sameNumber() }, echoing(part), { id: 'bad' });
    expect(inform(judged([bad, suite({ good: sameNumber() })]))).toEqual({
      'bad/one': 'error',
      'echo/good': 'exercised',
    });
  },
);

test('which exchanges a suite is about may take for ever as well', () => {
  const bad = suite({ one: { must: 'It comes back.', ...everyRule } }, everyEcho([echoing()], { where: forever }), {
    id: 'bad',
  });
  expect(inform(judged([bad, suite({ good: sameNumber() })]))).toEqual({
    'bad/one': 'error',
    'echo/good': 'exercised',
  });
});

test('a pattern of a document that a reply keeps busy costs the check that asks it', () => {
  const text = JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: { '/words': { get: { responses: {} } } },
    components: { schemas: { Words: { type: 'string', pattern: String.raw`^(\w+\s?)*$` } } },
  });
  const document = loadContract(text, 'words.json');
  const schema = {
    ...sameNumber(),
    *find() {
      const words = `${'a'.repeat(60)}!`;
      if (!document.schemaAt('#/components/schemas/Words').accepts(words)) yield finding('', 'words', words);
    },
  };
  expect(inform(judged([suite({ schema, same: sameNumber() })]))).toEqual({
    'echo/schema': 'error',
    'echo/same': 'exercised',
  });
});

test('what was busy once is not asked again', () => {
  let asked = 0;
  const slow = sameNumber({
    find() {
      asked += 1;
      return forever();
    },
  });
  const judge = patientJudge([suite({ slow, same: sameNumber() })], { contract }, short);
  const first = judge(talk());
  const before = asked;
  const further = [1, 2, 3].flatMap((index) => judge(talk(index)));
  expect(inform(first)).toEqual({ 'echo/slow': 'error', 'echo/same': 'exercised' });
  expect(asked).toBe(before);
  expect(further.map(({ check }) => check)).toEqual(Array(3).fill('echo/same'));
});

test('many that are busy take no longer than the whole is to take', () => {
  const slow = () => sameNumber({ find: forever });
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`slow${i}`, slow()]));
  const started = performance.now();
  const all = judged([suite(many)], { stretch: 100, whole: 400 });
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(all.map(({ state }) => state)).toEqual(Array(40).fill('error'));
  expect(all.at(-1)!.because).toBe('others had taken the time that it was to have');
});

test('with all the time that it needs a judge says what it says alone', () => {
  const suites = [suite({ good: sameNumber(), bad: { ...rule, must: 'It is 4.', find: () => [finding('', 4, 3)] } })];
  expect(inform(judged(suites))).toEqual({ 'echo/good': 'exercised', 'echo/bad': 'found' });
});
