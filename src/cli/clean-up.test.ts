import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { build, type Built } from '../built.test-data.ts';
import { serve, type Served } from '../reference/server.ts';
import type { Report } from '../report/report.ts';
import { readJournal } from '../run/journal.ts';
import type { Reply } from '../transport/exchange.ts';
import type { Fault } from '../transport/fault.ts';
import type { Request } from '../transport/request.ts';

// That nothing of ours stays at an endpoint, with processes, signals and sockets as they are.

let built: Built;
beforeAll(async () => {
  built = await build();
});
afterAll(() => built.remove());

const key = 'sk-clean-up-0123456789';

const isUpload = ({ method, path }: Request) => method === 'POST' && path === '/files';
const isDeletion = ({ method }: Request) => method === 'DELETE';
const after = (reply: Reply, ms: number): Reply => ({
  ...reply,
  headersAt: ms,
  reads: reply.reads.map((read) => ({ ...read, at: ms })),
  end: { ...reply.end, at: ms },
});

async function listed({ url }: Served): Promise<readonly unknown[]> {
  const response = await fetch(`${url}/files`, { headers: { authorization: `Bearer ${key}` } });
  return ((await response.json()) as { data: unknown[] }).data;
}

type Story = { fault: Fault; signal?: NodeJS.Signals; on?: (request: Request, earlier: readonly Request[]) => boolean };

/** Runs the file suites against the reference server; `signal` goes out when it gets the first request that `on` waits for. */
async function told({ fault, signal, on = () => false }: Story) {
  let kill: ((signal: NodeJS.Signals) => void) | undefined;
  let sentAt = Infinity;
  const server = await serve({
    key,
    pace: true,
    fault(reply, request, earlier) {
      if (signal && sentAt === Infinity && on(request, earlier)) {
        sentAt = performance.now();
        kill?.(signal);
      }
      return fault(reply, request, earlier);
    },
  });
  const out = mkdtempSync(join(built.folder, 'run-'));
  const target = ['--base-url', server.url, '--model', 'orchard-large', '--profile', 'files', '--confirm', '0'];
  const ended = await built.cli(['run', ...target, '--out', out], {
    env: { OPENAI_API_KEY: key },
    watch: (_, how) => (kill = how),
  });
  const took = performance.now() - sentAt;
  const files = await listed(server);
  await server.close();
  const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report;
  const { conversations } = readJournal(readFileSync(join(out, 'journal.ndjson'), 'utf8'));
  const cleaned = conversations
    .filter(({ purpose }) => purpose === 'cleanup')
    .flatMap(({ exchanges }) => exchanges.map(({ exchange: { request } }) => request.method));
  return { ended, took, files, report, cleaned };
}

const asIs: Fault = (reply) => reply;

test('a run that ends well leaves no file, and needed no cleaning up', async () => {
  const { ended, files, report, cleaned } = await told({ fault: asIs });
  expect(ended.code).toBe(0);
  expect({ files, cleaned }).toEqual({ files: [], cleaned: [] });
  expect(report.verdict).toBe('conformant');
});

test.for([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s behind an upload: the file is deleted before the process ends', async ([signal, code]) => {
  const { ended, took, files, report, cleaned } = await told({
    fault: (reply, request) => after(reply, isUpload(request) ? 1 : 300),
    signal,
    on: ({ method, path }, earlier) => method === 'GET' && path.startsWith('/files') && earlier.some(isUpload),
  });
  expect(ended).toMatchObject({ code, signal: null });
  expect(files).toEqual([]);
  expect(cleaned).toContain('DELETE');
  expect(took).toBeLessThan(4000);
  expect(report.run).toMatchObject({ complete: false, stopped: 'The run was cancelled.' });
  expect(report.caveats.filter((caveat) => caveat.includes('a file'))).toEqual([]);
});

test('SIGINT while an upload is under way: its file is found by its name and deleted', async () => {
  const { ended, files, cleaned } = await told({
    fault: (reply, request) => after(reply, isUpload(request) ? 3000 : 1),
    signal: 'SIGINT',
    on: isUpload,
  });
  expect(ended.code).toBe(130);
  expect(files).toEqual([]);
  expect(cleaned.filter((method) => method === 'GET')).not.toEqual([]);
  expect(cleaned.filter((method) => method === 'DELETE')).not.toEqual([]);
});

test('a file that cannot be deleted is told of on the screen and in the report, with the line that deletes it', async () => {
  const refuses: Fault = (reply, request) => (isDeletion(request) ? { ...reply, status: 500 } : reply);
  const { ended, report } = await told({ fault: refuses });
  const told500 = report.caveats.filter((caveat) => caveat.startsWith('The run left a file named "llm-conformance-'));
  expect(told500.length).toBeGreaterThan(0);
  expect(told500[0]).toMatch(/curl .*-X DELETE .*\/v1\/files\/file-\w+ -H "authorization: Bearer \$OPENAI_API_KEY"$/);
  expect(ended.out.replaceAll(/\s+/g, ' ')).toContain('could not take it away');
  expect(ended.err).toContain('taking away what the run left at the endpoint');
});
