import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { SpecError } from './error.ts';
import { parseText } from './parse.ts';

const seeds = fileURLToPath(new URL('../../../shared/seeds', import.meta.url));
const noSeeds = !existsSync(seeds);

test('YAML and JSON texts give the same value', () => {
  expect(parseText('a: [1, true, null, x]', 'a.yaml')).toEqual({ a: [1, true, null, 'x'] });
  expect(parseText('{"a": [1, true, null, "x"]}', 'a.json')).toEqual({ a: [1, true, null, 'x'] });
});

test('words that YAML 1.1 took for booleans and dates are text', () => {
  expect(parseText('%YAML 1.1\n---\na: [yes, off, 2024-01-02, 0o17]', 'a.yaml')).toEqual({
    a: ['yes', 'off', '2024-01-02', 15],
  });
});

test.for([
  ['a: 1\na: 2', /a\.yaml is not valid YAML or JSON: line 2, column 1: /],
  ['a: 1\nb:\n  c: [1, 2\nd: 3', /line 4, column 1: /],
  ['a: b: c', /line 1, column 4: /],
  ['a: !secret x', /line 1, column 4: /],
  ['a: 1\n---\nb: 2', /line 2, column 1: /],
] as const)('%j is refused with the line and the column', ([text, message]) => {
  expect(() => parseText(text, 'a.yaml')).toThrow(message);
  expect(() => parseText(text, 'a.yaml')).toThrow(SpecError);
});

test('aliases that multiply without end are refused', () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 12; i += 1)
    lines.push(
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    );
  expect(() => parseText(lines.join('\n'), 'bomb.yaml')).toThrow(/bomb\.yaml is not usable YAML: .*alias/);
});

test('an anchor within itself is refused', () => {
  expect(() => parseText('a: &a [*a]', 'loop.yaml')).toThrow(SpecError);
});

test('a text that nests too deeply is refused instead of overflowing the stack', () => {
  const text = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  expect(() => parseText(text, 'deep.json')).toThrow(/deep\.json is nested more than 512 levels/);
  expect(() => parseText(`${'['.repeat(600)}${']'.repeat(600)}`, 'deep.json')).toThrow(/more than 512 levels/);
});

test('a text of more than 10 MiB is refused before it is read', () => {
  expect(() => parseText(' '.repeat(10 * 1024 * 1024 + 1), 'big.yaml')).toThrow(/larger than 10 MiB/);
});

test('a merge key is refused rather than read as a member', () => {
  expect(() => parseText('a: &a {x: 1}\nb:\n  <<: *a', 'merge.yaml')).toThrow(/merge key/);
});

test('a member named __proto__ is a member', () => {
  const value = parseText('{"__proto__": {"x": 1}}', 'a.json');
  expect(Object.keys(value as object)).toEqual(['__proto__']);
  expect((value as { x?: unknown }).x).toBeUndefined();
});

test.skipIf(noSeeds)('each of the five seeds is refused with line and column (skipped where they are absent)', () => {
  const files = readdirSync(seeds).filter((file) => file.endsWith('.txt'));
  expect(files).toHaveLength(5);
  for (const file of files) {
    const text = readFileSync(`${seeds}/${file}`, 'utf8');
    expect(() => parseText(text, file)).toThrow(/ is not valid YAML or JSON: line \d+, column \d+: /);
  }
});
