import * as fc from 'fast-check';

import type { JsonObject } from '../spec/json.ts';
import type { Muse } from './json-instance.ts';
import { between, letters, pick, type Random } from './random.ts';

/** A string that a `{"type": "string"}` schema allows: its format, pattern and length, as far as they are common ones. */
export function stringFor({ format, pattern, minLength, maxLength }: JsonObject, muse: Muse): string {
  const made = typeof format === 'string' && Object.hasOwn(formats, format) ? formats[format]!(muse) : undefined;
  if (made !== undefined) return made;
  if (typeof pattern === 'string') return matching(pattern, muse);
  const text = [...(muse.subjects.shift() ?? pick(muse.random, words))];
  const least = typeof minLength === 'number' ? minLength : 0;
  const most = typeof maxLength === 'number' ? maxLength : Infinity;
  while (text.length < Math.min(least, 100_000)) text.push('x');
  return text.slice(0, most).join('');
}

const words = ['amber', 'birch', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'harbour'] as const;

const formats: { readonly [name: string]: (muse: Muse) => string } = {
  date: ({ random }) => `20${10 + Math.floor(random() * 20)}-0${1 + Math.floor(random() * 9)}-17`,
  time: () => '08:30:00Z',
  'date-time': () => '2024-05-17T08:30:00Z',
  duration: () => 'PT15M',
  email: ({ random }) => `${pick(random, words)}@example.org`,
  hostname: () => 'example.org',
  uri: () => 'https://example.org/page',
  ipv4: () => '192.0.2.7',
  ipv6: () => '2001:db8::7',
  uuid: ({ random }) => {
    const hex = (length: number) => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
    return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
  },
};

/** The first common text that the pattern takes, or one drawn from it. */
function matching(pattern: string, { random, subjects }: Muse): string {
  const expression = new RegExp(pattern, 'u');
  const digits = Array.from({ length: 12 }, (_, i) => '123456789012'.slice(0, i + 1));
  const small = Array.from({ length: 12 }, (_, i) => 'abcdefghijkl'.slice(0, i + 1));
  const common = [
    '2024-05-17',
    '08:30',
    'ab@example.org',
    '+15550100',
    '#a1b2c3',
    'a1',
    'A1',
    'ABC-123',
    'v1.2.3',
    '-1.5',
  ];
  const texts = [...subjects, ...words, ...small, ...small.map((text) => text.toUpperCase()), ...digits, ...common];
  return texts.find((text) => expression.test(text)) ?? drawn(expression, random);
}

/** Counts that make a short pattern a long text. */
const long = /\{\d{3}|,\d{3}|\)\{/;

/** Some text of the pattern, where it has no lookaround and the like; else the caller finds the instance invalid. */
function drawn(expression: RegExp, random: Random): string {
  if (long.test(expression.source)) return letters(random, 8);
  const seed = between(random, 0, 2 ** 31 - 1);
  try {
    return fc.sample(fc.stringMatching(expression, { size: 'small' }), { seed, numRuns: 1 })[0]!;
  } catch {
    return letters(random, 8);
  }
}
