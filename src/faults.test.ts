import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, afterEach, expect, test, vi } from 'vitest';

import { createClient } from './transport/client.ts';
import { certificate, key } from './transport/certificate.test-data.ts';
import { faultClasses, shownElsewhere, whole, type FaultClass } from './faults.test-data.ts';
import { configOf, run, type Report } from './index.ts';
import { forever, lab, request, send, stall } from './transport/lab.test-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'llm-conformance-faults-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

const only = ['http/json-text', 'http/whole-body', 'http/status-200'];
const quick = { model: 'm', only, cases: '0', confirm: '0', shrink: '0', timeout: '0.3', maxTokens: '1000000000' };
const never = new AbortController().signal;
let folders = 0;

/** A whole run against a server that does what it is told; `over`: milliseconds it took beyond the deadline. */
async function meet({ script, scheme = 'http', serves }: FaultClass, more: { timeout?: string; deadline: string }) {
  const server = await lab(script, serves);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const config = configOf(
    {
      baseUrl: `${scheme}://127.0.0.1:${server.port}/v1`,
      out: join(folder, String((folders += 1))),
      ...quick,
      ...more,
    },
    { OPENAI_API_KEY: 'sk-fault-0123456789abcdef' },
  );
  delay.enable();
  const started = performance.now();
  const { report, exitCode } = await run(config, never);
  const took = performance.now() - started;
  delay.disable();
  server.close();
  return { report, exitCode, over: took - config.deadline - delay.max / 1e6, seen: server.seen };
}

/** All that a report says of what went wrong. */
function said({ run: { stopped }, checks, caveats }: Report): string {
  const of = checks.flatMap(({ because, findings }) => [
    because,
    ...findings.flatMap(({ expected, actual, evidence }) => [expected, actual, evidence.end]),
  ]);
  return [stopped, ...caveats, ...of].filter((one) => one !== null).join('\n');
}

test.for(faultClasses)('class $name', async (fault, { task }) => {
  const { report, exitCode, over } = await meet(fault, { deadline: fault.deadline ?? '20' });
  expect(said(report)).toMatch(fault.says);
  expect({ exitCode, says: said(report) }).toMatchObject({ exitCode: fault.exit });
  expect(report.verdict).not.toBe('conformant');
  expect(over).toBeLessThan(1000);
  Object.assign(task.meta, { fault: fault.name });
});

const hanging = faultClasses.filter(({ hangs }) => hangs);

test.for(hanging)('class $name ends with the deadline of the run', async (fault, { task }) => {
  const { report, exitCode, over } = await meet(fault, { timeout: '30', deadline: '1' });
  expect(exitCode).not.toBe(0);
  expect(report.run.complete).toBe(false);
  expect(over).toBeLessThan(1000);
  Object.assign(task.meta, { over });
});

test('class 18 a redirect sends nobody elsewhere, nor the key', async () => {
  const other = await lab([forever(request, send(whole))]);
  const location = `Location: http://127.0.0.1:${other.port}/v1`;
  const moved = send(`HTTP/1.1 307 Elsewhere\r\n${location}\r\nContent-Length: 0\r\n\r\n`);
  const fault: FaultClass = { name: '18', script: [forever(request, moved)], says: /^/, exit: 3 };
  const { exitCode, seen } = await meet(fault, { deadline: fault.deadline ?? '20' });
  other.close();
  expect(exitCode).toBe(3);
  expect(seen.length).toBeGreaterThan(0);
  expect(other.seen).toEqual([]);
});

const timeouts = { connect: 2000, headers: 2000, idle: 2000, total: 5000 };

test.runIf(process.platform === 'linux')('class 19 a certificate for another host', async () => {
  const server = await lab([forever(request, send(whole))], { tls: { cert: certificate, key }, host: '127.0.0.2' });
  const client = createClient({ baseUrl: `https://127.0.0.2:${server.port}/v1`, ca: certificate, timeouts });
  const { reply } = await client.send({ method: 'GET', path: '/models', intent: 'plain' });
  await client.close();
  server.close();
  expect(reply.end.detail).toBe('the certificate is for another host name (ERR_TLS_CERT_ALTNAME_INVALID)');
});

test('class 35 HTTP/2 is not spoken, also where it is offered', async () => {
  const tls = { cert: certificate, key, ALPNProtocols: ['h2', 'http/1.1'] };
  const server = await lab([forever(request, send(whole))], { tls });
  const client = createClient({ baseUrl: `https://127.0.0.1:${server.port}/v1`, ca: certificate, timeouts });
  const { reply } = await client.send({ method: 'GET', path: '/models', intent: 'plain' });
  await client.close();
  server.close();
  expect(reply).toMatchObject({ status: 200, end: { how: 'complete' } });
  expect(server.seen[0]).toMatch(/^GET \/v1\/models HTTP\/1\.1\r\n/);
});

test.for([-1, 1])('class 36 a clock that jumps by a day, %i', async (days) => {
  const real = Date.now;
  let asked = 0;
  vi.spyOn(Date, 'now').mockImplementation(() => real() + ((asked += 1) > 1 ? days * 86_400_000 : 0));
  const { report, over } = await meet(
    { name: '36', script: [request, stall], says: /^/, exit: 3 },
    { timeout: '30', deadline: '1' },
  );
  expect(over).toBeLessThan(1000);
  expect(over).toBeGreaterThan(-500);
  expect(report.run.durationMs).toBeGreaterThanOrEqual(0);
  expect(report.run.durationMs).toBeLessThan(60_000);
});

test('every class has a test', () => {
  const own = [...faultClasses.map(({ name }) => name), '35', '36'];
  const numbers = [...own, ...Object.keys(shownElsewhere)].map((name) => Number.parseInt(name, 10));
  expect([...new Set(numbers)].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 36 }, (_, i) => i + 1));
  const root = fileURLToPath(new URL('..', import.meta.url));
  expect(Object.values(shownElsewhere).filter((file) => !existsSync(join(root, file)))).toEqual([]);
});
