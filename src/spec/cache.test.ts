import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { cacheFolder, cacheIn } from './cache.ts';

const folder = mkdtempSync(join(tmpdir(), 'llm-conformance-cache-'));
afterAll(() => rmSync(folder, { recursive: true }));

let folders = 0;
const fresh = () => join(folder, String((folders += 1)));

/** How often a value is made when it is asked for twice, with something done between. */
function makings(path: string | undefined, between: () => void = () => {}, [first, second] = ['1', '1']): number {
  let made = 0;
  const ask = (version: string) => cacheIn(path, version).remember(['a', 'b'], () => ({ n: (made += 1) }));
  const before = ask(first!);
  between();
  const after = ask(second!);
  // What is not made anew is what was made before.
  expect(after).toEqual(made === 2 ? { n: 2 } : before);
  return made;
}

test('what was made once is not made again, by another object or another process', () => {
  expect(makings(fresh())).toBe(1);
});

test('other ingredients, or another version of the program, are another value', () => {
  expect(makings(fresh(), undefined, ['1', '2'])).toBe(2);
  const cache = cacheIn(fresh(), '1');
  const ask = (...ingredients: string[]) => cache.remember(ingredients, () => ingredients);
  expect([ask('a', 'bc'), ask('ab', 'c'), ask('abc')]).toEqual([['a', 'bc'], ['ab', 'c'], ['abc']]);
});

test('without a folder everything is made anew', () => {
  expect(makings(undefined)).toBe(2);
});

const entryOf = (path: string) => join(path, readdirSync(path)[0]!);

test.for([
  ['empty', () => ''],
  ['cut off', (text: string) => text.slice(0, -3)],
  ['altered', (text: string) => text.replace('1}', '7}')],
  ['no JSON', () => 'x'],
] as const)('an entry that is %s is made again', ([, damage]) => {
  const path = fresh();
  expect(makings(path, () => writeFileSync(entryOf(path), damage(readFileSync(entryOf(path), 'utf8'))))).toBe(2);
  expect(makings(path)).toBe(0);
});

test('a folder that cannot be made or written is as good as none, and nothing is left in it', () => {
  const file = fresh();
  writeFileSync(file, '');
  expect(makings(join(file, 'below'))).toBe(2);
  const path = fresh();
  makings(path);
  for (const name of readdirSync(path)) rmSync(join(path, name));
  chmodSync(path, 0o500);
  // Root may write anywhere.
  const made = makings(path);
  chmodSync(path, 0o700);
  expect(made).toBe(process.getuid?.() === 0 ? 1 : 2);
  expect(readdirSync(path).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('only the user can read it, and it does not grow without end', () => {
  const path = fresh();
  for (let i = 0; i < 40; i += 1) cacheIn(path, '1').remember([String(i)], () => i);
  expect(readdirSync(path).length).toBe(32);
  expect(statSync(path).mode & 0o077).toBe(0);
});

test.for([
  [{ XDG_CACHE_HOME: '/x' }, 'linux', '/home/me', '/x/llm-conformance'],
  [{ XDG_CACHE_HOME: '/x' }, 'darwin', '/Users/me', '/x/llm-conformance'],
  [{ XDG_CACHE_HOME: 'relative' }, 'linux', '/home/me', '/home/me/.cache/llm-conformance'],
  [{}, 'linux', '/home/me', '/home/me/.cache/llm-conformance'],
  [{}, 'darwin', '/Users/me', '/Users/me/Library/Caches/llm-conformance'],
  [{ LOCALAPPDATA: '/local' }, 'win32', '/home/me', '/local/llm-conformance'],
  [{}, 'win32', '/home/me', undefined],
  [{}, 'linux', '', undefined],
] as const)('%j on %s with the home %j: %s', ([env, platform, home, expected]) => {
  expect(cacheFolder(env, { platform, home })).toBe(expected);
});
