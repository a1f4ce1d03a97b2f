import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Capability } from '../check/capability.ts';
import type { Registry } from '../check/registry.ts';
import { bodyObject, type Request } from '../transport/request.ts';
import { runTiny } from './tiny-session.test-data.ts';
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
  rule,
  sameNumber,
  silent,
  suite,
} from './tiny.test-data.ts';

const one = registryOf([suite({ same: sameNumber() })]);
const many = (count: number) =>
  registryOf([suite({ same: sameNumber() }, echoing({ always: Array.from({ length: count }, (_, i) => i) }))]);
const offByOne = (request: Request) => replied(200, { n: numberIn(request) + 1 });
const atOnce = { 'retry-after': '0' };
const noModels: Registry['discovery'] = {
  request: { method: 'GET', path: '/models', intent: 'optional' },
  models: () => [],
};

test('an honest endpoint is conformant and sees what was planned, and nothing else', async () => {
  const { assessment, seen, plan, verdict } = await runTiny(many(6), { endpoint: honest, model: undefined });
  expect(assessment).toMatchObject({ verdict: 'conformant', exitCode: 0 });
  expect(seen).toHaveLength(plan.base.requests);
  expect(verdict('echo/same')).toMatchObject({ verdict: 'pass', examined: 6, exercised: 6 });
});

test('the model that the endpoint lists first is put in the place of the placeholder', async () => {
  const named = echoing({ converse: (send, n) => send('reply', ask(n, { model: '{model}' })) });
  const { seen, recording } = await runTiny(registryOf([suite({ same: sameNumber() }, named)]), {
    endpoint: honest,
    model: undefined,
  });
  expect(seen.map(({ path }) => path)).toEqual(['/models', '/echo']);
  expect(bodyObject(seen[1]!)['model']).toBe('tiny');
  expect(recording.end!.model).toBe('tiny');
});

test('a model that the user names is not looked up', async () => {
  const { seen, recording } = await runTiny(one, { endpoint: honest, model: 'mine' });
  expect(seen.map(({ path }) => path)).toEqual(['/echo']);
  expect(recording.end!.model).toBe('mine');
});

test('an endpoint that lists no model is not tested, and the sentence names --model', async () => {
  const registry = registryOf([suite({ same: sameNumber() })], { discovery: noModels });
  const { assessment, seen, recording } = await runTiny(registry, {
    endpoint: () => replied(200, { data: [] }),
    model: undefined,
  });
  expect(seen).toHaveLength(1);
  expect(recording.end!.stopped).toMatch(/--model/);
  expect(assessment.exitCode).toBe(3);
});

test('a list of models that came back as 500 is not called empty', async () => {
  const registry = registryOf([suite({ same: sameNumber() })], { discovery: noModels });
  const { recording } = await runTiny(registry, { endpoint: () => replied(500, {}), model: undefined });
  expect(recording.end!.stopped).toMatch(/500/);
});

test('a run whose time is over before the list of models came says so', async () => {
  const { recording } = await runTiny(one, { endpoint: honest, model: undefined, gate: { deadlineAt: 1 } });
  expect(recording.end!.stopped).toMatch(/deadline/);
});

const colour = capability('colour');
const withColour = registryOf([
  suite({ same: sameNumber() }, echoing({ id: 'echo' }), { id: 'echo' }),
  suite({ same: sameNumber() }, echoing({ id: 'bright', needs: [colour] }), { id: 'bright', profile: 'bright' }),
]);
const except =
  (path: string, status: number) =>
  (request: Request): ReturnType<typeof honest> =>
    request.path === path ? replied(status, {}, atOnce) : honest(request);

test.for([
  [400, 'refused', 'unsupported', 0],
  [404, 'refused', 'unsupported', 0],
  [501, 'refused', 'unsupported', 0],
  [401, 'unknown', 'inconclusive', 3],
  [429, 'unknown', 'inconclusive', 3],
  [500, 'unknown', 'inconclusive', 3],
  [503, 'unknown', 'inconclusive', 3],
] as const)('a capability answered %i is %s, what needs it %s, exit %i', async ([status, state, word, exit]) => {
  const { assessment, verdict, seen } = await runTiny(withColour, { endpoint: except('/colour', status) });
  expect(assessment.capabilities).toMatchObject([{ verdict: state }]);
  expect(verdict('bright/same').verdict).toBe(word);
  expect(verdict('echo/same').verdict).toBe('pass');
  expect(assessment.exitCode).toBe(exit);
  // Neither is worth a request of what needs it.
  expect(seen.filter(({ path }) => path === '/echo')).toHaveLength(1);
});

test('a verdict that rests on an unknown capability says which, and not that the run ended', async () => {
  const { verdict, recording } = await runTiny(withColour, { endpoint: except('/colour', 500) });
  expect(recording.end!.stopped).toBeNull();
  expect(verdict('bright/same').because).toMatch(/the colour/);
});

test('an answer that does not show the capability refuses it', async () => {
  const registry = registryOf([
    suite({ same: sameNumber() }, echoing({ needs: [capability('colour', { shown: () => false })] })),
  ]);
  const { assessment } = await runTiny(registry, { endpoint: honest });
  expect(assessment.capabilities).toMatchObject([{ verdict: 'refused', because: expect.stringMatching(/shows none/) }]);
});

test('a refusal that is about something else says nothing of the capability', async () => {
  const registry = registryOf([
    suite({ same: sameNumber() }, echoing({ needs: [capability('colour', { refused: () => false })] })),
  ]);
  const { assessment } = await runTiny(registry, { endpoint: except('/colour', 400) });
  expect(assessment.capabilities).toMatchObject([{ verdict: 'unknown', because: 'answered 400' }]);
});

const bare: Capability = {
  ...colour,
  without: (request) => ({ ...request, body: { json: { n: numberIn(request), bare: true } } }),
};
const bared = (request: Request) => bodyObject(request)['bare'] === true;
const withBare = registryOf([
  suite({ same: sameNumber() }, echoing({ uses: [bare] })),
  suite({ same: sameNumber() }, echoing({ id: 'bright', needs: [bare] }), { id: 'bright' }),
]);

test('requests are put as an endpoint without the capability understands them', async () => {
  const { seen } = await runTiny(withBare, { endpoint: except('/colour', 400) });
  expect(seen.filter(({ path }) => path === '/echo').map(bared)).toEqual([true]);
});

test('an endpoint that has the capability gets the requests as they are', async () => {
  const { seen } = await runTiny(withBare, { endpoint: honest });
  expect(seen.map(bared)).toEqual([false, false, false]);
});

test('an essential capability that is refused is left out of the requests that ask for the others', async () => {
  const limit: Capability = { ...bare, id: 'limit', essential: true, request: { ...bare.request, path: '/limit' } };
  const registry = registryOf([suite({ same: sameNumber() }, echoing({ needs: [colour], uses: [limit] }))], {
    capabilities: [limit, colour],
  });
  const { seen } = await runTiny(registry, { endpoint: except('/limit', 400) });
  expect(seen.map((request) => [request.path, bared(request)])).toEqual([
    ['/limit', false],
    ['/colour', true],
    ['/echo', true],
  ]);
});

const speech = capability('speech', { essential: true });
const withSpeech = registryOf([suite({ same: sameNumber() }, echoing({ needs: [speech] }))], {
  capabilities: [speech],
});

test.for([
  ['no answer', silent, /No answer from http:\/\/tiny\/v1/],
  ['401', replied(401, { error: { message: 'who?' } }), /401: who\?.*OPENAI_API_KEY/],
  ['403', replied(403, {}), /403.*OPENAI_API_KEY/],
  ['404 that speaks of the model', replied(404, { error: { message: 'no such model' } }), /"tiny".*--model/],
  ['404', replied(404, { detail: 'Not Found' }), /Nothing under http:\/\/tiny\/v1 answers/],
] as const)('%s to what is essential ends the run with one sentence', async ([, reply, sentence]) => {
  const { recording, assessment, seen } = await runTiny(withSpeech, { endpoint: () => reply });
  expect(seen).toHaveLength(1);
  expect(recording.end!.stopped).toMatch(sentence);
  expect(assessment).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
});

test('what could not be tested at all is not found guilty of the reply that said so', async () => {
  const every = everyEcho([echoing({ needs: [speech] })], { asks: [speech] });
  const registry = registryOf([suite({ same: { must: 'It holds.', ...everyRule } }, every)], {
    capabilities: [speech],
  });
  const { assessment } = await runTiny(registry, { endpoint: () => replied(404, { detail: 'Not Found' }) });
  expect(assessment).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
});

test.for([429, 503, 529])('a request answered %i is sent again, four times in all, and counted', async (status) => {
  const { seen, counts, recording, verdict } = await runTiny(one, {
    endpoint: () => replied(status, {}, atOnce),
    bounded: false,
  });
  expect(seen).toHaveLength(4);
  expect(counts).toMatchObject({ requests: 4, retries: 3 });
  const [conversation] = recording.conversations;
  expect(conversation!.exchanges.map(({ superseded }) => superseded)).toEqual([true, true, true, false]);
  expect(verdict('echo/same')).toMatchObject({
    verdict: 'inconclusive',
    because: expect.stringMatching(String(status)),
  });
});

test('an endpoint that was busy for a moment passes', async () => {
  const { seen, counts, verdict } = await runTiny(one, {
    endpoint: (request, nth) => (nth < 4 ? replied(429, {}, atOnce) : honest(request)),
    bounded: false,
  });
  expect(seen).toHaveLength(4);
  expect(counts.retries).toBe(3);
  expect(verdict('echo/same')).toMatchObject({ verdict: 'pass', examined: 1, exercised: 1 });
});

test.for([400, 404, 409, 500, 501, 502, 504])('a request answered %i is not sent again', async (status) => {
  const { seen, counts } = await runTiny(one, { endpoint: () => replied(status, {}), bounded: false });
  expect(seen).toHaveLength(1);
  expect(counts.retries).toBe(0);
});

const dropped = { reply: silent, closedBeforeFirstByte: true } as const;

test('a connection closed before the first byte is tried once more, and once only', async () => {
  const lucky = await runTiny(one, { endpoint: (request, nth) => (nth === 1 ? dropped : honest(request)) });
  expect(lucky.seen).toHaveLength(2);
  expect(lucky.verdict('echo/same').verdict).toBe('pass');
  const never = await runTiny(one, { endpoint: () => dropped, bounded: false });
  expect(never.seen).toHaveLength(2);
  expect(never.counts.retries).toBe(1);
  expect(never.verdict('echo/same')).toMatchObject({ verdict: 'inconclusive' });
});

test('retries never lead past what the plan says', async () => {
  const { seen, plan, recording } = await runTiny(many(20), { endpoint: () => replied(429, {}, atOnce) });
  expect(seen.length).toBeLessThanOrEqual(plan.bound.requests);
  expect(recording.end!.stopped).not.toBeNull();
});

const busyWeb = registryOf([
  suite({ same: sameNumber() }, echoing({ always: [1, 2, 3, 4, 5, 6, 7, 8, 9], drawn: fc.integer() })),
  suite(
    { same: sameNumber() },
    echoing({ id: 'more', needs: [colour, capability('sound')], always: [1, 2, 3], drawn: fc.nat() }),
    { id: 'more' },
  ),
]);

test.for([1, 7, 20, 50])('with a budget of %i requests the endpoint sees no more, whatever happens', async (most) => {
  let onTheWire = 0;
  const { seen, assessment, plan } = await runTiny(busyWeb, {
    async endpoint(request, nth) {
      onTheWire += 1;
      await new Promise((resolve) => setImmediate(resolve));
      onTheWire -= 1;
      if (nth % 3 === 0) return replied(429, {}, atOnce);
      return nth % 5 === 0 ? dropped : offByOne(request);
    },
    cases: 20,
    confirm: 3,
    shrink: 50,
    concurrency: 8,
    gate: { maxRequests: most, concurrency: 8 },
  });
  expect(onTheWire).toBe(0);
  expect(plan.base.requests).toBeGreaterThan(50);
  expect(seen.length).toBeLessThanOrEqual(most);
  expect(assessment.exitCode).not.toBe(0);
});

test('a budget that is spent leaves the rest inconclusive and says what to raise', async () => {
  const { verdict, recording, assessment, seen } = await runTiny(
    registryOf([
      suite({ same: sameNumber() }, echoing({ id: 'first', always: [1, 2, 3] }), { id: 'first' }),
      suite({ same: sameNumber() }, echoing({ id: 'second', always: [1, 2, 3] }), { id: 'second' }),
    ]),
    { endpoint: honest, gate: { maxRequests: 3 } },
  );
  expect(seen).toHaveLength(3);
  expect(verdict('first/same').verdict).toBe('pass');
  expect(verdict('second/same')).toMatchObject({ verdict: 'inconclusive' });
  expect(verdict('second/same').because).toMatch(/request budget/);
  expect(recording.end!.stopped).toMatch(/--max-requests/);
  expect(assessment).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
});

test('a token budget that is spent says what to raise', async () => {
  const { recording, assessment } = await runTiny(many(9), { endpoint: honest, gate: { maxTokens: 20 } });
  expect(recording.end!.stopped).toMatch(/--max-tokens/);
  expect(assessment.exitCode).toBe(3);
});

test('five plain failures in a row end the run, and the rest is inconclusive', async () => {
  const { seen, recording, assessment, verdict } = await runTiny(many(50), { endpoint: () => replied(500, {}) });
  expect(seen).toHaveLength(5);
  expect(recording.end!.stopped).toMatch(/five plain requests/);
  expect(verdict('echo/same').verdict).toBe('inconclusive');
  expect(assessment.exitCode).toBe(3);
});

test('a deadline ends the run where it is', async () => {
  let now = 1_000_000;
  const { seen, recording, assessment } = await runTiny(many(50), {
    endpoint(request) {
      now += 1000;
      return honest(request);
    },
    gate: { deadlineAt: 1_010_000, clock: { now: () => now, after: () => () => {} } },
  });
  expect(seen).toHaveLength(10);
  expect(recording.end!.stopped).toMatch(/--deadline/);
  expect(assessment.exitCode).toBe(3);
});

test('a run that is cancelled stops sending, and what was not sent is inconclusive', async () => {
  const cancel = new AbortController();
  const { seen, recording, assessment, verdict } = await runTiny(many(50), {
    endpoint(request, nth) {
      if (nth === 10) cancel.abort();
      return honest(request);
    },
    gate: { signal: cancel.signal },
  });
  expect(seen).toHaveLength(10);
  expect(recording.end!.stopped).toBe('The run was cancelled.');
  expect(recording.conversations.filter(({ lost }) => lost === 'cancelled')).toHaveLength(40);
  expect(assessment).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
  expect(verdict('echo/same').exercised).toBe(10);
});

test('a run that is cancelled while it repeats failures did not come to its end', async () => {
  const cancel = new AbortController();
  const { recording } = await runTiny(one, {
    endpoint(request, nth) {
      if (nth === 2) cancel.abort();
      return offByOne(request);
    },
    confirm: 3,
    gate: { signal: cancel.signal },
  });
  expect(recording.end!.stopped).toBe('The run was cancelled.');
});

test('a request that is not what we meant to send is not sent', async () => {
  const { seen, recording } = await runTiny(many(3), {
    endpoint: honest,
    mistake: (request) => (numberIn(request) === 1 ? '/n is not the number we meant' : undefined),
  });
  expect(seen.map(numberIn)).toEqual([0, 2]);
  expect(recording.conversations[1]!.broken).toMatch(/\/n is not the number we meant/);
});

test('a request that is not what we meant to send is our error, exit 4', async () => {
  const { verdict, assessment } = await runTiny(one, { endpoint: honest, mistake: () => '/n is not what we meant' });
  expect(verdict('echo/same')).toMatchObject({ verdict: 'error', because: expect.stringMatching(/not what we meant/) });
  expect(assessment.exitCode).toBe(4);
});

test('a probe that sends more than it declared is stopped there', async () => {
  const greedy = echoing({
    async converse(send, n) {
      await send('reply', ask(n));
      await send('reply', ask(n));
    },
  });
  const { seen, recording } = await runTiny(registryOf([suite({ same: sameNumber() }, greedy)]), { endpoint: honest });
  expect(seen).toHaveLength(1);
  expect(recording.conversations[0]!.broken).toMatch(/more than the 1 requests it declares/);
});

test('a probe that throws breaks its own conversation and no other', async () => {
  const throwing = echoing({
    async converse(send, n) {
      await send('reply', ask(n));
      if (n === 1) throw new Error('a hole in the probe');
    },
    always: [0, 1, 2],
  });
  const { recording, seen } = await runTiny(registryOf([suite({ same: sameNumber() }, throwing)]), {
    endpoint: honest,
  });
  expect(seen).toHaveLength(3);
  expect(recording.conversations.map(({ broken }) => broken)).toEqual([undefined, 'a hole in the probe', undefined]);
});

test('a throwing check costs no other check its verdict', async () => {
  const registry = registryOf([
    suite({
      bad: sameNumber({
        when() {
          throw new Error('a hole in the check');
        },
      }),
      good: sameNumber(),
    }),
  ]);
  const { verdict, assessment } = await runTiny(registry, { endpoint: honest });
  expect(verdict('echo/bad').verdict).toBe('error');
  expect(verdict('echo/good').verdict).toBe('pass');
  expect(assessment.exitCode).toBe(4);
});

/** Wrong at first, and then as the list says. */
const flaky = (again: readonly boolean[]) => (request: Request, nth: number) =>
  nth === 1 || again[nth - 2] ? offByOne(request) : honest(request);

test.for([
  [[true, true, true], 3],
  [[true, false, true], 2],
  [[false, false, false], 0],
] as const)('a failure is held again three times: %j is %i of 3', async ([again, times]) => {
  const { verdict, seen, assessment } = await runTiny(one, { endpoint: flaky(again), confirm: 3 });
  expect(seen).toHaveLength(4);
  expect(verdict('echo/same')).toMatchObject({ verdict: 'fail', reproduced: { times, of: 3 }, examined: 1 });
  expect(assessment.exitCode).toBe(1);
});

test('one repetition serves all checks that failed in a conversation', async () => {
  const registry = registryOf([suite({ same: sameNumber(), too: sameNumber() })]);
  const { verdict, seen } = await runTiny(registry, { endpoint: offByOne, confirm: 2 });
  expect(seen).toHaveLength(3);
  expect(verdict('echo/too').reproduced).toEqual({ times: 2, of: 2 });
});

test('many failing conversations of one check are repeated once', async () => {
  const { seen } = await runTiny(many(9), { endpoint: offByOne, confirm: 3 });
  expect(seen).toHaveLength(9 + 3);
});

test('a note is not repeated', async () => {
  const registry = registryOf([suite({ same: { may: 'It holds.', ...rule } })]);
  const { seen, verdict } = await runTiny(registry, { endpoint: offByOne, confirm: 3 });
  expect(seen).toHaveLength(1);
  expect(verdict('echo/same').verdict).toBe('note');
});

test('repetitions stay inside their reserve', async () => {
  const cases = Array.from({ length: 40 }, (_, i) => i);
  const checks = Object.fromEntries(
    cases.map((n) => [`c${n}`, sameNumber({ when: ({ reply }) => reply.asked === n })]),
  );
  const { recording, plan } = await runTiny(registryOf([suite(checks, echoing({ always: cases }))]), {
    endpoint: offByOne,
    confirm: 3,
  });
  const again = recording.conversations.filter(({ purpose }) => purpose === 'confirm');
  expect(again.length).toBeGreaterThan(0);
  expect(again.length).toBeLessThanOrEqual(plan.reserve.confirm);
});

test('a failing answer to a capability is held again as well', async () => {
  const every = everyEcho([], { asks: [colour], where: ({ request }) => request.path === '/colour' });
  const registry = registryOf([suite({ same: { must: 'It holds.', ...everyRule } }, every)]);
  const { verdict, seen } = await runTiny(registry, { endpoint: offByOne, confirm: 2 });
  expect(verdict('echo/same').reproduced).toEqual({ times: 2, of: 2 });
  expect(seen.map(({ path }) => path)).toEqual(['/colour', '/colour', '/colour']);
});

test('a failure in the list of models keeps no other failure from being held again', async () => {
  const registry = registryOf([
    suite({ every: { must: 'It holds.', ...everyRule } }, everyEcho([echoing()]), { id: 'all' }),
    suite({ same: sameNumber() }),
  ]);
  const { verdict } = await runTiny(registry, { endpoint: offByOne, model: undefined, confirm: 2 });
  expect(verdict('echo/same').reproduced).toEqual({ times: 2, of: 2 });
});

const drawn = fc.integer({ min: 0, max: 1000 });
const fromTen = (request: Request) => (numberIn(request) >= 10 ? offByOne(request) : honest(request));
const drawing = registryOf([suite({ same: sameNumber() }, echoing({ always: [1], drawn }))]);
const failingRequest = (run: Awaited<ReturnType<typeof runTiny>>) =>
  numberIn(run.verdict('echo/same').findings[0]!.exchange.exchange.request);

test('a drawn failure shrinks to the smallest request that still fails', async () => {
  const run = await runTiny(drawing, { endpoint: fromTen, cases: 8, shrink: 100 });
  expect(failingRequest(run)).toBe(10);
  const shrunk = run.recording.conversations.filter(({ purpose }) => purpose === 'shrink');
  expect(shrunk.length).toBeGreaterThan(0);
  expect(run.verdict('echo/same').examined).toBe(9);
});

test('shrinking starts from the case that failed', async () => {
  const log: number[] = [];
  const logging = drawn.map((n) => {
    log.push(n);
    return n;
  });
  const registry = registryOf([suite({ same: sameNumber() }, echoing({ always: [1], drawn: logging }))]);
  const { plan, recording } = await runTiny(registry, { endpoint: fromTen, cases: 8, shrink: 1 });
  const cases = plan.probes[0]!.cases as number[];
  const shrunk = recording.conversations.find(({ purpose }) => purpose === 'shrink')!;
  expect(cases[shrunk.case]).toBeGreaterThanOrEqual(10);
  expect(log.slice(cases.length - 1)).toContain(cases[shrunk.case]);
});

test.for([0, 1, 2, 5, 9])('shrinking costs no more than its %i requests', async (shrink) => {
  const run = await runTiny(drawing, { endpoint: fromTen, cases: 8, shrink });
  const spent = run.recording.conversations.filter(({ purpose }) => purpose === 'shrink');
  expect(spent.flatMap(({ exchanges }) => exchanges).length).toBeLessThanOrEqual(shrink);
  expect(run.verdict('echo/same').verdict).toBe('fail');
});

test('a failure that a case shows which is always sent needs no shrinking', async () => {
  const { recording } = await runTiny(drawing, { endpoint: offByOne, cases: 8, shrink: 100 });
  expect(recording.conversations.filter(({ purpose }) => purpose === 'shrink')).toEqual([]);
});

test('conversations end in the order of the endpoint, and the verdicts do not care', async () => {
  const slowFirst = async (request: Request, nth: number) => {
    for (let i = 0; i < (nth % 4) * 3; i += 1) await new Promise((resolve) => setImmediate(resolve));
    return fromTen(request);
  };
  const options = { cases: 30, model: 'tiny' };
  const inOrder = await runTiny(drawing, { ...options, endpoint: fromTen });
  const atOnce = await runTiny(drawing, { ...options, endpoint: slowFirst, concurrency: 8 });
  const asked = (run: typeof inOrder) =>
    run.verdict('echo/same').findings.map(({ exchange }) => numberIn(exchange.exchange.request));
  expect(atOnce.recording.conversations.map((one) => one.case)).not.toEqual(
    inOrder.recording.conversations.map((one) => one.case),
  );
  expect(asked(atOnce)).toEqual(asked(inOrder));
});

test('what is part of something refused is not asked for, and is refused as well', async () => {
  const whole = capability('paint');
  const part = capability('brush', { of: whole });
  const suites = [
    suite({ same: { must: 'It holds.', ...everyRule } }, everyEcho([echoing()], { asks: [whole, part] })),
    suite({ same: sameNumber() }, echoing({ id: 'brushing', needs: [part] }), { id: 'brushing' }),
  ];
  const endpoint = (request: Request) => (request.path === '/paint' ? replied(404, {}) : honest(request));
  const { assessment, seen, verdict } = await runTiny(registryOf(suites), { endpoint });
  expect(seen.map(({ path }) => path)).toEqual(['/paint', '/echo']);
  expect(assessment.capabilities.map((one) => [one.capability.id, one.verdict])).toEqual([
    ['brush', 'refused'],
    ['paint', 'refused'],
  ]);
  expect(verdict('brushing/same').verdict).toBe('unsupported');
});
