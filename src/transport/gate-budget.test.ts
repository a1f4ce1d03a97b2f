import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { End, Reply } from './exchange.ts';
import { createGate, type GateOptions, type Passed, type Ran, type Task } from './gate.ts';
import { settled, standing } from './standing-clock.test-data.ts';

const roomy: GateOptions = {
  concurrency: 4,
  maxRequests: 1e6,
  maxTokens: 1e9,
  deadlineAt: Infinity,
  signal: new AbortController().signal,
};

function ran(status: number, tokens: number, how: End['how'] = 'complete', headers: Reply['headers'] = {}): Ran {
  return { reply: { status, headers, headersAt: 0, reads: [], end: { how, at: 0 } }, tokens };
}

type Stream = { says(tokens: number): void; ends(): void; reason(): unknown; passed: Promise<Passed> };

/** A reply on its way, which ends when it is told to, or aborted. */
function streaming(gate: ReturnType<typeof createGate>, task: Partial<Task> = {}): Stream {
  let soFar: (tokens: number) => void = () => {};
  let end: (how: End['how']) => void = () => {};
  let signal: AbortSignal | undefined;
  let cost = 0;
  const passed = gate.pass({ tokens: 10, weighs: true, ...task }, (given, meter) => {
    [signal, soFar] = [given, meter];
    return new Promise((resolve) => {
      end = (how) => resolve(ran(200, cost, how));
      given.addEventListener('abort', () => end('aborted'));
    });
  });
  return {
    passed,
    says: (tokens) => {
      if (!signal?.aborted) soFar((cost = tokens));
    },
    ends: () => end('complete'),
    reason: () => signal?.reason,
  };
}

test('what is on its way counts: when the budget is spent, all that is in flight is aborted', async () => {
  const gate = createGate({ ...roomy, maxTokens: 100 });
  const streams = [streaming(gate), streaming(gate), streaming(gate)];
  await settled();
  for (const stream of streams) stream.says(30);
  expect(streams.map((one) => one.reason())).toEqual([undefined, undefined, undefined]);
  streams[1]!.says(41);
  expect(streams.map((one) => one.reason())).toEqual(
    Array.from({ length: 3 }, () => 'the token budget of the run was spent'),
  );
  for (const { passed } of streams) expect(await passed).toMatchObject({ cut: 'tokens' });
  expect(gate.counts()).toMatchObject({ tokens: 101, overran: 3, running: 0 });
  expect(await gate.pass({ tokens: 0, weighs: true }, async () => ran(200, 0))).toEqual({ stopped: 'tokens' });
});

test('nobody is let in on tokens that a reply on its way has used up already', async () => {
  const gate = createGate({ ...roomy, maxTokens: 100 });
  const long = streaming(gate);
  await settled();
  long.says(95);
  const waiting = streaming(gate);
  await settled();
  expect(gate.counts()).toMatchObject({ running: 1, waiting: 1 });
  long.ends();
  expect(await waiting.passed).toEqual({ stopped: 'tokens' });
});

test('a reply that runs on and on is ended by itself, and the run goes on', async () => {
  const gate = createGate({ ...roomy, maxTokens: 60_000 });
  const [endless, honest] = [streaming(gate), streaming(gate)];
  await settled();
  endless.says(4106);
  expect(endless.reason()).toBeUndefined();
  endless.says(4107);
  expect(endless.reason()).toMatch(/4,096 tokens past what was asked for/);
  expect(await endless.passed).not.toHaveProperty('cut');
  honest.says(3);
  honest.ends();
  expect(await honest.passed).not.toHaveProperty('cut');
  expect(gate.counts()).toMatchObject({ tokens: 4110, overran: 1 });
});

test.for([NaN, -5, -Infinity])('a meter that says %d changes nothing', async (tokens) => {
  const gate = createGate({ ...roomy, maxTokens: 100 });
  const stream = streaming(gate);
  await settled();
  stream.says(tokens);
  expect(stream.reason()).toBeUndefined();
});

test('a meter that speaks when its reply is over, or before it has begun, is heard without harm', async () => {
  const clock = standing();
  const gate = createGate({ ...roomy, maxTokens: 100, clock, deadlineAt: clock.now() + 50 });
  let late: (tokens: number) => void = () => {};
  await gate.pass({ tokens: 10, weighs: true }, async (_, soFar) => {
    soFar(500);
    late = soFar;
    return ran(200, 3);
  });
  late(1e9);
  expect(gate.counts()).toMatchObject({ tokens: 3, running: 0 });
  expect(clock.timers()).toBe(0);
});

test('those whom the end of a run cuts off are told why, and tell it', async () => {
  const clock = standing();
  const cancel = new AbortController();
  const late = createGate({ ...roomy, clock, deadlineAt: clock.now() + 100 });
  const cancelled = createGate({ ...roomy, signal: cancel.signal });
  const streams = [streaming(late), streaming(cancelled)];
  await clock.pass(100);
  cancel.abort();
  expect(await Promise.all(streams.map(({ passed }) => passed))).toMatchObject([
    { cut: 'deadline' },
    { cut: 'cancelled' },
  ]);
  expect(streams.map((one) => one.reason())).toEqual(['the deadline of the run passed', 'the run was cancelled']);
});

test('how often and how long the run was told to wait is counted, and no more than it waited', async () => {
  const clock = standing();
  const gate = createGate({ ...roomy, concurrency: 1, clock });
  const busy = (header: string) => async () => ran(429, 0, 'complete', { 'retry-after': header });
  await gate.pass({ tokens: 0, weighs: true }, busy('20'));
  await clock.pass(5000);
  expect(gate.counts().throttled).toEqual({ replies: 1, waitedMs: 5000 });
  const next = gate.pass({ tokens: 0, weighs: true }, busy('7'));
  await clock.pass(100_000);
  await next;
  expect(gate.counts().throttled).toEqual({ replies: 2, waitedMs: 27_000 });
});

test('an endpoint that is always busy ends the run, having been given two minutes where it does not say how long', async () => {
  const clock = standing();
  const gate = createGate({ ...roomy, clock });
  const start = clock.now();
  let seen = 0;
  const all = Promise.all(
    Array.from({ length: 40 }, () =>
      gate.pass({ tokens: 0, weighs: true }, async () => {
        seen += 1;
        await settled();
        return ran(429, 0);
      }),
    ),
  );
  await clock.pass(600_000);
  const results = await all;
  expect(results.at(-1)).toEqual({ stopped: 'circuit' });
  expect(gate.counts().throttled.waitedMs).toBe(121_000);
  // Four at first, then two, then one at a time.
  expect(seen).toBe(4 + 2 + 1 + 1 + 1);
  expect(clock.now() - start).toBe(600_000);
});

test('with a limit over a minute that says nothing of itself, nobody is turned away', async () => {
  const clock = standing();
  const gate = createGate({ ...roomy, clock });
  let [window, seen] = [0, 0];
  const all = Promise.all(
    Array.from({ length: 30 }, async () => {
      for (let attempt = 1; ; attempt += 1) {
        const passed = await gate.pass({ tokens: 0, weighs: true }, async () => {
          const minute = Math.floor(clock.now() / 60_000);
          seen = minute === window ? seen + 1 : 1;
          window = minute;
          await settled();
          return ran(seen > 6 ? 429 : 200, 0);
        });
        if (!('reply' in passed) || passed.reply.status === 200 || attempt === 4) return passed;
      }
    }),
  );
  for (let second = 0; second < 1800; second += 1) await clock.pass(1000);
  expect((await all).filter((one) => !one || !('reply' in one) || one.reply.status !== 200)).toEqual([]);
});

/** What an endpoint does to one request: what it says at each step, what it costs, how it ends. */
const behaviours = fc.record({
  tokens: fc.nat(60),
  steps: fc.array(fc.nat(40), { maxLength: 5 }),
  status: fc.constantFrom(200, 200, 200, 429, 500, 0),
  wait: fc.constantFrom('0', '1', '5', 'soon'),
  weighs: fc.boolean(),
});

test('for any endpoint and any budget: never more requests, never more at once, an overshoot of those in flight alone', async () => {
  let worst = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(behaviours, { maxLength: 30 }),
      fc.record({ maxRequests: fc.nat(30), maxTokens: fc.nat(400), concurrency: fc.integer({ min: 1, max: 6 }) }),
      fc.integer({ min: 1, max: 200_000 }),
      async (list, limits, ms) => {
        const clock = standing();
        const gate = createGate({ ...roomy, ...limits, clock, deadlineAt: clock.now() + ms });
        let [seen, onWire, spent] = [0, 0, 0];
        const all = Promise.all(
          list.map(({ tokens, steps, status, wait, weighs }) =>
            gate.pass({ tokens, weighs }, async (signal, soFar) => {
              expect(clock.now()).toBeLessThan(1_000_000 + ms);
              expect((onWire += 1)).toBeLessThanOrEqual(limits.concurrency);
              seen += 1;
              let cost = 0;
              for (const step of steps) {
                await settled();
                if (signal.aborted) break;
                soFar((cost += step));
              }
              onWire -= 1;
              spent += cost;
              const how = signal.aborted ? 'aborted' : status === 0 ? 'unreachable' : 'complete';
              return ran(status, cost, how, { 'retry-after': wait });
            }),
          ),
        );
        await clock.pass(ms + 1);
        const results = await all;
        expect(seen).toBeLessThanOrEqual(limits.maxRequests);
        expect(gate.counts()).toMatchObject({ requests: seen, tokens: spent, running: 0, waiting: 0 });
        expect(results.filter((one) => 'reply' in one)).toHaveLength(seen);
        // Each says one step at most behind the one that spent the budget.
        expect(spent).toBeLessThanOrEqual(limits.maxTokens + limits.concurrency * 40);
        worst = Math.max(worst, spent - limits.maxTokens);
        expect(clock.timers()).toBe(0);
      },
    ),
    { numRuns: 300 },
  );
  expect(worst).toBeGreaterThan(0);
});
