import { connect } from 'node:net';
import { once } from 'node:events';

import { afterEach, expect, test } from 'vitest';

import type { JsonObject } from '../spec/json.ts';
import type { Reply } from '../transport/exchange.ts';
import type { Fault } from '../transport/fault.ts';
import type { Request } from '../transport/request.ts';
import { incomingOf } from './incoming.ts';
import { createReference } from './reference.ts';
import { serve, type Served, type ServeOptions } from './server.ts';

const open: Served[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function started(options: ServeOptions = {}): Promise<Served> {
  const server = await serve({ now: () => 1.7e12, ...options });
  open.push(server);
  return server;
}

const body = { model: 'orchard-large', messages: [{ role: 'user', content: 'Count to 20 🙂' }] };

function post(url: string, json: JsonObject, headers: { [name: string]: string } = {}): Promise<Response> {
  return fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(json),
  });
}

const requests: Request[] = [
  { method: 'POST', path: '/chat/completions', intent: 'plain', body: { json: body } },
  { method: 'POST', path: '/chat/completions', intent: 'plain', body: { json: { ...body, stream: true } } },
  {
    method: 'POST',
    path: '/chat/completions',
    intent: 'invalid',
    body: { text: '{', contentType: 'application/json' },
  },
  { method: 'GET', path: '/models', intent: 'plain' },
  { method: 'GET', path: '/models/orchard%2Dsmall', intent: 'plain' },
  { method: 'PATCH', path: '/models', intent: 'invalid' },
  { method: 'GET', path: '/models', intent: 'plain', auth: 'none' },
];

test('over a socket the replies are those of the function', async () => {
  const key = 'k-of-the-tests';
  const options = { key, now: () => 1.7e12, seed: 9 };
  const reference = createReference(options);
  const { url } = await started(options);
  for (const request of requests) {
    const { method, path, query, headers, body: sent } = incomingOf(request, key);
    const expected = reference({ method, path, query, headers, body: sent }, []);
    const response = await fetch(url + path, {
      method,
      headers,
      ...(sent.length > 0 ? { body: Buffer.from(sent) } : {}),
    });
    const text = await response.text();
    expect([response.status, text]).toEqual([
      expected.status,
      Buffer.concat(expected.reads.map(({ bytes }) => bytes)).toString('utf8'),
    ]);
    for (const [name, value] of Object.entries(expected.headers)) expect(response.headers.get(name)).toBe(value);
    const length = response.headers.get('content-length');
    expect(length).toBe(text.startsWith('data:') ? null : String(Buffer.byteLength(text)));
  }
});

test('a fault sees the request and those before it, and its reply goes out', async () => {
  const seen: [Request, number][] = [];
  const fault: Fault = (reply, request, earlier) => {
    seen.push([request, earlier.length]);
    return { ...reply, status: 418, headers: { ...reply.headers, 'x-broken': 'yes' } };
  };
  const { url, requests: count } = await started({ fault, key: 'k' });
  const response = await post(url, body, { authorization: 'Bearer k' });
  await post(url, body);
  expect([response.status, response.headers.get('x-broken')]).toEqual([418, 'yes']);
  expect(seen.map(([{ auth, path, intent }, earlier]) => [auth, path, intent, earlier])).toEqual([
    ['key', '/chat/completions', 'plain', 0],
    ['none', '/chat/completions', 'plain', 1],
  ]);
  expect(seen[0]![0].body).toEqual({ json: body });
  expect(JSON.stringify(seen)).not.toContain('Bearer');
  expect(count()).toBe(2);
});

const ends: [string, boolean, (reply: Reply) => Reply][] = [
  ['a stream', true, (reply) => ({ ...reply, reads: reply.reads.slice(0, 3), end: { how: 'truncated', at: 9 } })],
  [
    'half a body',
    false,
    ({ reads, ...reply }) => ({
      ...reply,
      reads: reads.map(({ at, bytes }) => ({ at, bytes: bytes.subarray(0, 20) })),
      end: { how: 'truncated', at: 9 },
    }),
  ],
];

test.each(ends)('%s that is cut off arrives as far as it was written, and fails there', async (_, stream, fault) => {
  const { url } = await started({ fault });
  const response = await post(url, { ...body, stream });
  const read: Uint8Array[] = [];
  const reading = (async () => {
    for await (const bytes of response.body!) read.push(bytes);
  })();
  await expect(reading).rejects.toThrow(/terminated/);
  const text = Buffer.concat(read).toString('utf8');
  expect(stream ? text.match(/\n\n/g) : text).toHaveLength(stream ? 3 : 20);
});

test('an endpoint that is not there closes the connection, and what HTTP cannot say does not crash the server', async () => {
  const faults: Fault[] = [
    (reply) => ({ ...reply, status: 0, end: { how: 'unreachable', at: 0 } }),
    (reply) => ({ ...reply, headers: { 'x y': 'z' } }),
    () => {
      throw new Error('a fault of the fault');
    },
  ];
  const { url } = await started({
    fault: (reply, request, earlier) => (faults[earlier.length] ?? ((same) => same))(reply, request, earlier),
  });
  for (let i = 0; i < faults.length; i++) await expect(post(url, body)).rejects.toThrow(/fetch failed/);
  expect((await post(url, body)).status).toBe(200);
});

test('a client that hangs up in the middle leaves the server as it was', async () => {
  const { url } = await started({ pace: true });
  for (let i = 0; i < 5; i++) {
    const abort = new AbortController();
    const response = await fetch(`${url}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, stream: true }),
      signal: abort.signal,
    });
    await response.body!.getReader().read();
    abort.abort();
  }
  const { port } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write('POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"mod');
  await once(socket, 'connect');
  socket.destroy();
  expect((await post(url, body)).status).toBe(200);
});

test('with pace the times of the reply are kept', async () => {
  const slow: Fault = (reply) => ({
    ...reply,
    headersAt: 60,
    reads: reply.reads.map((read) => ({ ...read, at: 120 })),
    end: { how: 'complete', at: 120 },
  });
  const { url } = await started({ fault: slow, pace: true });
  const start = Date.now();
  const response = await post(url, body);
  const headers = Date.now() - start;
  await response.text();
  expect(headers).toBeGreaterThanOrEqual(55);
  expect(Date.now() - start).toBeGreaterThanOrEqual(115);
});

test('events come one by one', async () => {
  const fault: Fault = (reply) => ({ ...reply, reads: reply.reads.map((read, i) => ({ ...read, at: 20 * i })) });
  const { url } = await started({ fault, pace: true });
  const response = await post(url, { ...body, stream: true, max_tokens: 4 });
  let events = 0;
  for await (const bytes of response.body!) {
    events++;
    expect(Buffer.from(bytes).toString('utf8').match(/\n\n/g)).toHaveLength(1);
  }
  expect(events).toBeGreaterThan(4);
});

test('a path outside the API, and a body of more than 20 MiB, are refused in the envelope', async () => {
  const { url } = await started();
  const outside = await fetch(`${new URL(url).origin}/chat/completions`, { method: 'POST', body: '{}' });
  expect(outside.status).toBe(404);
  expect(await outside.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
  const large = await post(url, { ...body, padding: 'x'.repeat(21 << 20) });
  expect(large.status).toBe(413);
  expect(await large.json()).toMatchObject({ error: { code: 'request_too_large' } });
});

test('a port that is taken is an error', async () => {
  const { url } = await started();
  await expect(serve({ port: Number(new URL(url).port) })).rejects.toThrow(/EADDRINUSE/);
});
