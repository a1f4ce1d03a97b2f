import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, expect, test } from 'vitest';

import { configOf, registry, run } from '../src/index.ts';
import { serve } from '../src/reference/server.ts';
import type { Report } from '../src/report/report.ts';

const folder = mkdtempSync(join(tmpdir(), 'llm-conformance-'));
afterAll(() => rmSync(folder, { recursive: true }));

const root = fileURLToPath(new URL('..', import.meta.url));
const key = 'sk-front-ends-0123456789';
// A rule over one probe, and one over all exchanges, both broken at once.
const broken = ['chat-stream/same-id', 'usage/sum'].map((name) => {
  const [suite, check = ''] = name.split('/');
  return registry.suites.find(({ id }) => id === suite)!.checks[check]!.fault;
});

test('vitest and the command line come to the same verdicts', async () => {
  const fault = (...[reply, ...rest]: Parameters<(typeof broken)[0]>) =>
    broken.reduce((edited, one) => one(edited, ...rest), reply);
  const server = await serve({ key, fault });
  try {
    const env = { OPENAI_API_KEY: key, OPENAI_BASE_URL: server.url };
    const own = await run(configOf({ out: join(folder, 'cli') }, env), new AbortController().signal);
    const exit = await underVitest({ ...env, LLM_CONFORMANCE_OUT: join(folder, 'vitest') });
    const theirs = JSON.parse(readFileSync(join(folder, 'vitest', 'report.json'), 'utf8')) as Report;
    expect(verdicts(theirs)).toEqual(verdicts(own.report));
    expect(own.report.checks.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id)).toEqual([
      'usage/sum',
      'chat-stream/same-id',
    ]);
    expect({ cli: own.exitCode, vitest: exit }).toEqual({ cli: 1, vitest: 1 });
  } finally {
    await server.close();
  }
});

function verdicts({ checks }: Report) {
  return checks.map(({ id, verdict, examined, exercised }) => ({ id, verdict, examined, exercised }));
}

function underVitest(env: Record<string, string>): Promise<number> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const { CI: _, ...inherited } = process.env;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [vitest, 'run', '--project', 'conformance'],
      { cwd: root, env: { ...inherited, ...env }, maxBuffer: 1 << 26 },
      (error) => resolve(error ? Number(error.code) : 0),
    );
  });
}
