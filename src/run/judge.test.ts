import { expect, test } from 'vitest';

import { finding } from '../check/finding.ts';
import type { AnySuite } from '../check/suite.ts';
import { bundledContract } from '../schema/bundled.ts';
import { editJson } from '../transport/edits.ts';
import type { Reply } from '../transport/exchange.ts';
import type { Request } from '../transport/request.ts';
import { judge, type Judgement } from './judge.ts';
import type { Conversation, Recorded } from './recording.ts';
import {
  ask,
  echoing,
  everyEcho,
  everyRule,
  honest,
  readSaid,
  replied,
  rule,
  sameNumber,
  silent,
  suite,
  type Said,
} from './tiny.test-data.ts';

const contract = bundledContract();

function exchange(id: number, request: Request, reply: Reply, more: Partial<Recorded> = {}): Recorded {
  return { id, name: 'reply', exchange: { request, reply }, superseded: false, ...more };
}

function conversation(exchanges: readonly Recorded[], probe = 'echo'): Conversation {
  return { probe, case: 0, attempt: 0, purpose: 'explore', exchanges };
}

/** One conversation with one exchange: 3 was asked. */
const talk = (reply: Reply) => conversation([exchange(1, ask(3), reply)]);
const states = (judgements: readonly Judgement[]) =>
  Object.fromEntries(judgements.map(({ check, state }) => [check, state]));
const judged = (one: Conversation, ...suites: AnySuite[]) => states(judge(one, suites, { contract }));

test('a reply that keeps the rule exercises the check, for its fault would have been seen', () => {
  expect(judged(talk(honest(ask(3))), suite({ same: sameNumber() }))).toEqual({ 'echo/same': 'exercised' });
});

test('a reply that breaks the rule is found, with the exchange that shows it', () => {
  const [judgement] = judge(talk(replied(200, { n: 4 })), [suite({ same: sameNumber() })], { contract });
  expect(judgement).toMatchObject({ state: 'found', findings: [{ at: '/reply/n', expected: '3', actual: '4' }] });
  expect(judgement!.findings[0]!.exchange.id).toBe(1);
});

test('a check whose fault changes nothing of this reply is idle', () => {
  const idle = sameNumber({ fault: (reply) => reply });
  expect(judged(talk(honest(ask(3))), suite({ same: idle }))).toEqual({ 'echo/same': 'idle' });
});

test('a check that does not notice its own fault is idle', () => {
  const blind = sameNumber({ fault: editJson((json) => ({ ...json, more: true })) });
  expect(judged(talk(honest(ask(3))), suite({ same: blind }))).toEqual({ 'echo/same': 'idle' });
});

test('a check whose rule no longer applies under its fault is idle', () => {
  const shy = sameNumber({ when: ({ reply }) => reply.said === reply.asked });
  expect(judged(talk(honest(ask(3))), suite({ same: shy }))).toEqual({ 'echo/same': 'idle' });
});

test('a check whose fault leaves a conversation that answers nothing is idle', () => {
  const deadly = sameNumber({ fault: (reply) => ({ ...reply, status: 500 }) });
  expect(judged(talk(honest(ask(3))), suite({ same: deadly }))).toEqual({ 'echo/same': 'idle' });
});

test('where the rule does not apply nothing is said', () => {
  const even = sameNumber({ when: ({ reply }) => reply.asked % 2 === 0 });
  expect(judged(talk(replied(200, { n: 4 })), suite({ same: even }))).toEqual({});
});

test('a conversation that was declined is declined, even where the rule does not apply', () => {
  const over = echoing({
    answers: () => true,
    declined: ({ reply }) => (reply.status === 400 ? 'it counts no more' : undefined),
  });
  const checks = { same: sameNumber(), never: sameNumber({ when: () => false }) };
  expect(judged(talk(replied(400, {})), suite(checks, over))).toEqual({
    'echo/same': 'declined',
    'echo/never': 'declined',
  });
});

test('an exchange that was declined is declined only for the rules that apply to it', () => {
  const over = everyEcho([], { declined: ({ status }) => status === 400 });
  const checks = { same: { must: 'a', ...everyRule }, never: { must: 'b', ...everyRule, when: () => false } };
  expect(judged(talk(replied(400, {})), suite(checks, over))).toEqual({ 'echo/same': 'declined' });
});

test('a conversation that answers nothing is judged by no check', () => {
  expect(judged(talk(replied(500, { n: 4 })), suite({ same: sameNumber() }))).toEqual({});
});

test('a conversation of another probe is judged by no check', () => {
  expect(judged({ ...talk(replied(200, { n: 4 })), probe: 'other' }, suite({ same: sameNumber() }))).toEqual({});
});

test('a conversation that lacks an exchange is judged by no check', () => {
  const two = {
    ...echoing(),
    read: { reply: readSaid, again: readSaid },
  };
  expect(judged(talk(replied(200, { n: 4 })), suite({ same: sameNumber() }, two))).toEqual({});
});

test('a reply that another attempt followed is no answer to a probe, and yet an exchange that every rule sees', () => {
  const attempts = conversation([
    exchange(1, ask(3), replied(429, { n: 9 }), { superseded: true }),
    exchange(2, ask(3), honest(ask(3))),
  ]);
  const every = suite({ same: { must: 'a', ...everyRule } }, everyEcho([]), { id: 'every' });
  const judgements = judge(attempts, [suite({ same: sameNumber() }), every], { contract });
  expect(judgements.map(({ check, state }) => [check, state])).toEqual([
    ['echo/same', 'exercised'],
    ['every/same', 'found'],
    ['every/same', 'exercised'],
  ]);
});

test('an exchange that is no answer shows breaches and proves nothing', () => {
  const over = everyEcho([], { answers: ({ status }) => status === 200 });
  const checks = { same: { must: 'a', ...everyRule } };
  expect(judged(talk(replied(400, { n: 3 })), suite(checks, over))).toEqual({ 'echo/same': 'idle' });
  expect(judged(talk(replied(400, { n: 4 })), suite(checks, over))).toEqual({ 'echo/same': 'found' });
});

test('an exchange that does not qualify is passed over, and so is a fault that makes it so', () => {
  const over = everyEcho([], { where: ({ reply }) => reply.status === 200 });
  const deadly = { must: 'a', ...everyRule, fault: (reply: Reply) => ({ ...reply, status: 500 }) };
  expect(judged(talk(silent), suite({ same: deadly }, over))).toEqual({});
  expect(judged(talk(honest(ask(3))), suite({ same: deadly }, over))).toEqual({ 'echo/same': 'idle' });
});

const broken: Record<string, Partial<typeof rule> & { when?: () => boolean }> = {
  find: {
    *find() {
      yield finding('', 1, 2);
      throw new Error('oh');
    },
  },
  when: {
    when() {
      throw new Error('oh');
    },
  },
};

test.for(Object.entries(broken))('a check whose %s throws is an error of that check alone', ([, part]) => {
  const [bad, good] = judge(talk(honest(ask(3))), [suite({ bad: sameNumber(part), good: sameNumber() })], { contract });
  expect(bad).toMatchObject({ check: 'echo/bad', state: 'error', findings: [] });
  expect(bad!.because).toMatch(/oh/);
  expect(good!.state).toBe('exercised');
});

test('a fault that cannot be made of what was sent shows nothing', () => {
  const helpless = sameNumber({
    fault() {
      throw new Error('oh');
    },
  });
  expect(judged(talk(honest(ask(3))), suite({ same: helpless }))).toEqual({ 'echo/same': 'idle' });
});

test('where reading throws, every check of that suite is an error and no other', () => {
  const over = echoing({
    read: {
      reply() {
        throw new Error('oh');
      },
    },
  });
  const suites = [suite({ same: sameNumber() }, over, { id: 'bad' }), suite({ same: sameNumber() }, echoing())];
  expect(judged(talk(honest(ask(3))), ...suites)).toEqual({ 'bad/same': 'error', 'echo/same': 'exercised' });
});

test('a finding belongs to the exchange that its pointer names, else to the last', () => {
  const two = {
    ...echoing(),
    read: { reply: readSaid, again: readSaid },
  };
  const at = (pointer: string) => ({
    ...sameNumber(),
    *find() {
      yield finding(pointer, 1, 2);
    },
  });
  const both = conversation([
    exchange(1, ask(3), honest(ask(3))),
    exchange(2, ask(3), honest(ask(3)), { name: 'again' }),
  ]);
  const suites = [suite({ one: at('/reply/n'), two: at('/again/n'), all: at('') }, two)];
  const ids = judge(both, suites, { contract }).map(({ findings }) => findings[0]!.exchange.id);
  expect(ids).toEqual([1, 2, 2]);
});

test('a fault is told of the requests before it in the conversation, oldest first', () => {
  const seen: number[] = [];
  const watching = sameNumber({
    fault(reply, _request, earlier) {
      seen.push(earlier.length);
      return reply;
    },
  });
  const two = { ...echoing(), read: { reply: readSaid, again: readSaid } };
  const both = conversation([
    exchange(7, ask(3), honest(ask(3))),
    exchange(9, ask(3), honest(ask(3)), { name: 'again' }),
  ]);
  judge(both, [suite({ same: watching }, two)], { contract });
  expect(seen).toEqual([0, 1]);
});

test('without exercising, a conversation that keeps the rule is idle', () => {
  const judgements = judge(talk(honest(ask(3))), [suite({ same: sameNumber() })], { contract, exercise: false });
  expect(states(judgements)).toEqual({ 'echo/same': 'idle' });
});

test('a pointer that a check owns is owned in every suite that reads exchanges alike, and in no other', () => {
  const owned: Record<string, boolean[]> = {};
  const asking = (name: string) => ({
    ...sameNumber(),
    *find(_view: { reply: Said }, { owned: has }: { owned(pointer: string): boolean }) {
      owned[name] = ['/n', '/n/0', '/list/4/n', '/list/4/m'].map(has);
      yield* [];
    },
  });
  const probe = echoing();
  const suites = [
    suite({ owner: sameNumber({ owns: ['/n', '/list/*/n'] }) }, probe, { id: 'owner' }),
    suite({ beside: asking('beside') }, probe, { id: 'beside' }),
    suite({ apart: asking('apart') }, echoing(), { id: 'apart' }),
  ];
  judge(talk(honest(ask(3))), suites, { contract });
  expect(owned).toEqual({ beside: [true, false, true, false], apart: [false, false, false, false] });
});
