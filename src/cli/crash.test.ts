import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { build, listen, type Built, type Ended } from '../built.test-data.ts';
import { serve, type Served } from '../reference/server.ts';
import type { Report } from '../report/report.ts';
import { readJournal } from '../run/journal.ts';
import type { Reply } from '../transport/exchange.ts';

const key = 'sk-crash-0123456789abcdef';
const late = (reply: Reply): Reply => ({
  ...reply,
  headersAt: 150,
  reads: reply.reads.map((read) => ({ ...read, at: 150 })),
  end: { ...reply.end, at: 150 },
});

let built: Built;
let prompt: Served;
let slow: Served;
beforeAll(async () => {
  [built, prompt, slow] = await Promise.all([build(), serve({ key }), serve({ key, pace: true, fault: late })]);
});
afterAll(() => Promise.all([built?.remove(), prompt?.close(), slow?.close()]));

let folders = 0;
/** A folder for a run, relative to where processes run. */
function newFolder(): string {
  const name = `out-${(folders += 1)}`;
  mkdirSync(join(built.folder, name));
  return name;
}
const path = (...parts: string[]) => join(built.folder, ...parts);
const reportIn = (out: string) => JSON.parse(readFileSync(path(out, 'report.json'), 'utf8')) as Report;
const journalIn = (out: string) => readFileSync(path(out, 'journal.ndjson'), 'utf8');
const sent = (out: string) => readJournal(journalIn(out)).conversations.flatMap(({ exchanges }) => exchanges).length;
const env = { OPENAI_API_KEY: key };
const runAt = ({ url }: { url: string }, out: string, ...more: string[]) => {
  return ['run', '--base-url', url, '--out', out, '--shrink', '0', ...more];
};

/** One sentence of ours and nothing of the machine's. */
function sentences({ err }: Ended): string[] {
  expect(err).not.toMatch(/\n\s+at |Warning:/);
  expect(err).not.toContain(key);
  return err.split('\n').filter((line) => line.startsWith('llm-conformance: '));
}

describe.skipIf(process.platform !== 'linux')('a disk that is full', () => {
  test('from the first line on: nothing is sent, the verdict is said, exit 4', async () => {
    const out = newFolder();
    symlinkSync('/dev/full', path(out, 'journal.ndjson'));
    const before = prompt.requests();
    const ended = await built.cli(runAt(prompt, out, '--only', 'chat'), { env });
    expect(ended.code).toBe(4);
    expect(sentences(ended)[0]).toMatch(/journal\.ndjson could not be written any further \(ENOSPC\).*--out/);
    expect(ended.out).toMatch(/^The journal .*ENOSPC/);
    expect(prompt.requests()).toBe(before);
    expect(reportIn(out)).toMatchObject({ verdict: 'incomplete', exitCode: 4, run: { complete: false } });
    expect(reportIn(out).run.stopped).toMatch(/ENOSPC/);
  });

  test('amid a line: what was recorded is judged, what was not is not sent, exit 4', async () => {
    const out = newFolder();
    const before = prompt.requests();
    const ended = await limited(60, runAt(prompt, out, '--cases', '0', '--confirm', '0'));
    expect(ended.code).toBe(4);
    const said = sentences(ended);
    expect(said[0]).toMatch(/journal\.ndjson could not be written any further \(EFBIG\)/);
    expect(said.slice(1).join('\n')).toMatch(/report\.html could not be written \(EFBIG\)/);
    expect(ended.out).toMatch(/incomplete/);
    expect(journalIn(out).length).toBeGreaterThan(30_000);
    expect(journalIn(out).endsWith('\n')).toBe(true);
    expect(existsSync(path(out, 'report.html'))).toBe(false);
    // Those on the wire beside the one whose line was lost.
    expect(prompt.requests() - before - sent(out)).toBeLessThanOrEqual(4);
    const judged = await built.cli(['judge', path(out, 'journal.ndjson'), '--json']);
    expect(judged.code).toBe(3);
    expect((JSON.parse(judged.out) as Report).run.complete).toBe(false);
  });
});

/** Runs the command line where no file may grow beyond so many KiB. */
function limited(kib: number, args: readonly string[]): Promise<Ended> {
  const command = `ulimit -f ${kib}; exec "$0" dist/src/cli.js "$@"`;
  return new Promise((resolve) => {
    execFile(
      'bash',
      ['-c', command, process.execPath, ...args],
      { cwd: built.folder, env: { PATH: process.env['PATH'], XDG_CACHE_HOME: path('cache'), ...env } },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, signal: null, out, err, ms: 0 }),
    );
  });
}

describe('a folder that cannot be written to is refused before anything is sent', () => {
  test.for<[string, (out: string) => void, RegExp]>([
    ['a report that is a link', (out) => symlinkSync(path('theirs'), path(out, 'report.json')), /no plain file/],
    ['a journal that is a link', (out) => symlinkSync(path('theirs'), path(out, 'journal.ndjson')), /no plain file/],
    ['a journal that is a folder', (out) => mkdirSync(path(out, 'journal.ndjson')), /no plain file/],
  ])('%s', async ([, prepare, why]) => {
    writeFileSync(path('theirs'), 'theirs');
    const out = newFolder();
    prepare(out);
    const before = prompt.requests();
    const ended = await built.cli(runAt(prompt, out, '--only', 'models'), { env });
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(sentences(ended)).toEqual([expect.stringMatching(why)]);
    expect(prompt.requests()).toBe(before);
    expect(readFileSync(path('theirs'), 'utf8')).toBe('theirs');
  });

  test.skipIf(process.platform !== 'linux')('a file system that takes none', async () => {
    const ended = await built.cli(runAt(prompt, '/proc/self/out', '--only', 'models'), { env });
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(sentences(ended)).toEqual([expect.stringMatching(/cannot write to \/proc\/self\/out \(E\w+\).*--out/)]);
  });
});

test('a run that is killed leaves what judge makes the reports of', async () => {
  const out = newFolder();
  const before = slow.requests();
  const ended = await built.cli(runAt(slow, out, '--concurrency', '1'), {
    env: { ...env, ...onceRecorded(out, 10, "process.kill(process.pid, 'SIGKILL')") },
  });
  expect(ended.signal).toBe('SIGKILL');
  // The line in flight, and the request on the wire behind it.
  expect(slow.requests() - before - sent(out)).toBeLessThanOrEqual(2);
  const judged = await built.cli(['judge', join(out, 'journal.ndjson'), '--out', out]);
  expect(judged.code).toBe(3);
  expect(judged.out).toMatch(/incomplete/);
  for (const file of ['report.json', 'report.html', 'junit.xml']) expect(existsSync(path(out, file))).toBe(true);
  expect(reportIn(out)).toMatchObject({ verdict: 'incomplete', run: { complete: false } });
  expect(reportIn(out).run.requests).toBe(sent(out));
});

/** Code that a process runs when so many lines stand in its journal. */
const onceRecorded = (out: string, lines: number, code: string) =>
  preload(`import { readFileSync } from 'node:fs';
    const timer = setInterval(() => {
      try { if (readFileSync(${JSON.stringify(`${out}/journal.ndjson`)}, 'utf8').split('\\n').length <= ${lines}) return; }
      catch { return; }
      clearInterval(timer); ${code} }, 20);`);

/** Code that a process runs before ours. */
const preload = (code: string) => ({ NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(code)}` });

describe('a signal', () => {
  test('that hangs up ends the run with 129', async () => {
    const out = newFolder();
    const ended = await built.cli(runAt(slow, out), {
      env: { ...env, ...onceRecorded(out, 10, "process.kill(process.pid, 'SIGHUP')") },
    });
    expect(ended).toMatchObject({ code: 129, signal: null });
    expect(reportIn(out).run.stopped).toBe('The run was cancelled.');
  });

  test('before the first request leaves a report and nothing is sent', async () => {
    const out = newFolder();
    const before = prompt.requests();
    const early = `const { on } = process; process.on = (event, hear) => {
      on.call(process, event, hear); if (event === 'SIGTERM') process.kill(process.pid, 'SIGINT'); return process; };`;
    const ended = await built.cli(runAt(prompt, out), { env: { ...env, ...preload(early) } });
    expect(ended).toMatchObject({ code: 130, signal: null });
    expect(prompt.requests()).toBe(before);
    expect(reportIn(out)).toMatchObject({ verdict: 'incomplete', run: { stopped: 'The run was cancelled.' } });
  });

  test('in a pause that the endpoint asked for ends it', async () => {
    let asked = 0;
    const busy = await listen((_request, response) => {
      asked += 1;
      response.writeHead(429, { 'retry-after': '30' });
      response.end('{}');
    });
    const out = newFolder();
    const ended = await built.cli(runAt({ url: `${busy.url}/v1` }, out), {
      env: { ...env, ...onceRecorded(out, 2, "process.kill(process.pid, 'SIGTERM')") },
    });
    busy.close();
    expect(ended).toMatchObject({ code: 143, signal: null });
    expect(ended.ms).toBeLessThan(15_000);
    expect(asked).toBeGreaterThan(0);
    expect(reportIn(out).run.stopped).toBe('The run was cancelled.');
  });
});

describe('a fault of ours that nobody caught', () => {
  test.for([
    ['thrown', 'throw new Error(why)'],
    ['a promise', 'Promise.reject(new Error(why))'],
  ])('%s: one sentence without the key, the journal is kept, exit 4', async ([, fail]) => {
    const out = newFolder();
    const fault = onceRecorded(out, 10, `const why = 'boom ' + process.env.OPENAI_API_KEY; ${fail}`);
    const ended = await built.cli(runAt(slow, out, '--concurrency', '1'), { env: { ...env, ...fault } });
    expect(ended).toMatchObject({ code: 4, signal: null });
    expect(sentences(ended)).toEqual([expect.stringMatching(/fault of llm-conformance.*boom \*+; .*journal\.ndjson$/)]);
    expect(sent(out)).toBeGreaterThan(0);
    expect((await built.cli(['judge', join(out, 'journal.ndjson')])).code).toBe(3);
  });
});
