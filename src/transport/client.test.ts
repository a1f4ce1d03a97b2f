import { randomBytes } from 'node:crypto';
import { once, getEventListeners } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import tls from 'node:tls';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import { afterEach, expect, test } from 'vitest';

import { certificate, key } from './certificate.test-data.ts';
import { createClient, type ClientOptions } from './client.ts';
import { decodeEvents } from './event-stream.ts';
import { bytesOf, type Reply } from './exchange.ts';
import { wrongKey } from './outgoing.ts';
import type { Request } from './request.ts';

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const timeouts = { connect: 2000, headers: 2000, idle: 2000, total: 5000 };
const get: Request = { method: 'GET', path: '/models', intent: 'plain' };
const post = (json: object): Request => ({
  method: 'POST',
  path: '/chat/completions',
  intent: 'plain',
  body: { json } as never,
});
const textOf = (reply: Reply) => Buffer.from(bytesOf(reply)).toString();

async function listening(server: net.Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => {})));
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function clientFor(port: number, more: Partial<ClientOptions> = {}) {
  const client = createClient({ baseUrl: `http://127.0.0.1:${port}/v1/`, timeouts, ...more });
  cleanups.push(client.close);
  return client;
}

/** A server of node:http. */
async function serving(listener: http.RequestListener, more: Partial<ClientOptions> = {}) {
  return clientFor(await listening(http.createServer(listener)), more);
}

/** A server that is a function of the bytes: called for each request with the socket and the number of the connection. */
async function raw(onRequest: (socket: Socket, connection: number) => void, more: Partial<ClientOptions> = {}) {
  let connections = 0;
  const server = net.createServer((socket) => {
    const connection = ++connections;
    socket.on('data', () => onRequest(socket, connection));
  });
  return clientFor(await listening(server), more);
}

const ok = 'HTTP/1.1 200 OK\r\n';
const okWith = (body: string) => `${ok}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

type Seen = { method: string | undefined; url: string | undefined; headers: http.IncomingHttpHeaders; body: string };

async function echo(more: Partial<ClientOptions>, request: Request): Promise<Seen> {
  const client = await serving(async (incoming, answer) => {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const { method, url, headers } = incoming;
    answer.end(JSON.stringify({ method, url, headers, body: Buffer.concat(parts).toString() }));
  }, more);
  return JSON.parse(textOf((await client.send(request)).reply));
}

test('a request goes out with base path, JSON body, and nothing that it did not ask for', async () => {
  const { method, url, headers, body } = await echo({}, post({ a: 'ä' }));
  expect([method, url, body]).toEqual(['POST', '/v1/chat/completions', '{"a":"ä"}']);
  const { host, ...rest } = headers;
  expect(host).toMatch(/^127\.0\.0\.1:/);
  expect(rest).toEqual({
    accept: 'application/json',
    'accept-encoding': 'identity',
    'content-type': 'application/json',
    'content-length': '10',
    'user-agent': 'llm-conformance',
    connection: 'keep-alive',
  });
});

test('a query of the base URL goes with every request', async () => {
  const port = await listening(http.createServer((incoming, answer) => answer.end(incoming.url)));
  const client = clientFor(port, { baseUrl: `http://127.0.0.1:${port}/openai?api-version=1` });
  expect(textOf((await client.send(get)).reply)).toBe('/openai/models?api-version=1');
  expect(textOf((await client.send({ ...get, path: '/files?limit=2' })).reply)).toBe(
    '/openai/files?limit=2&api-version=1',
  );
});

test('headers of the request go over those of the endpoint, and these over the defaults', async () => {
  const { headers } = await echo(
    { headers: { 'X-A': '1', 'X-B': '1', Accept: '*/*' } },
    { ...get, headers: { 'x-b': '2', 'accept-encoding': 'gzip' } },
  );
  expect(headers).toMatchObject({ 'x-a': '1', 'x-b': '2', accept: '*/*', 'accept-encoding': 'gzip' });
});

test.each([
  ['key', 'Bearer sk-1', 'sk-2'],
  ['key-lower-case', 'bearer sk-1', 'sk-2'],
  ['none', undefined, undefined],
  ['wrong', `Bearer ${wrongKey}`, wrongKey],
] as const)('credentials are sent as asked: %s', async (auth, authorization, apiKey) => {
  const { headers } = await echo({ key: 'sk-1', headers: { 'api-key': 'sk-2', 'x-y': 'z' } }, { ...get, auth });
  expect([headers.authorization, headers['api-key'], headers['x-y']]).toEqual([authorization, apiKey, 'z']);
});

test('without a key no credentials go out, but a wrong one still does', async () => {
  expect((await echo({}, get)).headers.authorization).toBeUndefined();
  expect((await echo({}, { ...get, auth: 'wrong' })).headers.authorization).toBe(`Bearer ${wrongKey}`);
  expect(wrongKey).toHaveLength(40);
});

test('parts go out as multipart/form-data', async () => {
  const parts = [
    { name: 'purpose', value: 'assistants' },
    { name: 'file', value: Buffer.from('{}\n'), filename: 'a"b\r\n.jsonl', contentType: 'application/jsonl' },
  ];
  const { headers, body } = await echo({}, { ...get, method: 'POST', body: { parts } });
  const form = await new Response(body, { headers: { 'content-type': headers['content-type']! } }).formData();
  const file = form.get('file') as File;
  expect(form.get('purpose')).toBe('assistants');
  expect([file.name, file.type, await file.text()]).toEqual(['a"b\r\n.jsonl', 'application/jsonl', '{}\n']);
});

test('text and bytes go out untouched', async () => {
  const text = await echo({}, { ...get, method: 'POST', body: { text: '{"a":', contentType: 'text/x' } });
  expect([text.body, text.headers['content-type']]).toEqual(['{"a":', 'text/x']);
  const bytes = { bytes: Buffer.from('ä'), contentType: 'application/octet-stream' };
  expect((await echo({}, { ...get, method: 'POST', body: bytes })).body).toBe('ä');
});

test('a reply comes back as it came', async () => {
  const client = await raw((socket) =>
    socket.end(
      'HTTP/1.1 404 Nope\r\nX-A: 1\r\nx-a: 2\r\n__proto__: p\r\nX-L: \xe4\r\nContent-Length: 2\r\n\r\nhi',
      'latin1',
    ),
  );
  const { reply, sentBytes } = await client.send(post({}));
  expect(reply).toMatchObject({ status: 404, end: { how: 'complete' } });
  expect(Object.entries(reply.headers)).toEqual([
    ['x-a', '1, 2'],
    ['__proto__', 'p'],
    ['x-l', 'ä'],
    ['content-length', '2'],
  ]);
  expect(textOf(reply)).toBe('hi');
  expect(sentBytes).toBe(2);
  expect(reply.headersAt).toBeGreaterThan(0);
  expect(reply.end.at).toBeGreaterThanOrEqual(reply.reads[0]!.at);
});

test('redirects are not followed', async () => {
  let requests = 0;
  const client = await serving((_, answer) => {
    requests++;
    answer.writeHead(307, { location: '/elsewhere' }).end();
  });
  expect((await client.send(get)).reply.status).toBe(307);
  expect(requests).toBe(1);
});

test('events keep the time they arrived at', async () => {
  const client = await serving(async (_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const i of [0, 1, 2]) {
      answer.write(`data: ${i}\n\n`);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    answer.end();
  });
  const { events } = decodeEvents((await client.send(get)).reply.reads);
  const [a, b, c] = events.map(({ at }) => at);
  expect(b! - a!).toBeGreaterThan(30);
  expect(c! - b!).toBeGreaterThan(30);
});

test('an interim answer is no answer', async () => {
  const client = await raw((socket) => socket.write(`HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${okWith('hi')}`));
  expect((await client.send(get)).reply).toMatchObject({ status: 200, headers: { 'content-length': '2' } });
});

test('a body that ends with its connection is complete', async () => {
  const client = await raw((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nhi'));
  const { reply } = await client.send(get);
  expect([textOf(reply), reply.end.how]).toEqual(['hi', 'complete']);
});

const dead: [string, (socket: Socket) => void, Partial<Reply>, RegExp][] = [
  [
    'closes without a byte',
    (socket) => socket.destroy(),
    { status: 0 },
    /^unreachable the server closed the connection|^unreachable the connection was reset/,
  ],
  [
    'resets without a byte',
    (socket) => socket.resetAndDestroy(),
    { status: 0 },
    /^unreachable the connection was reset \(ECONNRESET\)/,
  ],
  [
    'answers in no HTTP',
    (socket) => socket.end('SSH-2.0-x\r\n'),
    { status: 0 },
    /^unreachable this is not valid HTTP\/1\.1: Expected HTTP/,
  ],
  [
    'breaks off in the header section',
    (socket) => socket.end(`${ok}X: `),
    { status: 0 },
    /^unreachable .*UND_ERR_SOCKET/,
  ],
  [
    'breaks its word on the length',
    (socket) => socket.end(`${ok}Content-Length: 9\r\n\r\nabc`),
    { status: 200 },
    /^truncated .*\(UND_ERR/,
  ],
  [
    'forgets the last chunk',
    (socket) => socket.end(`${ok}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`),
    { status: 200 },
    /^truncated/,
  ],
  [
    'has a bad chunk size',
    (socket) => socket.end(`${ok}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nxyz\r\n`),
    { status: 200 },
    /^truncated this is not valid HTTP\/1\.1: Invalid character in chunk size/,
  ],
  [
    'sends too large a header section',
    (socket) => socket.end(`${ok}X: ${'x'.repeat(70_000)}\r\n\r\n`),
    { status: 0 },
    /^too-large the header section is larger than 64 KiB/,
  ],
];

test.each(dead)('a server that %s becomes a reply', async (_, onRequest, reply, end) => {
  const client = await raw(onRequest);
  const sent = await client.send(post({}));
  expect(sent.reply).toMatchObject(reply);
  expect(`${sent.reply.end.how} ${sent.reply.end.detail}`).toMatch(end);
  expect(sent.closedBeforeFirstByte).toBe(false);
  expect(textOf(sent.reply)).toBe(reply.status === 200 ? 'abc' : '');
});

test('a reset in the body keeps what came before it', async () => {
  const client = await raw((socket) => {
    socket.write(`${ok}Content-Length: 9\r\n\r\nabc`);
    setTimeout(() => socket.resetAndDestroy(), 50);
  });
  const { reply } = await client.send(get);
  expect([textOf(reply), reply.end.how]).toEqual(['abc', 'truncated']);
});

test('a refused connection is told in words', async () => {
  const server = net.createServer();
  const port = await listening(server);
  server.close();
  await once(server, 'close');
  const { reply } = await clientFor(port).send(get);
  expect(reply).toMatchObject({
    status: 0,
    reads: [],
    end: { how: 'unreachable', detail: 'connection refused (ECONNREFUSED)' },
  });
});

const drip = (socket: Socket, text: string) => {
  const timer = setInterval(() => socket.write(text), 20);
  socket.on('close', () => clearInterval(timer));
};

const slow: [string, (socket: Socket) => void, Partial<typeof timeouts>, string, number][] = [
  ['answers nothing', () => {}, { headers: 100 }, 'no response headers within 100 ms', 0],
  [
    'answers 103 for ever',
    (socket) => drip(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n'),
    { headers: 100 },
    'no response headers within 100 ms',
    0,
  ],
  [
    'stops in the body',
    (socket) => socket.write(`${ok}Content-Length: 9\r\n\r\nabc`),
    { idle: 100 },
    'nothing more of the body within 100 ms',
    200,
  ],
  [
    'drips its body',
    (socket) => {
      socket.write(`${ok}Transfer-Encoding: chunked\r\n\r\n`);
      drip(socket, '1\r\nx\r\n');
    },
    { idle: 100, total: 300 },
    'the reply was not complete within 300 ms',
    200,
  ],
];

test.each(slow)('a server that %s meets a deadline', async (_, onRequest, limits, detail, status) => {
  const client = await raw(onRequest, { timeouts: { ...timeouts, ...limits } });
  const start = performance.now();
  const { reply } = await client.send(get);
  expect(reply).toMatchObject({ status, end: { how: 'timeout', detail } });
  expect(performance.now() - start).toBeLessThan(1500);
});

test('a header section that drips meets the deadline too', async () => {
  const header = [...`${ok}X-A: ${'b'.repeat(1000)}`];
  const client = await raw(
    (socket) => {
      const timer = setInterval(() => socket.write(header.shift() ?? 'x'), 10);
      socket.on('close', () => clearInterval(timer));
    },
    { timeouts: { ...timeouts, headers: 150 } },
  );
  expect((await client.send(get)).reply.end).toMatchObject({
    how: 'timeout',
    detail: 'no response headers within 150 ms',
  });
});

test('a connection that is never made meets a deadline', async () => {
  // Accepts, and never shakes hands.
  const port = await listening(net.createServer());
  const client = clientFor(port, { baseUrl: `https://127.0.0.1:${port}`, timeouts: { ...timeouts, connect: 150 } });
  const { reply } = await client.send(get);
  expect(reply).toMatchObject({ status: 0, end: { how: 'timeout' } });
  expect(reply.end.detail).toMatch(/^no connection within 150 ms/);
});

test('a body over the cap is kept up to the cap', async () => {
  const client = await serving(
    (_, answer) => {
      const more = () => answer.write('x'.repeat(10_000)) && setImmediate(more);
      answer.on('drain', more).on('error', () => {});
      more();
    },
    { caps: { body: 25_000 } },
  );
  const { reply } = await client.send(get);
  expect(reply.end).toMatchObject({ how: 'too-large', detail: 'body over 25,000 bytes' });
  expect(bytesOf(reply)).toHaveLength(25_000);
});

test('a stream over the caps on lines and events is cut', async () => {
  const stream = (text: string, caps: ClientOptions['caps']) =>
    serving(
      (_, answer) => {
        answer.writeHead(200, { 'content-type': 'text/event-stream' }).write(text);
      },
      { caps: caps! },
    ).then((client) => client.send(get));
  const { reply: line } = await stream(`data: ${'x'.repeat(2000)}`, { line: 1000 });
  expect(line.end).toMatchObject({ how: 'too-large', detail: 'line over 1,000 bytes' });
  const { reply: events } = await stream('data: 1\n\n'.repeat(20), { events: 10 });
  expect(events.end).toMatchObject({ how: 'too-large', detail: 'events over 10 in number' });
});

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
  ['GZIP', gzipSync],
] as const)('a body in the coding %s is undone', async (coding, compress) => {
  const client = await serving((_, answer) =>
    answer.writeHead(200, { 'content-encoding': coding }).end(compress('{"a":1}')),
  );
  const { reply } = await client.send(get);
  expect([textOf(reply), reply.end.how]).toEqual(['{"a":1}', 'complete']);
  expect(reply.headers['content-encoding']).toBe(coding);
});

test('a body in an unknown coding stays as it is', async () => {
  const client = await serving((_, answer) => answer.writeHead(200, { 'content-encoding': 'zstd' }).end('raw'));
  expect(textOf((await client.send(get)).reply)).toBe('raw');
});

test('a bomb goes off no further than the cap', async () => {
  const bomb = gzipSync(Buffer.alloc(200e6));
  const client = await serving((_, answer) => answer.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb), {
    caps: { body: 1e6 },
  });
  const { reply } = await client.send(get);
  expect(reply.end.how).toBe('too-large');
  expect(bytesOf(reply)).toHaveLength(1e6);
});

test('a compressed body is whole, however large, though its connection closes behind it', async () => {
  const body = randomBytes(300_000);
  const packed = gzipSync(body);
  const head = `${ok}Content-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n\r\n`;
  const client = await raw((socket) => void socket.end(Buffer.concat([Buffer.from(head), packed])));
  const { reply } = await client.send(get);
  expect(reply.end.how).toBe('complete');
  expect(Buffer.from(bytesOf(reply)).equals(body)).toBe(true);
});

test('a broken coding is a truncated body', async () => {
  const cut = gzipSync('x'.repeat(1000)).subarray(0, 20);
  const client = await serving((_, answer) => answer.writeHead(200, { 'content-encoding': 'gzip' }).end(cut));
  const { reply } = await client.send(get);
  expect(reply.end).toMatchObject({ how: 'truncated', detail: expect.stringMatching(/^the content coding is broken/) });
});

test('we hang up after so many events, and the server notices', async () => {
  let gone: Promise<unknown> | undefined;
  const client = await serving((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/event-stream' });
    const timer = setInterval(() => answer.write('data: 1\n\n'), 5);
    gone = once(answer, 'close').then(() => clearInterval(timer));
  });
  const { reply } = await client.send({ ...get, abort: { afterEvents: 3 } });
  expect(reply.end).toMatchObject({ how: 'aborted', detail: 'we hung up after 3 events' });
  expect(decodeEvents(reply.reads).events.length).toBeGreaterThanOrEqual(3);
  await gone;
});

test('a cancelled run ends its requests at once, and leaves no listener behind', async () => {
  const run = new AbortController();
  const client = await serving(({ url }, answer) => void (url === '/v1/models' ? answer.end('{}') : undefined));
  await Promise.all(Array.from({ length: 15 }, () => client.send(get, run.signal)));
  expect(getEventListeners(run.signal, 'abort')).toEqual([]);
  const pending = client.send(post({}), run.signal);
  setTimeout(() => run.abort(), 30);
  expect((await pending).reply).toMatchObject({ status: 0, end: { how: 'aborted', detail: 'the run was cancelled' } });
  expect((await client.send(get, run.signal)).reply.end.how).toBe('aborted');
});

test('of a reply that is cancelled the beginning is kept', async () => {
  const run = new AbortController();
  const begun = 'x'.repeat(1 << 20);
  const client = await serving((_, answer) => void answer.write(begun, () => setTimeout(() => run.abort(), 100)));
  const { reply } = await client.send(get, run.signal);
  expect(reply.end.how).toBe('aborted');
  expect(textOf(reply)).toBe('x'.repeat(256 << 10));
});

test('a connection that had served and closes before the first byte is told from all others', async () => {
  const seen: number[] = [];
  const client = await raw((socket, connection) => {
    seen.push(connection);
    if (seen.length === 2) socket.destroy();
    else socket.write(okWith('hi'));
  });
  expect((await client.send(post({}))).reply.status).toBe(200);
  const lost = await client.send(post({}));
  expect(lost).toMatchObject({ closedBeforeFirstByte: true, reply: { status: 0, end: { how: 'unreachable' } } });
  expect((await client.send(post({}))).reply.status).toBe(200);
  expect(seen).toEqual([1, 1, 2]);
});

test('one byte of a reply is enough for it not to be that', async () => {
  let requests = 0;
  const client = await raw((socket) => (++requests === 2 ? socket.end('H') : socket.write(okWith('hi'))));
  await client.send(post({}));
  expect(await client.send(post({}))).toMatchObject({ closedBeforeFirstByte: false, reply: { status: 0 } });
});

test('a connection that the server closes behind a reply is not used again', async () => {
  const seen: number[] = [];
  const client = await raw((socket, connection) => {
    seen.push(connection);
    socket.end(okWith('hi'));
  });
  for (let i = 0; i < 3; i++) expect((await client.send(post({}))).reply.status).toBe(200);
  expect(seen).toEqual([1, 2, 3]);
});

test('connections are kept, as many as there are requests at once', async () => {
  const seen = new Set<number>();
  const client = await raw((socket, connection) => {
    seen.add(connection);
    setTimeout(() => socket.write(okWith('hi')), 10);
  });
  for (let i = 0; i < 5; i++) await Promise.all(Array.from({ length: 4 }, () => client.send(post({}))));
  expect(seen.size).toBe(4);
});

test('an answer before the end of the request is an answer', async () => {
  const client = await raw(
    (socket) =>
      socket.writable && socket.write('HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'),
  );
  const { reply } = await client.send({ ...post({ a: 'x'.repeat(5_000_000) }) });
  expect(reply).toMatchObject({ status: 413, end: { how: 'complete' } });
});

test('a request that is no HTTP becomes a reply that says so', async () => {
  const client = await serving((_, answer) => answer.end());
  const { reply } = await client.send({ ...get, headers: { 'x-a': 'a\r\nb' } });
  expect(reply).toMatchObject({ status: 0, end: { how: 'unreachable' } });
  expect(reply.end.detail).toContain('UND_ERR_INVALID_ARG');
  const loop: { self?: unknown } = {};
  loop.self = loop;
  expect((await client.send(post(loop))).reply.end.detail).toMatch(/^the request could not be written/);
});

test('certificates are verified, unless there is a reason to trust', async () => {
  const server = tls.createServer({ cert: certificate, key }, (socket) =>
    socket.on('error', () => {}).on('data', () => socket.write(okWith('hi'))),
  );
  const baseUrl = `https://127.0.0.1:${await listening(server)}/v1`;
  const send = (more: Partial<ClientOptions>) => clientFor(0, { baseUrl, ...more }).send(get);
  expect((await send({})).reply).toMatchObject({
    status: 0,
    end: { how: 'unreachable', detail: 'self-signed certificate (DEPTH_ZERO_SELF_SIGNED_CERT)' },
  });
  expect((await send({ ca: certificate })).reply.status).toBe(200);
  expect((await send({ insecure: true })).reply.status).toBe(200);
});

test('over TLS too a served connection that closes before the first byte is told', async () => {
  let requests = 0;
  const server = tls.createServer({ cert: certificate, key }, (socket) =>
    socket.on('error', () => {}).on('data', () => (++requests === 2 ? socket.destroy() : socket.write(okWith('hi')))),
  );
  const client = clientFor(0, { baseUrl: `https://127.0.0.1:${await listening(server)}`, ca: certificate });
  expect((await client.send(get)).reply.status).toBe(200);
  expect((await client.send(get)).closedBeforeFirstByte).toBe(true);
});

test('TLS to a port without it is told in words', async () => {
  const port = await listening(http.createServer());
  const { reply } = await clientFor(port, { baseUrl: `https://127.0.0.1:${port}` }).send(get);
  expect(reply.end.detail).toMatch(/^no TLS on this port/);
});

test.each(['localhost:8000', 'ftp://x', 'nonsense', ''])('%j is no base URL, and the error says what is', (baseUrl) => {
  expect(() => createClient({ baseUrl, timeouts })).toThrow(
    'must be an http or https URL such as http://localhost:8000/v1',
  );
});
