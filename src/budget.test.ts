import { mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';

import { listen } from './built.test-data.ts';
import { configOf, run } from './index.ts';
import { serve } from './reference/server.ts';
import type { Fault } from './transport/fault.ts';

const folder = mkdtempSync(join(tmpdir(), 'llm-conformance-budget-'));
afterAll(() => rmSync(folder, { recursive: true }));

const never = new AbortController().signal;
type Options = Parameters<typeof configOf>[0];

async function runAgainst(baseUrl: string, options: Options, signal = never) {
  const config = configOf({ baseUrl, out: join(folder, 'out'), model: 'm', ...options }, {});
  const began = performance.now();
  const outcome = await run(config, signal);
  return { ...outcome, ms: performance.now() - began };
}

/** A server that answers each chat request with this, and counts what it saw. */
async function endpoint(answer: (response: ServerResponse, streamed: boolean, nth: number) => void) {
  let seen = 0;
  const server = await listen((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      seen += 1;
      answer(response, Buffer.concat(parts).toString().includes('"stream":true'), seen);
    });
  });
  return { url: `${server.url}/v1`, close: server.close, seen: () => seen };
}

const chunk = (content: string) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`;

const whole = (content: string, usage?: unknown) => ({
  id: 'c',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'length' }],
  usage,
});

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** Streams for as long as somebody listens. */
function endless(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const timer = setInterval(() => response.write(chunk('word '.repeat(20)).repeat(5)), 1);
  response.on('close', () => clearInterval(timer));
}

describe('a server that streams for ever', () => {
  const only = ['limit', 'chat-stream'];

  test('is cut off reply by reply, is told that it ignores the limit, and the run goes on', async () => {
    const server = await endpoint((response, streamed) => {
      if (streamed) return endless(response);
      json(response, 200, whole('one, two, three, four, five, six, seven, eight, nine, ten, eleven'));
    });
    const { report, exitCode } = await runAgainst(server.url, { only, confirm: '0', cases: '0', shrink: '0' });
    server.close();
    expect(report.checks.find(({ id }) => id === 'limit/is-obeyed')?.verdict).toBe('fail');
    expect(report.checks.find(({ id }) => id === 'chat-stream/same-id')).toMatchObject({ exercised: 0, findings: [] });
    expect(exitCode).toBe(1);
    expect(report.run).toMatchObject({ complete: true, stopped: null });
    expect(report.run.tokens).toBeGreaterThan(4096);
  });

  test('overshoots the budget by what was in flight, and the report says by how much', async () => {
    const server = await endpoint((response, streamed) =>
      streamed ? endless(response) : json(response, 200, whole('')),
    );
    const options = { only, confirm: '0', cases: '0', shrink: '0', maxTokens: '2000' };
    const { report, exitCode } = await runAgainst(server.url, options);
    server.close();
    expect(report.run.stopped).toMatch(/--max-tokens/);
    expect(report.run.limits).toMatchObject({ tokens: 2000 });
    expect(exitCode).toBe(3);
    const over = report.run.tokens - 2000;
    expect(over).toBeGreaterThan(0);
    // One read of each of the four in flight at most: 64 KiB of frames, two thirds of which are text.
    expect(over).toBeLessThan((4 * 65_536) / 6);
    const caveat = report.caveats.find((one) => one.includes('over the limit'));
    expect(caveat).toContain(`${over.toLocaleString('en-US')} over the limit`);
  });
});

const of = (tokens: unknown) => ({ prompt_tokens: tokens, completion_tokens: tokens, total_tokens: tokens });

test.for([-1, 1e300, '9000', null, [], 0])(
  'usage of %j tokens neither ends a run nor hides what it cost',
  async (tokens) => {
    const server = await endpoint((response) => json(response, 200, whole('word '.repeat(100), of(tokens))));
    const { report } = await runAgainst(server.url, { only: ['chat'], confirm: '0', shrink: '0' });
    const { requests } = report.run;
    server.close();
    expect(report.run.complete).toBe(true);
    expect(requests).toBe(server.seen());
    expect(report.run.tokens).toBeGreaterThan((500 / 6) * requests);
    expect(report.run.tokens).toBeLessThan(200 * requests);
  },
);

test('usage that no prompt explains is counted, for it may be billed, and ends the run with the reason', async () => {
  const server = await endpoint((response) => json(response, 200, whole('hello', of(400_000))));
  const { report } = await runAgainst(server.url, { only: ['chat'], confirm: '0', concurrency: '1' });
  server.close();
  expect(server.seen()).toBe(1);
  expect(report.run.complete).toBe(false);
  expect(report.run.stopped).toMatch(/--max-tokens/);
  expect(report.caveats.join(' ')).toMatch(/740,000 over the limit: 1 reply cost more than prompt/);
});

describe('an endpoint that is busy', () => {
  const busy = (response: ServerResponse, header: string | undefined, status = 429) =>
    json(response, status, { error: { message: 'slow down' } }, header === undefined ? {} : { 'retry-after': header });

  test('for ever ends the run after five refusals in a row: what was recorded is judged, the rest undecided', async () => {
    const server = await endpoint((response, _, nth) =>
      nth > 2 ? busy(response, '0') : json(response, 200, whole('hello', of(3))),
    );
    const options = { only: ['chat', 'limit'], concurrency: '1', confirm: '0' };
    const { report, exitCode } = await runAgainst(server.url, options);
    server.close();
    expect(server.seen()).toBe(2 + 5);
    expect(report.run).toMatchObject({ requests: 7, throttled: { replies: 5, waitedMs: 0 }, complete: false });
    expect(report.run.stopped).toMatch(/five plain requests in a row, or told them to wait/);
    expect(report.checks.some(({ exercised }) => exercised > 0)).toBe(true);
    expect(report.checks.filter(({ id }) => id.startsWith('limit/')).map(({ verdict }) => verdict)).not.toContain(
      'pass',
    );
    expect([1, 3]).toContain(exitCode);
  });

  const headers = ['1000000000', '9'.repeat(400), '-5', 'NaN', '', '1, 2', 'Fri, 31 Dec 9999 23:59:59 GMT', undefined];
  test.for(headers.flatMap((header) => [429, 503].map((status) => [status, header] as const)))(
    'with %i and Retry-After %j keeps a run no longer than its deadline',
    async ([status, header]) => {
      const server = await endpoint((response) => busy(response, header, status));
      const delay = slowest();
      const { report, exitCode, ms } = await runAgainst(server.url, { only: ['chat'], deadline: '0.3' });
      server.close();
      expect(ms).toBeLessThan(300 + 1000 + delay.stop());
      expect(report.run.stopped).toMatch(/deadline/);
      expect(report.run.throttled.replies).toBe(server.seen());
      expect(report.run.throttled.waitedMs).toBeLessThanOrEqual(301);
      expect(exitCode).toBe(3);
    },
  );

  test('for a while is waited for, more slowly than before, and the report says how long', async () => {
    const server = await serve({ models: ['m'], fault: turns((nth) => nth === 2 || nth === 3) });
    const { report, exitCode } = await runAgainst(server.url, { only: ['chat'] });
    await server.close();
    expect(exitCode).toBe(0);
    expect(report.run.throttled.replies).toBe(2);
    expect(report.run.throttled.waitedMs).toBeGreaterThanOrEqual(1000);
  });
});

function turns(isBusy: (nth: number) => boolean): Fault {
  let nth = 0;
  return (reply) =>
    isBusy((nth += 1)) ? { ...reply, status: 429, headers: { ...reply.headers, 'retry-after': '1' } } : reply;
}

/** How late the event loop of this machine was at the worst, in milliseconds. */
function slowest(): { stop(): number } {
  let [worst, last] = [0, performance.now()];
  const timer = setInterval(() => {
    const now = performance.now();
    worst = Math.max(worst, now - last - 10);
    last = now;
  }, 10);
  return {
    stop() {
      clearInterval(timer);
      return Math.max(worst, performance.now() - last);
    },
  };
}

test('for any trouble the endpoint sees no more than it may, and the report counts what it saw', async () => {
  const trouble = fc.record({
    every: fc.integer({ min: 2, max: 5 }),
    what: fc.constantFrom('busy', 'closed', 'error', 'nothing'),
    concurrency: fc.integer({ min: 1, max: 8 }),
    maxRequests: fc.integer({ min: 1, max: 30 }),
    confirm: fc.nat(2),
  });
  await fc.assert(
    fc.asyncProperty(trouble, async ({ every, what, concurrency, maxRequests, confirm }) => {
      let nth = 0;
      const fault: Fault = (reply) => {
        if ((nth += 1) % every !== 0) return reply;
        if (what === 'busy') return { ...reply, status: 503, headers: { ...reply.headers, 'retry-after': '0' } };
        if (what === 'closed') return { ...reply, status: 0 };
        return what === 'error' ? { ...reply, status: 500 } : reply;
      };
      const server = await serve({ models: ['m'], fault });
      const { report } = await runAgainst(server.url, {
        only: ['chat', 'chat-stream', 'errors', 'hang-up'],
        cases: '2',
        concurrency: String(concurrency),
        maxRequests: String(maxRequests),
        confirm: String(confirm),
      });
      await server.close();
      expect(server.requests()).toBeLessThanOrEqual(maxRequests);
      expect(report.run.requests).toBe(server.requests());
    }),
    { numRuns: 12 },
  );
});
