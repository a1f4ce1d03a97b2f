import { getEventListeners } from 'node:events';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { End, Reply } from './exchange.ts';
import { createGate, type GateOptions, type Ran } from './gate.ts';
import { settled, standing } from './standing-clock.test-data.ts';

const never = new AbortController().signal;
const plain = { tokens: 0, weighs: true };

const roomy: GateOptions = { concurrency: 4, maxRequests: 1e6, maxTokens: 1e9, deadlineAt: Infinity, signal: never };

function ran(status: number, more: { headers?: Reply['headers']; tokens?: number; how?: End['how'] } = {}): Ran {
  const { headers = {}, tokens = 0, how = 'complete' } = more;
  return { reply: { status, headers, headersAt: 0, reads: [], end: { how, at: 0 } }, tokens };
}

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('the request budget is exact, whatever runs at once', async () => {
  const gate = createGate({ ...roomy, concurrency: 16, maxRequests: 50 });
  let runs = 0;
  const results = await Promise.all(
    Array.from({ length: 200 }, () =>
      gate.pass(plain, async () => {
        runs++;
        await later(1);
        return ran(200);
      }),
    ),
  );
  expect(runs).toBe(50);
  expect(results.filter((result) => 'reply' in result)).toHaveLength(50);
  expect(results.slice(50)).toEqual(Array.from({ length: 150 }, () => ({ stopped: 'requests' })));
  expect(gate.counts()).toMatchObject({ requests: 50, tokens: 0, retries: 0, waiting: 0, running: 0 });
});

test('no more run at once than may, and they begin in the order they came', async () => {
  const gate = createGate({ ...roomy, concurrency: 3 });
  let [running, most] = [0, 0];
  const begun: number[] = [];
  await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      gate.pass(plain, async () => {
        begun.push(i);
        most = Math.max(most, ++running);
        await later(1 + (i % 3));
        running--;
        return ran(200);
      }),
    ),
  );
  expect(most).toBe(3);
  expect(begun).toEqual(Array.from({ length: 20 }, (_, i) => i));
});

test('tasks that ask for company get it, as far as the options go', async () => {
  for (const [atOnce, wanted, most] of [
    [undefined, 16, 4],
    [8, 16, 8],
    [Infinity, 16, 16],
    [Infinity, 2, 4],
    [2, 16, 4],
  ] as const) {
    const gate = createGate({ ...roomy, ...(atOnce === undefined ? {} : { atOnce }) });
    let running = 0;
    let seen = 0;
    const run = async () => {
      seen = Math.max(seen, ++running);
      await later(1);
      running--;
      return ran(200);
    };
    await Promise.all(Array.from({ length: 20 }, () => gate.pass({ ...plain, atOnce: wanted }, run)));
    expect(seen).toBe(most);
  }
});

test('an endpoint that was busy once is not crowded again', async () => {
  const clock = standing();
  const gate = createGate({ ...roomy, atOnce: 16, clock });
  const crowd = async (status: number) => {
    let running = 0;
    let seen = 0;
    const all = Promise.all(
      Array.from({ length: 16 }, () =>
        gate.pass({ ...plain, atOnce: 16 }, async () => {
          seen = Math.max(seen, ++running);
          await settled();
          running--;
          return ran(status);
        }),
      ),
    );
    await clock.pass(60_000);
    await all;
    return seen;
  };
  expect(await crowd(200)).toBe(16);
  expect(await crowd(429)).toBe(16);
  expect(await crowd(200)).toBe(2);
});

test('for any tasks the token budget holds while they cost no more than they reserved', async () => {
  const tasks = fc.array(fc.record({ tokens: fc.nat(50), part: fc.nat(100) }), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(tasks, fc.nat(300), fc.integer({ min: 1, max: 8 }), async (list, maxTokens, concurrency) => {
      const gate = createGate({ ...roomy, maxTokens, concurrency });
      let [onWire, spent] = [0, 0];
      const results = await Promise.all(
        list.map(({ tokens, part }) =>
          gate.pass({ tokens, weighs: true }, async () => {
            onWire += tokens;
            expect(spent + onWire).toBeLessThanOrEqual(maxTokens);
            await Promise.resolve();
            onWire -= tokens;
            const cost = Math.floor((tokens * part) / 100);
            spent += cost;
            return ran(200, { tokens: cost });
          }),
        ),
      );
      expect(gate.counts().tokens).toBe(spent);
      expect(spent).toBeLessThanOrEqual(maxTokens);
      const turnedAway = list.filter((_, i) => 'stopped' in results[i]!);
      expect(turnedAway.filter(({ tokens }) => spent + tokens <= maxTokens)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('a task waits for reserved tokens to come free, and is turned away only where they cannot', async () => {
  const gate = createGate({ ...roomy, maxTokens: 100 });
  const order: string[] = [];
  const task = (name: string, tokens: number, cost: number) =>
    gate.pass({ tokens, weighs: true }, async () => {
      order.push(name);
      await later(2);
      return ran(200, { tokens: cost });
    });
  const results = await Promise.all([task('a', 80, 10), task('b', 80, 30), task('c', 80, 0), task('d', 60, 0)]);
  expect(order).toEqual(['a', 'b', 'd']);
  expect(results[2]).toEqual({ stopped: 'tokens' });
});

test('an overshoot of tokens aborts what is on the wire and stops the rest', async () => {
  const gate = createGate({ ...roomy, maxTokens: 100 });
  const aborted: boolean[] = [];
  const long = gate.pass({ tokens: 10, weighs: true }, async (signal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    aborted.push(signal.aborted);
    return ran(200, { how: 'aborted' });
  });
  await gate.pass({ tokens: 10, weighs: true }, async () => ran(200, { tokens: 5000 }));
  expect(await gate.pass(plain, async () => ran(200))).toEqual({ stopped: 'tokens' });
  await long;
  expect(aborted).toEqual([true]);
});

test('requests keep their distance', async () => {
  const clock = standing();
  const gate = createGate({ ...roomy, concurrency: 10, rps: 4, clock });
  const begun: number[] = [];
  const all = Promise.all(
    Array.from({ length: 5 }, () =>
      gate.pass(plain, async () => {
        begun.push(clock.now() - 1_000_000);
        return ran(200);
      }),
    ),
  );
  await clock.pass(2000);
  await all;
  expect(begun).toEqual([0, 250, 500, 750, 1000]);
});

/** Milliseconds after the first, busy reply that the next task begins. */
async function pauseAfter(headers: Reply['headers'], more: Partial<GateOptions> = {}, status = 429): Promise<number> {
  const clock = standing(Date.UTC(2025, 0, 1));
  const gate = createGate({ ...roomy, concurrency: 1, clock, ...more });
  const start = clock.now();
  await gate.pass(plain, async () => ran(status, { headers }));
  let begun = NaN;
  const next = gate.pass(plain, async () => {
    begun = clock.now();
    return ran(200);
  });
  await clock.pass(100_000);
  const result = await next;
  return 'stopped' in result ? NaN : begun - start;
}

test.each([
  ['3', 3000],
  ['0', 0],
  ['1000000000', 60_000],
  ['Wed, 01 Jan 2025 00:00:20 GMT', 20_000],
  ['Fri, 31 Dec 9999 23:59:59 GMT', 60_000],
  ['-5', 1000],
  ['NaN', 1000],
  ['', 1000],
])('Retry-After %j pauses the gate for as long as is sensible', async (value, ms) => {
  expect(await pauseAfter({ 'retry-after': value })).toBe(ms);
  expect(await pauseAfter({ 'retry-after': value }, {}, 503)).toBe(ms);
});

test('other answers pause nothing', async () => {
  expect(await pauseAfter({ 'retry-after': '9' }, {}, 200)).toBe(0);
  expect(await pauseAfter({ 'retry-after': '9' }, {}, 500)).toBe(0);
});

test('no pause reaches beyond the deadline: whoever waits is told then', async () => {
  const clock = standing();
  const gate = createGate({ ...roomy, clock, deadlineAt: clock.now() + 5000 });
  await gate.pass(plain, async () => ran(429, { headers: { 'retry-after': '50' } }));
  const waiting = gate.pass(plain, async () => ran(200));
  await clock.pass(4999);
  expect(gate.counts().waiting).toBe(1);
  await clock.pass(1);
  expect(await waiting).toEqual({ stopped: 'deadline' });
});

test('without a word on how long, each refusal in a row makes the pause longer, and an answer resets it', async () => {
  const clock = standing();
  const gate = createGate({ ...roomy, concurrency: 1, clock });
  const begun: number[] = [];
  const statuses = [429, 503, 429, 200, 429, 200];
  const all = Promise.all(
    statuses.map((status) =>
      gate.pass(plain, async () => {
        begun.push(clock.now() - 1_000_000);
        return ran(status);
      }),
    ),
  );
  await clock.pass(100_000);
  await all;
  // A request that is tried four times reaches beyond a minute. From the last 200 on, requests keep a second apart.
  expect(begun).toEqual([0, 1000, 11_000, 61_000, 62_000, 63_000]);
});

test('five failures in a row open the circuit; a success between them does not let it', async () => {
  const outcomes = [
    [ran(500), ran(502), ran(0, { how: 'unreachable' }), ran(0, { how: 'timeout' }), ran(200, { how: 'truncated' })],
    [ran(500), ran(500), ran(500), ran(500), ran(404), ran(500)],
    [ran(501), ran(501), ran(501), ran(501), ran(501)],
    Array.from({ length: 9 }, () => ran(200, { how: 'aborted' })),
  ];
  const opened = [];
  for (const outcome of outcomes) {
    const gate = createGate({ ...roomy, concurrency: 1 });
    for (const one of outcome) await gate.pass(plain, async () => one);
    opened.push(await gate.pass(plain, async () => ran(200)));
  }
  expect(opened.map((one) => 'stopped' in one && one.stopped)).toEqual(['circuit', false, false, false]);
});

test('what does not weigh opens no circuit and closes none', async () => {
  const gate = createGate({ ...roomy, concurrency: 1 });
  for (let i = 0; i < 10; i++) await gate.pass({ tokens: 0, weighs: false }, async () => ran(500));
  expect(await gate.pass(plain, async () => ran(500))).toHaveProperty('reply');
  for (let i = 0; i < 4; i++) {
    await gate.pass({ tokens: 0, weighs: false }, async () => ran(200));
    await gate.pass(plain, async () => ran(500));
  }
  expect(await gate.pass(plain, async () => ran(200))).toEqual({ stopped: 'circuit' });
});

test('a burst told to wait is one refusal, not one for each', async () => {
  const clock = standing();
  const gate = createGate({ ...roomy, concurrency: 8, clock });
  const burst = () =>
    Array.from({ length: 8 }, () =>
      gate.pass(plain, async () => {
        await settled();
        return ran(429);
      }),
    );
  const first = Promise.all(burst());
  await clock.pass(10);
  await first;
  const next = gate.pass(plain, async () => ran(200));
  await clock.pass(1000);
  expect(await next).toHaveProperty('reply');
});

test('a cancelled run turns away whoever waits and aborts whoever runs', async () => {
  const run = new AbortController();
  const gate = createGate({ ...roomy, concurrency: 1, signal: run.signal });
  const running = gate.pass(
    plain,
    (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(ran(0, { how: 'aborted' })))),
  );
  const waiting = gate.pass(plain, async () => ran(200));
  expect(gate.counts()).toMatchObject({ waiting: 1, running: 1 });
  run.abort();
  expect(await waiting).toEqual({ stopped: 'cancelled' });
  expect(await running).toHaveProperty('reply');
  expect(await gate.pass(plain, async () => ran(200))).toEqual({ stopped: 'cancelled' });
});

test('an open circuit lets those on the wire finish, and a cancellation still reaches them', async () => {
  const run = new AbortController();
  const gate = createGate({ ...roomy, concurrency: 2, signal: run.signal });
  let aborted = false;
  const running = gate.pass(
    plain,
    (signal) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => {
          aborted = true;
          resolve(ran(0, { how: 'aborted' }));
        }),
      ),
  );
  for (let i = 0; i < 5; i++) await gate.pass(plain, async () => ran(500));
  expect(await gate.pass(plain, async () => ran(200))).toEqual({ stopped: 'circuit' });
  expect(aborted).toBe(false);
  run.abort();
  await running;
  expect(aborted).toBe(true);
});

test('a deadline aborts whoever runs', async () => {
  const clock = standing();
  const gate = createGate({ ...roomy, clock, deadlineAt: clock.now() + 100 });
  const running = gate.pass(
    plain,
    (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(ran(0, { how: 'aborted' })))),
  );
  await clock.pass(100);
  expect(await running).toHaveProperty('reply');
});

test('a run that throws gives its place and its tokens back, and the error', async () => {
  const gate = createGate({ ...roomy, concurrency: 1, maxTokens: 20 });
  await expect(gate.pass({ tokens: 5, weighs: true }, () => Promise.reject(new Error('ours')))).rejects.toThrow('ours');
  expect(gate.counts()).toMatchObject({ running: 0, tokens: 5 });
  expect(await gate.pass({ tokens: 15, weighs: true }, async () => ran(200, { tokens: 1 }))).toHaveProperty('reply');
});

test('nothing is left listening when nobody waits or runs', async () => {
  const run = new AbortController();
  const clock = standing();
  const gate = createGate({ ...roomy, concurrency: 2, signal: run.signal, clock, deadlineAt: clock.now() + 1e6 });
  await Promise.all(Array.from({ length: 30 }, () => gate.pass({ ...plain, retry: true }, async () => ran(200))));
  expect(getEventListeners(run.signal, 'abort')).toEqual([]);
  expect(clock.timers()).toBe(0);
  expect(gate.counts().retries).toBe(30);
});

test('what is kept for later nobody else takes, and the last gate gives it', async () => {
  const cancel = new AbortController();
  const gate = createGate({ ...roomy, maxRequests: 10, signal: cancel.signal });
  const pass = (through = gate, keeps = 0) => through.pass({ ...plain, keeps }, () => Promise.resolve(ran(200)));
  const passed = async (count: number, through = gate, keeps = 0) => {
    let through200 = 0;
    for (let i = 0; i < count; i += 1) if ('reply' in (await pass(through, keeps))) through200 += 1;
    return through200;
  };
  // One that keeps three needs four.
  expect(await passed(5, gate, 3)).toBe(2);
  expect(await passed(5)).toBe(2);
  gate.release(2);
  expect(await passed(5)).toBe(2);
  cancel.abort();
  expect(await pass()).toEqual({ stopped: 'cancelled' });
  const last = gate.last(1000);
  expect(await passed(9, last)).toBe(4);
  expect(gate.counts().requests).toBe(10);
});

test('the last gate closes by itself', async () => {
  const clock = standing();
  const gate = createGate({ ...roomy, deadlineAt: clock.now() + 100, clock });
  await gate.pass({ ...plain, keeps: 2 }, () => Promise.resolve(ran(200)));
  await clock.pass(200);
  expect(await gate.pass(plain, () => Promise.resolve(ran(200)))).toEqual({ stopped: 'deadline' });
  const last = gate.last(500);
  let aborted = false;
  const hanging = last.pass(plain, (signal) => {
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        aborted = true;
        resolve(ran(0, { how: 'aborted' }));
      });
    });
  });
  await clock.pass(499);
  expect(aborted).toBe(false);
  await clock.pass(2);
  expect(await hanging).toMatchObject({ reply: { status: 0 } });
  expect(await last.pass(plain, () => Promise.resolve(ran(200)))).toEqual({ stopped: 'deadline' });
});
