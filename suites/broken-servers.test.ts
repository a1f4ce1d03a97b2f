import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { configOf, run } from '../src/index.ts';
import type { Report } from '../src/report/report.ts';
import { startBroken, type Breakage } from './broken-servers.test-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'llm-conformance-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Where it shows, and what the line that shows it again holds. */
const broken: readonly (readonly [Breakage, string, RegExp])[] = [
  ['ends', 'hostile-json', /ARGV\[1\]/],
  ['loops', 'hostile-limits', /"n":1000000/],
  ['leaks', 'hostile-hang-ups', /lighthouse/],
];

async function reportOf(breakage: Breakage): Promise<Report> {
  const server = await startBroken(breakage);
  try {
    const options = {
      baseUrl: server.url,
      model: 'm',
      only: ['hostile-json', 'hostile-limits', 'hostile-headers', 'hostile-hang-ups'],
      hostile: true,
      timeout: '2',
      out: join(folder, breakage),
    };
    return (await run(configOf(options, {}), new AbortController().signal)).report;
  } finally {
    server.close();
  }
}

test.concurrent.for(broken)('a server that %s is found out, and not before', async ([breakage, suite, line]) => {
  const { checks, exitCode, run: ran, verdict } = await reportOf(breakage);
  const failed = checks.filter((one) => one.verdict === 'fail');
  expect(failed.map(({ id }) => id)).toEqual([`${suite}/lives`]);
  expect(failed[0]!.findings[0]!.evidence.curl).toMatch(line);
  expect([exitCode, verdict, ran.complete]).toEqual([1, 'not-conformant', breakage === 'leaks']);
  const later = checks.filter(({ id }) => id.startsWith('hostile-headers/') && breakage !== 'leaks');
  for (const { verdict: one, because } of later)
    expect([one, because]).toEqual([
      'inconclusive',
      expect.stringMatching(new RegExp(`did not answer any more behind ${suite}/\\d`)),
    ]);
});
