import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'llm-conformance-project-'));
const elsewhere = mkdtempSync(join(tmpdir(), 'llm-conformance-elsewhere-'));
const bin = join(project, 'node_modules', '.bin', 'llm-conformance');

beforeAll(() => {
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', project], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename }] = JSON.parse(packed.slice(packed.indexOf('[\n'))) as [{ filename: string }];
  writeFileSync(join(project, 'package.json'), '{"private": true}');
  execFileSync('npm', ['install', '--prefer-offline', '--ignore-scripts', `./${filename}`], {
    cwd: project,
    stdio: 'ignore',
  });
  // Nobody who installs a package may expect it to write into its own folder.
  execFileSync('chmod', ['-R', 'a-w', join(project, 'node_modules', 'llm-conformance')]);
});

afterAll(() => {
  execFileSync('chmod', ['-R', 'u+w', project]);
  for (const folder of [project, elsewhere]) rmSync(folder, { recursive: true });
});

test('the package that npm packs runs from an empty project, in another folder', () => {
  const before = installed();
  const printed = execFileSync(bin, ['run', '--reference', '--cases', '1'], {
    cwd: elsewhere,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  expect(printed).toContain('conformant');
  expect(installed()).toEqual(before);
  expect(readdirSync(join(elsewhere, 'reports', 'latest')).toSorted()).toEqual([
    'journal.ndjson',
    'junit.xml',
    'report.html',
    'report.json',
  ]);
});

test('the package holds what it needs, and no tests', () => {
  const files = readdirSync(join(project, 'node_modules', 'llm-conformance'), { recursive: true, encoding: 'utf8' });
  expect(files).toEqual(
    expect.arrayContaining(['specs/openai.yaml', 'reports/report.schema.json', 'LICENSE', 'README.md']),
  );
  expect(files.filter((file) => /\.test(-data)?\./.test(file))).toEqual([]);
});

test('its public interface can be imported', () => {
  const script = "import('llm-conformance').then((it) => console.log(Object.keys(it).sort().join()))";
  const names = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: project,
    encoding: 'utf8',
  });
  expect(names.trim().split(',')).toEqual(expect.arrayContaining(['configOf', 'run', 'registry']));
});

/** Every file of the installed package and when it changed last. */
function installed(): string[] {
  const folder = join(project, 'node_modules', 'llm-conformance');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.map((file) => `${file} ${statSync(join(folder, file)).mtimeMs}`);
}
