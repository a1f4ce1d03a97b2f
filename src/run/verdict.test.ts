import { describe, expect, test } from 'vitest';

import type { AnySuite, Sentence } from '../check/suite.ts';
import type { Reply } from '../transport/exchange.ts';
import type { Request } from '../transport/request.ts';
import { probeIdOf, type CapabilityState } from './capabilities.ts';
import type { Judgement } from './judge.ts';
import type { Conversation, Lost, Purpose } from './recording.ts';
import { ask, capability, echoing, everyEcho, honest, replied, rule, silent, suite } from './tiny.test-data.ts';
import { verdictsOf, type Evidence } from './verdict.ts';

type Held = { case?: number; attempt?: number; purpose?: Purpose; lost?: Lost; broken?: string; probe?: string };
type HeldWith = Held & { request?: Request; reply?: Reply };

function held({ request = ask(1), reply = honest(ask(1)), ...more }: HeldWith = {}): Conversation {
  const exchanges =
    more.lost || more.broken ? [] : [{ id: 1, name: 'reply', exchange: { request, reply }, superseded: false }];
  return { probe: 'echo', case: 0, attempt: 0, purpose: 'explore', exchanges, ...more };
}

const repeated = (attempt: number, index = 0) => held({ case: index, attempt, purpose: 'confirm' });

function says(state: Judgement['state'], conversation: Conversation, at = '/n'): Judgement {
  const exchange = conversation.exchanges[0]!;
  const findings = state === 'found' ? [{ at, expected: '1', actual: '2', exchange }] : [];
  const because = state === 'error' ? { because: 'a hole in it' } : {};
  return { check: 'echo/c', conversation, state, findings, ...because };
}

const must = { must: 'It holds.' };

/** The verdict of the one check of a suite. */
function verdict(
  judgements: readonly Judgement[],
  options: { sentence?: Sentence; persistent?: true; over?: AnySuite['over']; evidence?: Partial<Evidence> } = {},
) {
  const { sentence = must, over = echoing(), persistent } = options;
  const check = { ...rule, ...sentence, ...(persistent ? { persistent } : {}) };
  const conversations = [...new Set(judgements.map(({ conversation }) => conversation))];
  const evidence: Evidence = {
    judgements,
    conversations,
    capabilities: [],
    planned: new Map([['echo', 1]]),
    ...options.evidence,
  };
  return verdictsOf(suite({ c: check }, over), evidence)[0]!;
}

test('exercised and never found is a pass, with how often', () => {
  const judgements = [0, 1, 2].map((index) => says('exercised', held({ case: index })));
  expect(verdict([...judgements, says('idle', held({ case: 3 }))])).toMatchObject({
    verdict: 'pass',
    because: null,
    examined: 4,
    exercised: 3,
    findings: [],
  });
});

test.for([
  ['MUST', { must: 'x' }, 'fail'],
  ['SHOULD', { should: 'x' }, 'warn'],
  ['MAY', { may: 'x' }, 'note'],
] as const)('a finding under %s is a %s', ([, sentence, word]) => {
  expect(verdict([says('found', held())], { sentence })).toMatchObject({ verdict: word, reproduced: null });
});

test('one finding among many conversations that keep the rule is a failure', () => {
  const fine = [1, 2, 3].map((index) => says('exercised', held({ case: index })));
  const { verdict: word, findings, examined, exercised } = verdict([says('found', held()), ...fine]);
  expect({ word, examined, exercised, found: findings.length }).toEqual({
    word: 'fail',
    examined: 4,
    exercised: 4,
    found: 1,
  });
});

test('a failure that never came again is a failure still', () => {
  const again = [1, 2, 3].map((attempt) => says('exercised', repeated(attempt)));
  expect(verdict([says('found', held()), ...again])).toMatchObject({
    verdict: 'fail',
    reproduced: { times: 0, of: 3 },
  });
});

test('repetitions are counted by conversation, not by finding, and only those of what failed', () => {
  const judgements = [
    says('found', held({ case: 4 })),
    says('exercised', held({ case: 5 })),
    says('found', repeated(1, 4)),
    says('found', repeated(1, 4), '/other'),
    says('idle', repeated(2, 4)),
    says('found', repeated(3, 4)),
    says('exercised', repeated(1, 5)),
  ];
  expect(verdict(judgements).reproduced).toEqual({ times: 2, of: 3 });
});

test('what is found only in a repetition, or while shrinking, makes no failure of a pass', () => {
  const judgements = [
    says('exercised', held()),
    says('found', repeated(1)),
    says('found', held({ attempt: 2, purpose: 'shrink' })),
  ];
  expect(verdict(judgements)).toMatchObject({ verdict: 'pass', examined: 1, exercised: 1 });
});

test('the smallest request that still fails stands first in the evidence', () => {
  const shrunk = (attempt: number, n: number) =>
    says('found', held({ case: 3, attempt, purpose: 'shrink', request: ask(n) }));
  const judgements = [
    says('found', held({ case: 3, request: ask(734) })),
    shrunk(2, 300),
    says('exercised', held({ case: 3, attempt: 3, purpose: 'shrink', request: ask(0) })),
    shrunk(4, 10),
  ];
  const [first, second] = verdict(judgements).findings;
  expect(first!.exchange.exchange.request).toEqual(ask(10));
  expect(second!.exchange.exchange.request).toEqual(ask(734));
});

test('a check that failed itself is an error, whatever else it found', () => {
  const word = verdict([says('found', held()), says('error', held({ case: 1 }))]);
  expect(word).toMatchObject({ verdict: 'error', findings: [] });
  expect(word.because).toMatch(/a hole in it/);
});

const persistent = true;

test.for([
  [0, 'inconclusive'],
  [1, 'inconclusive'],
  [2, 'inconclusive'],
  [3, 'fail'],
] as const)('trouble that may pass, and came again in %i of 3 repetitions, is %s', ([times, word]) => {
  const again = [1, 2, 3].map((attempt) => says(attempt <= times ? 'found' : 'exercised', repeated(attempt)));
  const given = verdict([says('found', held()), ...again], { persistent });
  expect(given.verdict).toBe(word);
  expect(given.findings).toHaveLength(1);
  expect(given.because ?? '').toContain(word === 'fail' ? '' : `${times} of 3`);
});

test('trouble that may pass, seen once and not repeated, is inconclusive', () => {
  const given = verdict([says('found', held()), says('exercised', held({ case: 1 }))], { persistent });
  expect(given).toMatchObject({
    verdict: 'inconclusive',
    findings: [expect.objectContaining({ at: '/n' })],
    because: expect.stringMatching(/not repeated/),
  });
});

test.for([
  [2, 0, 'inconclusive'],
  [3, 0, 'fail'],
  [3, 1, 'inconclusive'],
  [9, 0, 'fail'],
] as const)('without repetitions, trouble in %i conversations and none in %i is %s', ([found, fine, word]) => {
  const judgements = [
    ...Array.from({ length: found }, (_, index) => says('found', held({ case: index }))),
    ...Array.from({ length: fine }, (_, index) => says('exercised', held({ case: 100 + index }))),
  ];
  expect(verdict(judgements, { persistent }).verdict).toBe(word);
});

test('a note needs no repetition', () => {
  expect(verdict([says('found', held())], { persistent, sentence: { may: 'x' } }).verdict).toBe('note');
});

test('a rule whose occasion the endpoint declines is unsupported', () => {
  expect(verdict([says('declined', held()), says('idle', held({ case: 1 }))])).toMatchObject({
    verdict: 'unsupported',
    examined: 1,
    exercised: 0,
  });
});

test('declined here and exercised there is a pass', () => {
  expect(verdict([says('declined', held()), says('exercised', held({ case: 1 }))]).verdict).toBe('pass');
});

test('all went well and nothing could have shown a breach: not exercised', () => {
  expect(verdict([says('idle', held())])).toMatchObject({ verdict: 'not-exercised', examined: 1, exercised: 0 });
  expect(verdict([], { evidence: { conversations: [held()] } }).verdict).toBe('not-exercised');
});

test('what was planned and never held leaves it open', () => {
  expect(verdict([]).verdict).toBe('inconclusive');
  const judgements = [says('idle', held())];
  expect(verdict(judgements, { evidence: { planned: new Map([['echo', 2]]) } }).verdict).toBe('inconclusive');
  expect(verdict(judgements, { evidence: { planned: new Map([['other', 2]]) } }).verdict).toBe('not-exercised');
});

test.for<[string, HeldWith, RegExp]>([
  ['the request budget', { lost: 'requests' }, /request budget/],
  ['the token budget', { lost: 'tokens' }, /token budget/],
  ['the deadline', { lost: 'deadline' }, /deadline/],
  ['cancelling', { lost: 'cancelled' }, /cancelled/],
  ['the circuit breaker', { lost: 'circuit' }, /failed too often/],
  ['no answer', { reply: silent }, /no answer/],
  ['status 429', { reply: replied(429, {}) }, /429/],
  ['status 408', { reply: replied(408, {}) }, /408/],
  ['status 500', { reply: replied(500, {}) }, /500/],
  ['a refusal of a plain request', { reply: replied(400, {}) }, /plain request.* answered 400/],
])('%s leaves it open, and the reason says so', ([, how, because]) => {
  const given = verdict([], { evidence: { conversations: [held(how)] } });
  expect(given.verdict).toBe('inconclusive');
  expect(given.because).toMatch(because);
});

test.for<[string, HeldWith]>([
  ['status 501', { reply: replied(501, {}), request: { ...ask(1), intent: 'optional' } }],
  ['a refusal of an optional request', { reply: replied(400, {}), request: { ...ask(1), intent: 'optional' } }],
  ['a refusal of an invalid request', { reply: replied(400, {}), request: { ...ask(1), intent: 'invalid' } }],
  ['a request that we hung up on', { reply: silent, request: { ...ask(1), abort: { afterEvents: 1 } } }],
])('%s is no trouble', ([, how]) => {
  expect(verdict([], { evidence: { conversations: [held(how)] } }).verdict).toBe('not-exercised');
});

test('a conversation that we broke ourselves is our error', () => {
  const given = verdict([], { evidence: { conversations: [held({ broken: 'what we sent was not what we meant' })] } });
  expect(given.verdict).toBe('error');
  expect(given.because).toMatch(/not what we meant/);
});

test('a conversation that we broke ourselves is our error even where others pass', () => {
  const conversations = [held(), held({ case: 1, broken: 'what we sent was not what we meant' })];
  expect(verdict([says('exercised', conversations[0]!)], { evidence: { conversations } }).verdict).toBe('error');
});

const colour = capability('colour');
const lacks = (verdict: CapabilityState['verdict']): Partial<Evidence> => ({
  capabilities: [{ capability: colour, verdict, because: null }],
  conversations: [],
});
const needsColour = echoing({ needs: [colour] });

test('what the endpoint refused in a clean way is unsupported, and the reason names it', () => {
  const given = verdict([], { over: needsColour, evidence: lacks('refused') });
  expect(given).toMatchObject({ verdict: 'unsupported', because: 'the endpoint does not offer the colour' });
});

test('what nobody could tell of the endpoint is inconclusive', () => {
  expect(verdict([], { over: needsColour, evidence: lacks('unknown') }).verdict).toBe('inconclusive');
});

test('a suite over every exchange is unsupported only where all its probes need what is lacking', () => {
  const both = everyEcho([needsColour, echoing({ id: 'other' })]);
  expect(verdict([], { over: everyEcho([needsColour]), evidence: lacks('refused') }).verdict).toBe('unsupported');
  expect(verdict([], { over: both, evidence: lacks('refused') }).verdict).not.toBe('unsupported');
});

test('a suite that asks for a capability is open while that request was never sent', () => {
  const over = everyEcho([], { asks: [colour] });
  const planned = new Map([[probeIdOf(colour), 1]]);
  expect(verdict([], { over, evidence: { conversations: [], planned } }).verdict).toBe('inconclusive');
});

test('each check of a suite has a verdict of its own, in their order', () => {
  const checks = { b: { ...rule, ...must }, a: { ...rule, ...must } };
  const judgements = [
    { ...says('exercised', held()), check: 'echo/a' },
    { ...says('found', held()), check: 'echo/b' },
  ];
  const evidence = { judgements, conversations: [], capabilities: [], planned: new Map() };
  expect(verdictsOf(suite(checks), evidence).map(({ check, verdict }) => [check, verdict])).toEqual([
    ['echo/b', 'fail'],
    ['echo/a', 'pass'],
  ]);
});

describe('what a reply shows that was cut off', () => {
  const cut = (index = 0, more: HeldWith = {}) =>
    held({ case: index, reply: { ...honest(ask(1)), end: { how: 'truncated', at: 1 } }, ...more });
  const again = (attempt: number) => cut(0, { attempt, purpose: 'confirm' });

  test.for<[string, Judgement[], string, number]>([
    ['is a failure where each repetition shows it', [1, 2].map((nth) => says('found', again(nth))), 'fail', 1],
    [
      'is none where a repetition does not',
      [says('found', again(1)), says('exercised', repeated(2))],
      'not-exercised',
      0,
    ],
    [
      'is a failure where a repetition that came to its end shows it, whatever another does',
      [says('found', repeated(1)), says('idle', again(2)), says('exercised', held({ case: 1 }))],
      'fail',
      1,
    ],
    ['takes no pass away', [says('exercised', held({ case: 1 }))], 'pass', 0],
    ['takes nothing from a failure that was not', [says('found', held({ case: 1 }), '/sound')], 'fail', 1],
  ])('%s', ([, beside, word, findings]) => {
    const given = verdict([says('found', cut()), ...beside]);
    expect({ verdict: given.verdict, findings: given.findings.length }).toEqual({ verdict: word, findings });
  });

  test('is a failure where it is all that there is, often', () => {
    expect(verdict([0, 1, 2].map((index) => says('found', cut(index)))).verdict).toBe('fail');
  });

  test('is weighed as ever by a check of what passes by itself', () => {
    expect(verdict([says('found', cut())], { persistent: true }).verdict).toBe('inconclusive');
  });
});

test('what nothing exercised is inconclusive where we did not read all that came', () => {
  const reply: Reply = { ...honest(ask(1)), end: { how: 'too-large', at: 1, detail: 'events over 5 in number' } };
  const given = verdict([says('idle', held()), says('idle', held({ case: 1, reply }))]);
  expect(given).toMatchObject({ verdict: 'inconclusive', because: 'a reply was cut off: events over 5 in number' });
});
