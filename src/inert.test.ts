import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { listen } from './built.test-data.ts';
import { configOf, run, type Report } from './index.ts';
import { terminal } from './report/terminal.ts';
import { printedReports, reporterIds, reportFiles } from './report/write.ts';

const above = mkdtempSync(join(tmpdir(), 'inert-'));
afterAll(() => rmSync(above, { recursive: true }));

/** An endpoint that lists this one model, and answers everything else with an error that says the same. */
const hostile = (text: string) =>
  listen((request, response) => {
    const said = request.url === '/v1/models' ? { object: 'list', data: [{ id: text }] } : { error: { message: text } };
    response.writeHead(request.url === '/v1/models' ? 200 : 404, {
      'content-type': 'application/json',
      server: `<script>alert(1)</script> ::error::x ##[error]`,
    });
    response.end(JSON.stringify(said));
  });

const names = [
  '../../x',
  '..\\..\\x',
  '/etc/passwd',
  'CON',
  'report.json',
  'journal.ndjson.tmp',
  'x'.repeat(300),
  'x'.repeat(10_000),
  'a\0b',
  '::error::x',
  '\r\u001b[2K\u001b[1A✓ conformant',
  '\u202etxt.exe',
  '$(touch x)`touch x`',
  '-rf',
  ' ',
  '<img src=x onerror=alert(1)>',
  '=1+1',
];

test.each(names)('nothing that a target says becomes the name of a file, nor acts in one: %j', async (name) => {
  const out = join(mkdtempSync(join(above, 'run-')), 'a', 'b');
  mkdirSync(out, { recursive: true });
  const before = readdirSync(above, { recursive: true }).length;
  const server = await hostile(name);
  const options = {
    baseUrl: `${server.url}/v1`,
    only: ['models'],
    out,
    reporter: [...reporterIds],
    confirm: '1',
    timeout: '10',
  };
  const { report } = await run(configOf(options, {}), new AbortController().signal);
  server.close();
  const files = [...reportFiles, 'journal.ndjson'].sort();
  expect(readdirSync(out).sort()).toEqual(files);
  expect(readdirSync(above, { recursive: true })).toHaveLength(before + files.length);
  expect(report.target.model).toBe(name);
  const written = reportFiles.map((file) => readFileSync(join(out, file), 'utf8'));
  for (const text of [...written, printedOf(report)]) {
    expect(text.replaceAll(/\r?\n|\t/g, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    expect(text).not.toMatch(/^\s*::(?!error title=|warning title=)/m);
  }
});

function printedOf(report: Report): string {
  return terminal(report, { colour: false, width: 80 }) + printedReports(report, ['github']);
}
