import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { encodedBy, template, type Rendered } from './encoded.ts';

const loud = template<'loud'>((text) => text.toUpperCase());

test('what is interpolated is encoded once: strings, and lists of them; numbers and null need it not', () => {
  const name = 'a';
  expect(loud`<${name}>${[name, loud`<${name}>`]}${1}${null}`.source).toBe('<A>A<A>1');
});

test('neither a string nor the text of another sink goes in as it is', () => {
  const quiet = template<'quiet'>((text) => text);
  // @ts-expect-error it was encoded for another sink
  expect(loud`${quiet`a`}`.source).toBe('a');
  // @ts-expect-error a string is not the output of a reporter
  const rendered: Rendered = 'a';
  expect(rendered).toBe('a');
});

test('only the encoders vouch for text', () => {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  const callers = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('.test'))
    .filter((file) => /\bencodedBy\b/.test(readFileSync(join(folder, file), 'utf8')))
    .map((file) => file.replaceAll('\\', '/'));
  expect(encodedBy<'loud'>('a').source).toBe('a');
  expect(callers.sort()).toEqual([
    'report/csv.ts',
    'report/encoded.ts',
    'report/github.ts',
    'report/json.ts',
    'report/markdown-text.ts',
    'report/markdown.ts',
    'report/markup.ts',
    'report/screen.ts',
  ]);
});
