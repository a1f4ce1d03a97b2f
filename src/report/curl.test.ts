import { execFileSync, spawn } from 'node:child_process';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import type { Json } from '../spec/json.ts';
import { wrongKey } from '../transport/outgoing.ts';
import type { Part, Request } from '../transport/request.ts';
import { curlOf } from './curl.ts';
import { hostileText } from './hostile.test-data.ts';

const hasCurl = (() => {
  try {
    return execFileSync('curl', ['--version']).length > 0;
  } catch {
    return false;
  }
})();

type Received = { method: string; url: string; headers: IncomingHttpHeaders; body: Buffer };

let server: Server;
let baseUrl: string;
let received: Received[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const reads: Buffer[] = [];
    for await (const bytes of request) reads.push(bytes as Buffer);
    const { method = '', url = '', headers } = request;
    received.push({ method, url, headers, body: Buffer.concat(reads) });
    response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

async function arrived(request: Request, secretHeaders: readonly string[] = []): Promise<Received> {
  received = [];
  const command = curlOf(request, baseUrl, secretHeaders);
  expect(command).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
  const env = { PATH: process.env['PATH'], OPENAI_API_KEY: 'sk-"real" $key', X_TENANT: 'tenant `1`', _1X_Y: 'odd' };
  const shell = spawn('sh', { env: env as NodeJS.ProcessEnv, stdio: ['pipe', 'ignore', 'inherit'] });
  shell.stdin.end(`${command}\n`);
  expect(await once(shell, 'exit')).toEqual([0, null]);
  expect(received).toHaveLength(1);
  return received[0]!;
}

const post = (body: Request['body'], more: Partial<Request> = {}): Request => ({
  method: 'POST',
  path: '/chat/completions',
  intent: 'plain',
  ...(body && { body }),
  ...more,
});

test('the command for a stream reads as one would write it', () => {
  const request = post({ json: { model: 'm', stream: true, messages: [{ role: 'user', content: "It's 谢谢" }] } });
  expect(curlOf(request, 'http://localhost:8000/v1/', [])).toBe(
    `curl -sS -i -N --globoff http://localhost:8000/v1/chat/completions -H 'content-type: application/json' ` +
      `-H "authorization: Bearer $OPENAI_API_KEY" ` +
      `--data-binary '{"model":"m","stream":true,"messages":[{"role":"user","content":"It'\\''s 谢谢"}]}'`,
  );
});

test('only a stream is read unbuffered', () => {
  expect(curlOf(post({ json: { stream: false } }), 'http://localhost/v1', [])).not.toContain(' -N ');
});

test.skipIf(!hasCurl)(
  'a JSON body arrives byte for byte, whatever its text (needs curl)',
  { timeout: 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        const json = { model: 'm', messages: [{ role: 'user', content: text }] };
        const { body, headers } = await arrived(post({ json }));
        expect(body.toString()).toBe(JSON.stringify(json));
        expect(headers['content-type']).toBe('application/json');
      }),
      { numRuns: 60 },
    );
  },
);

test.skipIf(!hasCurl)(
  'a text body arrives byte for byte, whatever its text (needs curl)',
  { timeout: 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        const { body } = await arrived(post({ text, contentType: 'text/plain' }));
        expect(body).toEqual(Buffer.from(text));
      }),
      { numRuns: 60 },
    );
  },
);

test.skipIf(!hasCurl).each([
  ['@/etc/hostname', 'text/plain'],
  ['-n', 'text/plain'],
  ['-\n', 'text/plain'],
  ['%s\\n', 'text/plain'],
  ['{"a":\n\n', 'application/json'],
  ['\u0000', 'text/plain'],
  ['', 'application/json'],
])('the text %j arrives byte for byte (needs curl)', async (text, contentType) => {
  const { body, headers } = await arrived(post({ text, contentType }));
  expect(body).toEqual(Buffer.from(text));
  expect(headers['content-type']).toBe(contentType);
});

test.skipIf(!hasCurl)('bytes that are no text arrive byte for byte (needs curl)', async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  expect(new Uint8Array((await arrived(post({ bytes, contentType: 'application/json' }))).body)).toEqual(bytes);
});

test.skipIf(!hasCurl)('a body longer than an argument may be arrives (needs curl)', async () => {
  const json: Json = { content: 'x'.repeat(300_000) };
  expect((await arrived(post({ json }))).body.length).toBe(JSON.stringify(json).length);
});

test.skipIf(!hasCurl)('characters written as escapes arrive as escapes (needs curl)', async () => {
  const { body } = await arrived(post({ json: { content: 'é' }, escaped: true }));
  expect(JSON.parse(body.toString())).toEqual({ content: 'é' });
  expect(body.toString()).toContain('\\u00e9');
});

test.skipIf(!hasCurl).each([
  [{}, 'Bearer sk-"real" $key'],
  [{ auth: 'key-lower-case' }, 'bearer sk-"real" $key'],
  [{ auth: 'wrong' }, `Bearer ${wrongKey}`],
  [{ auth: 'none' }, undefined],
  [{ headers: { authorization: 'Basic YTpi' } }, 'Basic YTpi'],
] as const)('credentials of %j arrive as %j (needs curl)', async (more, expected) => {
  expect((await arrived(post({ json: {} }, more))).headers.authorization).toBe(expected);
});

test.skipIf(!hasCurl)('secret headers stand as variables of their names (needs curl)', async () => {
  const { headers } = await arrived(post({ json: {} }), ['x-tenant', '1x-y']);
  expect([headers['x-tenant'], headers['1x-y']]).toEqual(['tenant `1`', 'odd']);
});

test('a secret header whose name means something to a shell is quoted', () => {
  expect(curlOf(post(undefined), 'http://localhost', ['$a`b`'])).toContain(`'$a\`b\`: '"$_A_B_"`);
});

test.skipIf(!hasCurl)('headers arrive as they are, empty ones too (needs curl)', async () => {
  const values = {
    'x-quoted': `it's "so" $HOME \`id\``,
    'x-empty': '',
    accept: 'text/event-stream',
    'content-type': 'text/odd',
  };
  const { headers } = await arrived(post({ json: {} }, { headers: values }));
  expect(headers).toMatchObject(values);
});

test.skipIf(!hasCurl).each([
  ['GET', '/models'],
  ['DELETE', '/files/file-1'],
  ['PUT', '/chat/completions'],
  ['POST', '/chat/completions'],
] as const)('%s %s arrives without a body (needs curl)', async (method, path) => {
  const { url, body, ...rest } = await arrived({ method, path, intent: 'plain' });
  expect([rest.method, url, body.length]).toEqual([method, `/v1${path}`, 0]);
});

test.skipIf(!hasCurl).each(['/models/a%2Fb?x=[1-3]{a,b}', '/models/../x', '/models/%2e%2e/x', "/models/it's"])(
  'the path %s arrives as it is (needs curl)',
  async (path) => {
    expect((await arrived({ method: 'GET', path, intent: 'plain' })).url).toBe(`/v1${path}`);
  },
);

const file: Part = {
  name: 'file',
  value: new Uint8Array([0, 255, 10, 13]),
  filename: 'a "b"\\; c.jsonl',
  contentType: 'application/jsonl',
};

test.skipIf(!hasCurl).each([
  ['one file', [{ name: 'purpose', value: '@batch;type=x' }, file]],
  [
    'a name that is not ASCII',
    [
      { name: 'purpose', value: 'batch' },
      { name: 'file', value: '{"input":"Grüße, 你好"}\n{}\n', filename: 'naïve-文書.jsonl', contentType: 'text/x' },
    ],
  ],
  ['an empty file', [{ name: 'file', value: '', filename: 'a', contentType: 'text/x' }]],
  ['two files', [file, { name: 'mask', value: '{}', filename: 'mask.json' }]],
  ['a field of hostile text', [{ name: 'purpose', value: '\u0000\r\n\u202e' }]],
  ['a field with a type', [{ name: 'purpose', value: '{}', contentType: 'application/json' }]],
] as [string, Part[]][])('a form with %s arrives part by part (needs curl)', async (_, parts) => {
  const { headers, body } = await arrived(post({ parts }, { path: '/files' }));
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': headers['content-type']! },
  }).formData();
  for (const { name, value, filename, contentType } of parts) {
    const part = form.get(name);
    const bytes = typeof part === 'string' ? Buffer.from(part) : Buffer.from(await part!.arrayBuffer());
    expect(bytes).toEqual(Buffer.from(value));
    const file = part instanceof File ? [part.name, part.type] : [];
    expect(file).toEqual(filename === undefined ? [] : [filename, contentType ?? 'application/octet-stream']);
  }
  expect([...form.keys()]).toEqual(parts.map(({ name }) => name));
});

test.skipIf(!hasCurl)('a body that is made of pieces arrives whole, and its line is short (needs curl)', async () => {
  const pieces = ['{"a":"\'%s\\n', { repeat: '[', times: 100_000 }, { repeat: '{"b":', times: 2000 }, '\u00e9"}'];
  const request = post({ pieces, contentType: 'application/json' });
  expect(curlOf(request, baseUrl, []).length).toBeLessThan(600);
  const { body, headers } = await arrived(request);
  expect(body.toString()).toBe(`{"a":"'%s\\n${'['.repeat(100_000)}${'{"b":'.repeat(2000)}\u00e9"}`);
  expect(headers['content-type']).toBe('application/json');
});

test.skipIf(!hasCurl)('a flood of headers arrives, and so does what a header holds as bytes (needs curl)', async () => {
  const flood = post(
    { json: { a: 1 } },
    { flood: { headers: 9, bytes: 1024 }, headers: { 'x-odd': 'caf\u00e9\u00ff' } },
  );
  const { headers, body } = await arrived(flood);
  expect(Array.from({ length: 9 }, (_, i) => headers[`x-flood-${i + 1}`])).toEqual(Array(9).fill('f'.repeat(1024)));
  expect(headers['x-odd']).toBe('caf\u00e9\u00ff');
  expect(body.toString()).toBe('{"a":1}');
});

test.skipIf(!hasCurl)('a body that goes out slowly arrives whole (needs curl)', async () => {
  const slow = post({ json: { a: 'b'.repeat(200) } }, { slices: { of: 4, apart: 50 } });
  expect(curlOf(slow, baseUrl, [])).toContain('--limit-rate');
  expect((await arrived(slow)).body.length).toBe(208);
});

test('who hangs up in the middle of a body says when', () => {
  const broken = post({ json: { a: 1 } }, { slices: { of: 2, apart: 3000, sent: 1 } });
  expect(curlOf(broken, baseUrl, [])).toContain('--max-time 3');
});

test.skipIf(!hasCurl)('parameters of the base URL that were blanked are variables', async () => {
  received = [];
  const [origin] = baseUrl.split('/v1');
  const command = curlOf(
    { method: 'GET', path: '/files?limit=1', intent: 'plain' },
    `${origin}/v1?v=1&api-key=****&sig=****`,
    [],
  );
  const env = { PATH: process.env['PATH'], API_KEY: 'a%2Fb', SIG: 'c' } as NodeJS.ProcessEnv;
  const shell = spawn('sh', { env, stdio: ['pipe', 'ignore', 'inherit'] });
  shell.stdin.end(`${command}\n`);
  expect(await once(shell, 'exit')).toEqual([0, null]);
  expect(received[0]!.url).toBe('/v1/files?limit=1&v=1&api-key=a%2Fb&sig=c');
});
