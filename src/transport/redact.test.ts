import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Reply } from './exchange.ts';
import { createRedactor } from './redact.ts';

const secret = 'sk-proj-Ab12/Cd34+Ef56 "ü"&Gh78';
const ascii = 'sk-proj-Ab12Cd34Ef56Gh78';

const encodings: [string, (text: string) => string][] = [
  ['plain', (text) => text],
  ['Base64', (text) => Buffer.from(text).toString('base64')],
  ['Base64 behind one byte', (text) => Buffer.from(`:${text}`).toString('base64')],
  ['Base64 behind two bytes', (text) => Buffer.from(`u:${text}x`).toString('base64')],
  ['URL-safe Base64', (text) => Buffer.from(text).toString('base64url')],
  ['hexadecimal', (text) => Buffer.from(text).toString('hex')],
  ['capital hexadecimal', (text) => Buffer.from(text).toString('hex').toUpperCase()],
  ['percent-encoded', encodeURIComponent],
  ['percent-encoded in small letters', (text) => encodeURIComponent(text).replace(/%../g, (one) => one.toLowerCase())],
  ['form-encoded', (text) => encodeURIComponent(text).replaceAll('%20', '+')],
  ['every byte percent-encoded', (text) => Buffer.from(text).toString('hex').replace(/../g, '%$&')],
  ['JSON', (text) => JSON.stringify(text)],
  ['JSON with slashes escaped', (text) => JSON.stringify(text).replaceAll('/', '\\/')],
  [
    'JSON in ASCII',
    (text) => JSON.stringify(text).replace(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`),
  ],
  [
    'JSON safe for HTML',
    (text) => JSON.stringify(text).replace(/[<>&]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`),
  ],
];

test.each(encodings)('a secret is taken out: %s', (_, encode) => {
  for (const one of [secret, ascii]) {
    const { text, bytes, containsSecret } = createRedactor([one]);
    const encoded = `before ${encode(one)} after`;
    expect(containsSecret(encoded)).toBe(true);
    expect(containsSecret(Buffer.from(encoded))).toBe(true);
    const redacted = text(encoded);
    expect(redacted).toMatch(/^before .*\*{9,}.* after$/);
    expect(redacted).toHaveLength(encoded.length);
    expect(containsSecret(redacted)).toBe(false);
    expect(
      Buffer.from(bytes(Buffer.from(encoded)))
        .toString()
        .startsWith('before '),
    ).toBe(true);
    expect(containsSecret(bytes(Buffer.from(encoded)))).toBe(false);
  }
});

test('a long beginning goes, as far as it goes; a short one is no secret', () => {
  const { text } = createRedactor([ascii]);
  expect(text('Incorrect key: sk-proj-Ab12Cd... given')).toBe('Incorrect key: **************... given');
  expect(text('keys begin with sk-proj-')).toBe('keys begin with sk-proj-');
});

test('a secret under 8 characters stays, for it would rewrite what the model says', () => {
  const { text, containsSecret } = createRedactor(['hello', '']);
  expect(text('hello')).toBe('hello');
  expect(containsSecret('hello')).toBe(false);
});

test('without a find the very same bytes come back', () => {
  const bytes = Uint8Array.from([0xff, 0x00, 0x80]);
  expect(createRedactor([secret]).bytes(bytes)).toBe(bytes);
});

test('a reply loses its secrets from body, headers and end, and keeps the borders of its reads', () => {
  const reads = [`data: ${ascii.slice(0, 9)}`, ascii.slice(9), '\n\n'].map((text, at) => ({
    at,
    bytes: Uint8Array.from(Buffer.from(text)),
  }));
  const reply: Reply = {
    status: 200,
    headers: { 'x-echo': `Bearer ${ascii}`, a: 'b' },
    headersAt: 0,
    reads,
    end: { how: 'truncated', at: 3, detail: ascii },
  };
  const { reply: redact } = createRedactor([ascii]);
  const redacted = redact(reply);
  expect(redacted.headers).toEqual({ 'x-echo': `Bearer ${'*'.repeat(24)}`, a: 'b' });
  expect(redacted.end.detail).toBe('*'.repeat(24));
  expect(redacted.reads.map(({ at, bytes }) => [at, Buffer.from(bytes).toString()])).toEqual([
    [0, `data: ${'*'.repeat(9)}`],
    [1, '*'.repeat(15)],
    [2, '\n\n'],
  ]);
  expect(redact(redacted).reads).toBe(redacted.reads);
});

const letters = fc.string({
  unit: fc.constantFrom('a', 'b', '*', '/', '+', 'ä', '"', '\\', '%'),
  minLength: 8,
  maxLength: 14,
});

test('whatever the secrets and the text, none is left, and the length stays', () => {
  const parts = fc.array(fc.oneof(fc.nat(5), fc.string({ unit: fc.constantFrom('a', 'b', '*', 'ä'), maxLength: 4 })), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(fc.array(letters, { minLength: 1, maxLength: 2 }), parts, (secrets, list) => {
      const { text, bytes, containsSecret } = createRedactor(secrets);
      const [one = ''] = secrets;
      const source = list.map((part) => (typeof part === 'string' ? part : encodings[part * 2]![1](one))).join('');
      const redacted = text(source);
      expect(redacted).toHaveLength(source.length);
      expect(containsSecret(redacted)).toBe(false);
      expect(/[^*]/.test(one) && redacted.includes(one)).toBe(false);
      const raw = bytes(Buffer.from(source));
      expect(raw).toHaveLength(Buffer.byteLength(source));
      expect(containsSecret(raw)).toBe(false);
      expect(Buffer.from(raw).toString('latin1')).not.toContain(
        /[^*]/.test(one) ? Buffer.from(one).toString('latin1') : '\0',
      );
    }),
    { numRuns: 2000 },
  );
});

test('a flood of finds takes no more than linear time', () => {
  const { bytes } = createRedactor([ascii]);
  const flood = Buffer.from(`${ascii.slice(0, 15)} `.repeat(300_000));
  const start = performance.now();
  bytes(flood);
  expect(performance.now() - start).toBeLessThan(3000);
});
