import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Reply } from '../transport/exchange.ts';
import type { Fault } from '../transport/fault.ts';
import type { Request } from '../transport/request.ts';
import { envelope, tooLarge, unknownPath } from './errors.ts';
import { type Incoming, requestOf, target } from './incoming.ts';
import { createReference } from './reference.ts';
import type { ReferenceOptions } from './service.ts';

export type ServeOptions = ReferenceOptions & {
  /** Default: any free one. */
  port?: number;
  /** Default: 127.0.0.1. */
  host?: string;
  fault?: Fault;
  /** Whether the times of the replies are kept. Default: everything is written at once. */
  pace?: boolean;
};

/** `url`: the base URL, `/v1` included. `requests`: how many came in whole. `close`: also ends what is under way. */
export type Served = { url: string; close(): Promise<void>; requests(): number };

/** The reference server over a socket. Rejects where the port cannot be had. */
export async function serve(options: ServeOptions = {}): Promise<Served> {
  const { host = '127.0.0.1', port = 0, key, fault, pace = false } = options;
  const reference = createReference(options);
  const earlier: Request[] = [];
  let count = 0;
  const server = createServer({ maxHeaderSize: longestHead }, async (message, response) => {
    try {
      const incoming = await read(message);
      count++;
      const reply = replyTo(incoming, reference(incoming, earlier));
      await write(fault ? faulty(fault, reply, requestOf(incoming, key), earlier) : reply, response, pace);
    } catch {
      // The client hung up, or a fault made what HTTP cannot say: there is nobody, or no way, to tell.
      response.destroy();
    }
  });
  await listening(server, port, host);
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}/v1`,
    close: () => closed(server),
    requests: () => count,
  };
}

/** Only faults want to know what came before: without one nothing is kept. */
function faulty(fault: Fault, reply: Reply, request: Request, earlier: Request[]): Reply {
  const before = earlier.slice();
  earlier.push(request);
  return fault(reply, request, before);
}

const base = '/v1';
/** Beyond it Node.js itself answers 431; up to it the reference does, in the envelope. */
const longestHead = 512 * 1024;
const largest = 20 * 1024 * 1024;

async function read(message: IncomingMessage): Promise<Incoming & { above?: string; cut?: true }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= largest) chunks.push(chunk);
  }
  const { path: pathname, query } = target(message.url ?? '/');
  const below = pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : undefined;
  const headers = Object.entries(message.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]);
  return {
    method: message.method ?? 'GET',
    path: below ?? pathname,
    query,
    headers: Object.fromEntries(headers) as Incoming['headers'],
    body: Buffer.concat(chunks),
    ...(below === undefined ? { above: pathname } : {}),
    ...(size > largest ? { cut: true as const } : {}),
  };
}

/** What only a socket can get wrong: a path outside the API, and a body without end. */
function replyTo({ method, above, cut }: Awaited<ReturnType<typeof read>>, reply: Reply): Reply {
  const problem = cut ? tooLarge(largest) : above === undefined ? undefined : unknownPath(method, above);
  if (!problem) return reply;
  const headers = { 'content-type': 'application/json' };
  const bytes = Buffer.from(JSON.stringify(envelope(problem)), 'utf8');
  return { ...reply, status: problem.status, headers, reads: [{ at: reply.headersAt, bytes }] };
}

async function write(
  { status, headers, headersAt, reads, end }: Reply,
  response: ServerResponse,
  pace: boolean,
): Promise<void> {
  const start = Date.now();
  const until = async (at: number) => {
    if (pace) await sleep(Math.max(0, start + at - Date.now()), undefined, { ref: false });
  };
  // One that never begins is held open, too.
  if (status === 0 && end.how === 'timeout') return;
  if (status === 0 || end.how === 'unreachable') return void response.destroy();
  await until(headersAt);
  const whole = end.how === 'complete' && reads.length <= 1 && !/event-stream/i.test(headers['content-type'] ?? '');
  response.writeHead(status, {
    ...headers,
    ...(whole ? { 'content-length': String(reads[0]?.bytes.length ?? 0) } : {}),
  });
  response.flushHeaders();
  for (const { at, bytes } of reads) {
    await until(at);
    if (!(await delivered(response, bytes))) return;
  }
  await until(end.at);
  // A reply that never came to an end is held open until the client gives up or the server closes.
  if (end.how === 'timeout') return;
  if (end.how === 'truncated') response.destroy();
  else response.end();
}

/** Waits until the bytes are on their way, so that reads stay apart; false: the client has gone. */
function delivered(response: ServerResponse, bytes: Uint8Array): Promise<boolean> {
  if (response.destroyed || bytes.length === 0) return Promise.resolve(!response.destroyed);
  return new Promise((resolve) => {
    const gone = () => resolve(false);
    response.once('close', gone);
    response.write(bytes, (error) => {
      response.off('close', gone);
      resolve(!error);
    });
  });
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
