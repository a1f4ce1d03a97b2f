import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { bytesOf, type Reply } from './exchange.ts';
import { encodingsOf } from './encodings.ts';
import { createRedactor, isRedactable } from './redact.ts';

/** A redactor, and whether it would take anything out. */
function redactorOf(secrets: readonly string[]) {
  const redactor = createRedactor(secrets);
  const containsSecret = (source: string | Uint8Array) =>
    (typeof source === 'string' ? redactor.text(source) : redactor.bytes(source)) !== source;
  return { ...redactor, containsSecret };
}

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

const codeUnit = (one: string) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
const hexOf = (text: string) => Buffer.from(text).toString('hex');

// What servers, their frameworks and their logs make of a text.
const more: [string, (text: string) => string][] = [
  ['JSON in escapes throughout', (text) => text.replace(/[^]/g, codeUnit)],
  ['JSON in capital escapes', (text) => text.replace(/[^]/g, (one) => codeUnit(one).toUpperCase().replace('U', 'u'))],
  ['JSON in JSON', (text) => JSON.stringify(JSON.stringify(text))],
  ['JSON in JSON in JSON', (text) => JSON.stringify(JSON.stringify(JSON.stringify(text)))],
  ['HTML', (text) => text.replace(/[&"'<>]/g, (one) => `&#${one.charCodeAt(0)};`)],
  [
    'HTML with names',
    (text) =>
      text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('/', '&#x2F;').replaceAll('ü', '&#xfc;'),
  ],
  ['HTML in HTML', (text) => text.replaceAll('&', '&amp;amp;').replaceAll('"', '&amp;quot;')],
  [
    'Base64 in lines',
    (text) =>
      Buffer.from(`${'x'.repeat(50)}${text}`)
        .toString('base64')
        .replace(/.{76}/g, '$&\r\n'),
  ],
  [
    'Base64 in lines, in JSON',
    (text) =>
      JSON.stringify(
        Buffer.from(`${'x'.repeat(50)}${text}`)
          .toString('base64')
          .replace(/.{76}/g, '$&\n'),
      ),
  ],
  ['Base64 of Base64', (text) => Buffer.from(Buffer.from(text).toString('base64')).toString('base64')],
  ['Base64 of JSON', (text) => Buffer.from(JSON.stringify({ key: text })).toString('base64')],
  ['Base64 in a URL', (text) => encodeURIComponent(Buffer.from(text).toString('base64'))],
  ['percent-encoded twice', (text) => encodeURIComponent(encodeURIComponent(text))],
  ['percent-encoded in JSON', (text) => JSON.stringify(`?key=${encodeURIComponent(text)}`)],
  ['bytes with colons', (text) => hexOf(text).replace(/..(?!$)/g, '$&:')],
  ['bytes with blanks', (text) => hexOf(text).replace(/..(?!$)/g, '$& ')],
  ['bytes in C', (text) => hexOf(text).replace(/../g, '\\x$&')],
  ['bytes in a list', (text) => JSON.stringify([...Buffer.from(text)])],
  ['bytes in a list with blanks', (text) => JSON.stringify([...Buffer.from(text)], null, 8)],
  ['UTF-16', (text) => [...text].join('\0')],
  ['wrapped', (text) => `${text.slice(0, 10)}\r\n  ${text.slice(10)}`],
  ['the last half', (text) => text.slice(Math.floor(text.length / 2) - 1)],
  ['a Buffer of Node in JSON of Base64', (text) => Buffer.from(JSON.stringify(Buffer.from(text))).toString('base64')],
];

test.each(more)('a secret is found however it is said: %s', (_, encode) => {
  for (const one of [secret, ascii]) {
    const { text, bytes, containsSecret } = redactorOf([one]);
    const encoded = `before ${encode(one)} after`;
    expect(containsSecret(encoded)).toBe(true);
    expect(containsSecret(Buffer.from(encoded))).toBe(true);
    expect(text(encoded)).toHaveLength(encoded.length);
    expect(text(encoded)).toMatch(/^before .* after$/s);
    expect(containsSecret(text(encoded))).toBe(false);
    expect(containsSecret(bytes(Buffer.from(encoded)))).toBe(false);
  }
});

test('a secret in the bytes that a header has for it is found', () => {
  const { containsSecret } = redactorOf([secret]);
  expect(containsSecret(Buffer.from(secret, 'latin1'))).toBe(true);
});

// In one another, in any order, as deep as is undone.
const nested = fc.array(
  fc.constantFrom<(text: string) => string>(
    (text) => JSON.stringify(text),
    (text) => text.replace(/[^]/g, codeUnit),
    (text) => Buffer.from(text).toString('base64'),
    (text) => Buffer.from(`:${text}`).toString('base64url'),
    (text) => hexOf(text),
    encodeURIComponent,
    (text) => text.replace(/[&"'<>/]/g, (one) => `&#x${one.charCodeAt(0).toString(16)};`),
    (text) => JSON.stringify([...Buffer.from(text)]),
  ),
  { minLength: 1, maxLength: 3 },
);
const printable = fc
  .string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 8,
    maxLength: 80,
  })
  .filter(isRedactable);

test('whatever the secret, and however its encodings stand in one another, it is found', () => {
  fc.assert(
    fc.property(
      printable,
      nested,
      fc.string({ unit: fc.constantFrom('x', ' ', '"', ':'), maxLength: 5 }),
      (one, how, around) => {
        const said = `${around} ${how.reduce((text, encode) => encode(text), one)} ${around}`;
        const { text, containsSecret } = redactorOf([one]);
        expect(containsSecret(said)).toBe(true);
        expect(text(said)).toHaveLength(said.length);
        expect(containsSecret(text(said))).toBe(false);
      },
    ),
    { numRuns: 2000 },
  );
});

test('a text that does not say the secret stays as it is', () => {
  const { text } = redactorOf([ascii, secret]);
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'grapheme' }), fc.json(), fc.base64String(), fc.webUrl(), fc.lorem()),
      (one) => {
        expect(text(one)).toBe(one);
      },
    ),
    { numRuns: 2000 },
  );
});

test('a number is no secret, for any other may hold it', () => {
  const { text } = redactorOf(['12345678']);
  expect(text('"created":1712345678')).toBe('"created":1712345678');
});

const replyOf = (type: string, body: string): Reply => ({
  status: 200,
  headers: { 'content-type': type },
  headersAt: 0,
  reads: [{ at: 0, bytes: Buffer.from(body) }],
  end: { how: 'complete', at: 1 },
});
const bodyAfter = (reply: Reply) => Buffer.from(bytesOf(redactorOf([ascii, secret]).reply(reply))).toString();

/** What a client has at the end: for each choice its texts, joined. */
function assembled(body: string): string[] {
  const chunks = [...body.matchAll(/^data: (\{.*)$/gm)].map(([, data = '']) => JSON.parse(data) as Chunk);
  return [0, 1].map((choice) =>
    chunks.flatMap(({ choices }) => choices.filter(({ index }) => index === choice).map(({ delta }) => delta)).join(''),
  );
}
type Chunk = { choices: { index: number; delta: string }[] };

test.each([1, 2, 3, 4, 7])(
  'a secret that is said %i characters at a time is not in what the deltas add up to',
  (size) => {
    for (const one of [ascii, secret]) {
      const parts = one.match(new RegExp(`.{1,${size}}`, 'gs'))!;
      const events = ['well, ', ...parts, ' it was'].flatMap((delta) => [
        `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`,
        `data: ${JSON.stringify({ choices: [{ delta: 'la', index: 1 }] })}\n\n`,
      ]);
      const after = bodyAfter(replyOf('text/event-stream', events.join('')));
      expect(assembled(after)[0]).toMatch(/^well, \*+ it was$/);
      expect(assembled(after)[1]).toBe('la'.repeat(events.length / 2));
    }
  },
);

test('a secret that is said token by token, or byte by byte, goes from a list of tokens', () => {
  const tokens = ascii.match(/.{1,3}/g)!;
  const content = tokens.map((token) => ({
    token,
    logprob: -1,
    bytes: [...Buffer.from(token)],
    top_logprobs: [{ token: 'a' }, { token }],
  }));
  const after = bodyAfter(replyOf('application/json', JSON.stringify({ choices: [{ logprobs: { content } }] })));
  const said = (JSON.parse(after) as { choices: { logprobs: { content: typeof content } }[] }).choices[0]!.logprobs
    .content;
  expect(said.map(({ token }) => token).join('')).toMatch(/^\*+$/);
  expect(said.map(({ top_logprobs: [first, second] }) => first!.token + second!.token).join('')).toMatch(/^[a*]+$/);
  expect(new Set(said.flatMap(({ bytes }) => bytes))).toEqual(new Set([999, 11]));
});

test.each(encodings)('a secret is taken out: %s', (_, encode) => {
  for (const one of [secret, ascii]) {
    const { text, bytes, containsSecret } = redactorOf([one]);
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
  const { text } = redactorOf([ascii]);
  expect(text('Incorrect key: sk-proj-Ab12Cd... given')).toBe('Incorrect key: **************... given');
  expect(text('keys begin with sk-proj-')).toBe('keys begin with sk-proj-');
});

test('a secret under 8 characters stays, for it would rewrite what the model says', () => {
  const { text, containsSecret } = redactorOf(['hello', '']);
  expect(text('hello')).toBe('hello');
  expect(containsSecret('hello')).toBe(false);
});

test('without a find the very same bytes come back', () => {
  const bytes = Uint8Array.from([0xff, 0x00, 0x80]);
  expect(redactorOf([secret]).bytes(bytes)).toBe(bytes);
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
  const { reply: redact } = redactorOf([ascii]);
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
      const { text, bytes, containsSecret } = redactorOf(secrets);
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

// What each part of the search stumbles over, again and again.
const floods: [string, string][] = [
  ['beginnings', `${ascii.slice(0, 11)} `],
  ['finds', `${ascii} `],
  ['prose', 'The quick brown fox jumps over the lazy dog. '],
  ['one letter', 'a'],
  ['Base64', Buffer.from(ascii).toString('base64')],
  ['hexadecimal', Buffer.from(ascii).toString('hex')],
  ['bytes by number', '107, '],
  ['JSON escapes', '\\u0061'],
  ['backslashes', '\\'],
  ['percent signs', '%25'],
  ['ampersands', '&amp;'],
  ['halves of ampersands', 'amp;'],
  ['quotes', '"'],
  ['escaped quotes', '\\"'],
  ['lists in lists', '['],
  ['objects in objects', '{"a":'],
  ['members', '{"a":"x"},'],
  ['events', 'data: {"choices":[{"index":0,"delta":{"content":"abc"}}]}\n\n'],
  ['line breaks', '\n '],
];

test.each(floods)('a flood takes time in proportion to its length: %s', (_, unit) => {
  const { reply } = redactorOf([ascii, secret]);
  const took = (length: number) => {
    const bytes = Buffer.from(`[${unit.repeat(Math.ceil(length / unit.length)).slice(0, length)}`);
    const started = performance.now();
    reply({ status: 200, headers: {}, headersAt: 0, reads: [{ at: 0, bytes }], end: { how: 'complete', at: 1 } });
    return performance.now() - started;
  };
  took(1 << 15);
  const [short, long] = [Math.min(took(1 << 15), took(1 << 15)), took(1 << 18)];
  // Eight times as long; quadratic time would be 64 times as much.
  expect(long / Math.max(short, 5)).toBeLessThan(32);
});

test('what is said in one long run does not overflow', () => {
  const { bytes } = redactorOf([ascii]);
  for (const unit of ['a', '1,'])
    expect(bytes(Buffer.from(unit.repeat(3 << 20)))).toHaveLength(unit.length * (3 << 20));
});

test('the last look finds every notation by its value, in text and in bytes, and nothing where there is none', () => {
  fc.assert(
    fc.property(printable, fc.string({ maxLength: 20 }), (one, around) => {
      const { containsSecret } = createRedactor([one]);
      for (const said of encodingsOf(one)) {
        expect(containsSecret(`${around}${said}${around}`)).toBe(true);
        expect(containsSecret(Buffer.from(`${around}${said}${around}`))).toBe(true);
      }
      expect(containsSecret(`${around} and no more`)).toBe(false);
    }),
    { numRuns: 500 },
  );
});
