import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, expect, test } from 'vitest';

import { createClient } from './client.ts';
import { bytesOf } from './exchange.ts';
import type { Request } from './request.ts';

// Requests as no client in its right mind sends them.

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function serving(listener: RequestListener) {
  const server = createServer({ maxHeaderSize: 1 << 20 }, listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const timeouts = { connect: 5000, headers: 5000, idle: 5000, total: 10_000 };
  const client = createClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, timeouts });
  cleanups.push(() => (server.closeAllConnections(), server.close()), client.close);
  return client;
}

const post = (more: Partial<Request>): Request => ({
  method: 'POST',
  path: '/x',
  intent: 'invalid',
  body: { json: { text: 'abcdefghij' } },
  ...more,
});

test('a body in slices comes bit by bit, and says beforehand how long it is', async () => {
  const reads: string[] = [];
  const client = await serving(async (request, response) => {
    for await (const bytes of request) reads.push(String(bytes));
    response.end(request.headers['content-length']);
  });
  const { reply } = await client.send(post({ slices: { of: 3, apart: 60 } }));
  expect(Buffer.from(bytesOf(reply)).toString()).toBe('21');
  expect(reads.join('')).toBe('{"text":"abcdefghij"}');
  expect(reads.length).toBeGreaterThan(1);
});

test('a client that hangs up in the middle of its body is heard by the server, and says so', async () => {
  let heard: (broken: boolean) => void;
  const broken = new Promise<boolean>((resolve) => (heard = resolve));
  const client = await serving(async (request) => {
    request.on('close', () => heard(!request.complete));
    request.on('error', () => {}).resume();
  });
  const { reply } = await client.send(post({ slices: { of: 2, apart: 50, sent: 1 } }));
  expect([reply.status, reply.end.how, reply.end.detail]).toEqual([0, 'aborted', expect.stringContaining('1 of 2')]);
  expect(await broken).toBe(true);
});

test('a server that answers in the middle of a slow body is heard', async () => {
  const client = await serving((request, response) => {
    request.on('error', () => {});
    response.writeHead(408, { connection: 'close' }).end();
  });
  const { reply } = await client.send(post({ slices: { of: 4, apart: 100 } }));
  expect(reply.status).toBe(408);
});

test('pieces and floods go out as they are said', async () => {
  const client = await serving(async (request, response) => {
    let length = 0;
    for await (const bytes of request) length += (bytes as Buffer).length;
    response.end(JSON.stringify([length, request.headers['x-flood-3']?.length]));
  });
  const body = { pieces: ['{', { repeat: 'ab', times: 500_000 }], contentType: 'application/json' };
  const { reply } = await client.send(post({ body, flood: { headers: 3, bytes: 999 } }));
  expect(Buffer.from(bytesOf(reply)).toString()).toBe('[1000001,999]');
});

test('a request of its own takes no connection that served before, and leaves none', async () => {
  const ports: (number | undefined)[] = [];
  const client = await serving((request, response) => {
    ports.push(request.socket.remotePort);
    response.end('{}');
  });
  for (const alone of [false, true, false]) await client.send(post(alone ? { alone: true } : {}));
  expect(ports[1]).not.toBe(ports[0]);
  expect(ports[2]).toBe(ports[0]);
});

test('a pause comes before, and ends where the run is cancelled', async () => {
  const client = await serving((_, response) => response.end('{}'));
  const start = performance.now();
  expect((await client.send(post({ pause: 120 }))).reply.status).toBe(200);
  expect(performance.now() - start).toBeGreaterThan(110);
  const cancel = new AbortController();
  setTimeout(() => cancel.abort(), 20);
  expect((await client.send(post({ pause: 60_000 }), cancel.signal)).reply.end.how).toBe('aborted');
});
