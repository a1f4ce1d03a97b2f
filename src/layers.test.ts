import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The way of the data: a folder imports from those before it, and from itself. */
const order = [
  'spec',
  'schema',
  'generate',
  'transport',
  'reference',
  'check',
  'run',
  'report',
  'suites',
  'index',
  'cli',
];

// What only names values of a higher layer, and vanishes when it is compiled.
const typesOnly = /^import type |^export type /;

test('nothing imports upward', () => {
  const upward = imports().filter(({ from, to }) => order.indexOf(layerOf(from)) < order.indexOf(layerOf(to)));
  expect(upward.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test('every folder has its place in the order', () => {
  const layers = new Set(files().map(layerOf));
  expect([...layers].filter((layer) => !order.includes(layer))).toEqual([]);
  expect(layers.size).toBe(order.length);
});

test('the engine and the reports name no suite, no check and no operation', () => {
  const named = files()
    .filter((file) => ['check', 'run', 'report'].includes(layerOf(file)))
    .filter((file) => /['"`](?:createChatCompletion|listModels|\/chat\/completions|\/models)/.test(read(file)));
  expect(named).toEqual([]);
});

test('no file is longer than 300 lines, and none is a drawer for what has no place', () => {
  const long = files().filter((file) => read(file).split('\n').length > 301);
  expect(long).toEqual([]);
  expect(files().filter((file) => /(?:^|\/)(?:utils?|helpers?|misc|common)(?:\.|\/)/.test(file))).toEqual([]);
});

function imports(): { from: string; to: string }[] {
  return files().flatMap((from) =>
    [...read(from).matchAll(/^(?:import|export)[^;]*? from '(\.[^']+)';/gms)]
      .filter(([statement]) => !typesOnly.test(statement))
      .map(([, to = '']) => ({
        from,
        to: relative(root, join(root, dirname(from), to))
          .split(sep)
          .join('/'),
      })),
  );
}

function layerOf(file: string): string {
  const [top = '', folder = ''] = file.split('/');
  if (top === 'suites') return 'suites';
  if (folder === 'cli.ts') return 'cli';
  return folder.endsWith('.ts') ? 'index' : folder;
}

function files(): string[] {
  const all = ['src', 'suites'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
      (file) => `${folder}/${file.split(sep).join('/')}`,
    ),
  );
  return all.filter((file) => file.endsWith('.ts') && !/\.(?:test|test-data|bench)\.ts$/.test(file));
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
