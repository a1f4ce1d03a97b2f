import * as fc from 'fast-check';

import type { Shape } from './shape.ts';
import { sieve } from './sieve.ts';
import { letters, text, wellFormed, word } from './text.ts';

// Texts are short: so much longer than they must be, at most. The longest allowed text is made where it is no longer.
const slack = 12;
const longest = 256;

/** Texts within the bounds of a shape, `plain` ones in small letters; undefined where none can be made. */
export function strings(shape: Shape, plain: boolean): fc.Arbitrary<string> | undefined {
  const { minLength, maxLength, patterns } = shape;
  const [pattern] = patterns;
  if (pattern !== undefined) return sieve(matching(pattern, shape), (value) => fits(shape, value));
  const format = shape.formats.map((name) => formats[name]).find(Boolean);
  if (format) return sieve(format, (value) => fits(shape, value));
  if (plain && maxLength > 0) return letters(Math.max(1, minLength), Math.min(maxLength, minLength + slack));
  const usual = text(minLength, Math.min(maxLength, minLength + slack));
  if (maxLength > longest || maxLength <= slack) return usual;
  const full = fc.constantFrom('x'.repeat(maxLength), '\u{1f600}'.repeat(maxLength));
  return fc.oneof(
    { depthSize: 'max', withCrossShrink: true },
    { weight: 19, arbitrary: usual },
    { weight: 1, arbitrary: full },
  );
}

/** Whether a text has the length and matches the patterns of a shape, and is Unicode. */
function fits({ minLength, maxLength, patterns }: Shape, value: string): boolean {
  const length = [...value].length;
  return (
    length >= minLength &&
    length <= maxLength &&
    wellFormed(value) &&
    patterns.every((pattern) => new RegExp(pattern, 'u').test(value))
  );
}

function matching(pattern: string, { minLength, maxLength }: Shape): fc.Arbitrary<string> {
  try {
    return fc.stringMatching(new RegExp(bounded(pattern, minLength, maxLength), 'u'), { size: 'small' });
  } catch {
    // Look-around and property escapes are beyond fast-check; plain texts may happen to match.
    return text(minLength, Math.min(maxLength, minLength + slack));
  }
}

/** One repeated class, with the bounds of the length put into the pattern, so that few texts miss them. */
function bounded(pattern: string, minLength: number, maxLength: number): string {
  const [, characters, sign] = /^\^(\[[^\]]+\])([+*])\$$/.exec(pattern) ?? [];
  if (characters === undefined) return pattern;
  const least = Math.max(minLength, sign === '+' ? 1 : 0);
  return `^${characters}{${least},${Math.min(maxLength, least + slack)}}$`;
}

const two = (value: number) => String(value).padStart(2, '0');
const time = fc
  .tuple(fc.nat(23), fc.nat(59), fc.nat(59))
  .map(([hours, minutes, seconds]) => `${two(hours)}:${two(minutes)}:${two(seconds)}Z`);
const date = fc.integer({ min: 0, max: 47_481 }).map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
// The reserved domain: nothing that reads such a link gets anywhere.
const uri = word.map((path) => `https://example.invalid/${path}`);
const host = word.map((name) => `${name.replaceAll('_', 'x')}.example.invalid`);
const base64 = fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes).toString('base64'));

const formats: { readonly [format: string]: fc.Arbitrary<string> } = {
  date,
  time,
  'date-time': fc.tuple(date, time).map(([day, moment]) => `${day}T${moment}`),
  duration: fc.nat(99).map((days) => `P${days}D`),
  uri,
  url: uri,
  'uri-reference': uri,
  hostname: host,
  email: host.map((domain) => `someone@${domain}`),
  ipv4: fc.ipV4(),
  ipv6: fc.ipV6(),
  uuid: fc.uuid(),
  byte: base64,
  base64,
};
