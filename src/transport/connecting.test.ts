import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

import { expect, test } from 'vitest';

import { createClient } from './client.ts';

test('a connection that is still being made ends with the call that asked for it', async () => {
  // It never answers the TLS handshake.
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const { port } = server.address() as AddressInfo;
  const long = 60_000;
  const client = createClient({
    baseUrl: `https://127.0.0.1:${port}/v1`,
    timeouts: { connect: long, headers: long, idle: long, total: long },
  });
  const cancel = new AbortController();
  const sent = client.send({ method: 'GET', path: '/models', intent: 'plain' }, cancel.signal);
  const [socket] = await accepted;
  const closed = once(socket.resume(), 'close');
  cancel.abort();
  expect((await sent).reply.end.how).toBe('aborted');
  await client.close();
  await closed;
  server.close();
});
