import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { build, type Built } from './built.test-data.ts';
import type { mendApart } from './spec/mend-apart.ts';

let built: Built;
let apart: typeof mendApart;
beforeAll(async () => {
  built = await build();
  const module: unknown = await import(pathToFileURL(join(built.folder, 'dist/src/spec/mend-apart.js')).href);
  apart = (module as { mendApart: typeof mendApart }).mendApart;
}, 120_000);
afterAll(() => built.remove());

const head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/x: {get: {responses: {}}}}\n";
const read = (text: string, more: Partial<Parameters<typeof mendApart>[1]> = {}) =>
  apart({ text, name: 'api.yaml', errata: '', off: [], sliced: true }, { ms: 60_000, memory: 512, size: 64, ...more });

test('a document is read in another process as it is in this one', () => {
  expect(read(head).root).toEqual({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: { '/x': { get: { responses: {} } } },
  });
  expect(() => read('a: 1')).toThrow('api.yaml has no "openapi" member');
});

test('a text that takes too long, too much memory, or grows too large is given up', () => {
  const keys = Array.from({ length: 60_000 }, (_, i) => `  k${i}: 1\n`).join('');
  expect(() => read(`${head}x-a:\n${keys}`, { ms: 1000 })).toThrow('api.yaml takes more than 1 s to read; cut it down');
  const items = `${head}x-a: [${'{},'.repeat(600_000)}1]\n`;
  expect(() => read(items, { memory: 48 })).toThrow('api.yaml takes more than 48 MiB of memory to read; cut it down');
  const values = `${head.replace('{responses: {}}', `{x: &a [${'1234567,'.repeat(20_000)}1], y: [${'*a,'.repeat(50)}*a]}`)}`;
  expect(() => read(values, { size: 1 })).toThrow('api.yaml unfolds to more than 1 MiB; cut it down');
});

test('the command line says so in one sentence, and exits with 2', async () => {
  writeFileSync(join(built.folder, 'api.yaml'), `${head}x-a: !!js/function 'x'\n`);
  for (const args of [
    ['lint', 'api.yaml'],
    ['plan', '--spec', 'api.yaml'],
    ['list', '--spec', 'api.yaml'],
  ]) {
    const { code, err } = await built.cli(args);
    expect(err).toMatch(/^llm-conformance: api\.yaml is not valid YAML or JSON: line 4, column 6: [^\n]*\n$/);
    expect(code).toBe(2);
  }
});
