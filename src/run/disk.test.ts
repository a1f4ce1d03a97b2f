import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { NotPlainFile, Replaced, systemDisk as disk } from './disk.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'llm-conformance-disk-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const textOf = (name: string) => readFileSync(at(name), 'utf8');

test('lines stand in a file as soon as they are added', () => {
  const file = disk.lines(at('a'));
  file.append('eins\n');
  expect(textOf('a')).toBe('eins\n');
  file.append('zwölf\n');
  file.close();
  expect(disk.read(at('a'))).toBe('eins\nzwölf\n');
});

test('a file that lines are added to begins anew, and what shared its content keeps it', () => {
  writeFileSync(at('other'), 'theirs');
  linkSync(at('other'), at('a'));
  disk.lines(at('a')).close();
  expect([textOf('a'), textOf('other')]).toEqual(['', 'theirs']);
});

test('who took the place of a file that lines were added to is noticed at its end', () => {
  const [taken, gone, kept] = ['a', 'b', 'c'].map((name) => disk.lines(at(name)));
  disk.lines(at('a')).close();
  disk.remove(at('b'));
  expect(() => taken!.close()).toThrow(Replaced);
  expect(() => gone!.close()).toThrow(Replaced);
  expect(() => kept!.close()).not.toThrow();
});

test('a file is replaced whole, and what was left half done is overwritten', () => {
  writeFileSync(at('a'), 'old');
  writeFileSync(at('a.tmp'), 'half');
  disk.write(at('a'), 'new');
  expect(textOf('a')).toBe('new');
  expect(readdirSync(folder)).toEqual(['a']);
});

test('a file that cannot be put in its place leaves nothing behind', () => {
  mkdirSync(at('a'));
  expect(() => disk.write(at('a'), 'new')).toThrow(/EISDIR|ENOTEMPTY|EPERM/);
  expect(readdirSync(folder)).toEqual(['a']);
});

describe('through a link', () => {
  beforeEach(() => {
    writeFileSync(at('theirs'), 'theirs');
    symlinkSync(at('theirs'), at('a'));
    symlinkSync(at('theirs'), at('b.tmp'));
    symlinkSync(at('nowhere'), at('dangling'));
  });

  test.for<[string, () => void]>([
    ['no lines are added', () => disk.lines(at('a'))],
    ['no file is begun', () => disk.lines(at('dangling'))],
    ['nothing is removed', () => disk.remove(at('a'))],
    ['nothing is prepared', () => disk.write(at('b'), 'ours')],
  ])('%s', ([, attempt]) => {
    expect(attempt).toThrow(NotPlainFile);
    expect(textOf('theirs')).toBe('theirs');
    expect(readdirSync(folder)).not.toContain('nowhere');
  });

  test('nothing is written: the link gives way', () => {
    disk.write(at('a'), 'ours');
    expect([textOf('a'), textOf('theirs')]).toEqual(['ours', 'theirs']);
  });
});

test('a folder is neither removed nor read', () => {
  mkdirSync(at('a'));
  expect(() => disk.remove(at('a'))).toThrow(NotPlainFile);
  expect(() => disk.read(at('a'))).toThrow(NotPlainFile);
});

test('what is not there is removed already', () => {
  expect(() => disk.remove(at('a'))).not.toThrow();
});

test.skipIf(process.platform !== 'linux')('a full device takes no line, and a device is not read to its end', () => {
  symlinkSync('/dev/full', at('a'));
  const file = disk.lines(at('a'));
  expect(() => file.append('x\n')).toThrow(/ENOSPC/);
  expect(() => disk.read(at('a'))).toThrow(NotPlainFile);
  file.close();
});

test('a folder is made with those above it, once', () => {
  for (let i = 0; i < 2; i += 1) disk.folder(at('a/b/c'));
  expect(readdirSync(at('a/b'))).toEqual(['c']);
});

test.for(['file/below', 'dangling', 'dangling/below'])('a folder cannot be made at %s', (name) => {
  writeFileSync(at('file'), '');
  symlinkSync(at('nowhere'), at('dangling'));
  expect(() => disk.folder(at(name))).toThrow(/ENOTDIR|EEXIST/);
});

test.skipIf(process.platform !== 'linux')('a folder that the system never makes is not waited for', () => {
  expect(() => disk.folder('/proc/self/none')).toThrow(/ENOENT|EACCES|EPERM/);
});
