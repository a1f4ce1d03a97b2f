import { Socket } from 'node:net';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';

import { buildConnector, Client as Connection } from 'undici';

import { createAllowance } from './allowance.ts';
import type { Reply } from './exchange.ts';
import { failureOf } from './failure.ts';
import { outgoing, type Endpoint, type Outgoing } from './outgoing.ts';
import type { Request } from './request.ts';
import { transmit } from './transmit.ts';

export type ClientOptions = {
  /** `https://host/v1`; requests name paths below it. */
  baseUrl: string;
  /** Sent as a bearer token; without one no credentials go out. */
  key?: string;
  headers?: { readonly [name: string]: string };
  /** Milliseconds: to connect; from there to the end of the header section; between reads of the body; in all. */
  timeouts: Timeouts;
  /**
   * Most bytes of a body after content codings are undone, events of a stream, bytes of one line of it, values and lines
   * of any body, and header fields.
   */
  caps?: Partial<Caps>;
  /** PEM of the authorities to trust instead of the system's. */
  ca?: string;
  /** Trust any certificate. */
  insecure?: boolean;
};

export type Timeouts = { connect: number; headers: number; idle: number; total: number };
export type Caps = { body: number; events: number; line: number; parts: number; fields: number };

export type Sent = {
  reply: Reply;
  /** A connection that had served before closed without a byte of reply: the one case where sending again is safe. */
  closedBeforeFirstByte: boolean;
  /** Bytes of the request's body. */
  sentBytes: number;
};

export type Client = {
  /**
   * Puts one request on the wire. Never rejects: trouble is part of the reply. Follows no redirect, repeats nothing.
   * A signal that aborts may give a sentence for its reason.
   */
  send(request: Request, signal?: AbortSignal, onRead?: OnRead): Promise<Sent>;
  /** Closes all connections. */
  close(): Promise<void>;
};

/** Is told of the bytes of a body under 2xx as they come, content codings undone. */
export type OnRead = (bytes: Uint8Array) => void;

/** One connection and what is known of it. */
export type Lane = {
  connection: Connection;
  /** The socket it stands on now. */
  socket: Socket | undefined;
  /** The socket that was to be connected last. */
  begun?: Socket;
  /** The socket that last carried a whole reply. */
  served: Socket | undefined;
};

/** Far above what any request of ours is answered with, and little enough to be read in the memory of a small machine. */
const defaultCaps: Caps = { body: 2 << 20, events: 5000, line: 2 << 20, parts: 250_000, fields: 1000 };

/** A client for one endpoint. Throws a TypeError where `baseUrl` is no http or https URL. */
export function createClient(options: ClientOptions): Client {
  const endpoint = endpointOf(options);
  const limits = {
    timeouts: options.timeouts,
    caps: { ...defaultCaps, ...options.caps },
    allowance: createAllowance(),
  };
  const idle: Lane[] = [];
  const all = new Set<Lane>();
  const close = async (lane: Lane) => {
    all.delete(lane);
    await lane.connection.destroy();
    // A connection that is still being made outlives that, and keeps the process from its end.
    lane.begun?.destroy();
  };
  return {
    async send(request, signal, onRead) {
      const message = encoded(request, endpoint);
      if ('error' in message) return notSent(message.error);
      // Whoever cancels meanwhile is heard below.
      if (request.pause !== undefined) await sleep(request.pause, undefined, signal && { signal }).catch(() => {});
      // The last one used is the least likely to have been closed.
      const lane = (request.alone ? undefined : idle.pop()) ?? openLane(endpoint.baseUrl, options);
      all.add(lane);
      const sent = await transmit(
        lane,
        message,
        { ...limits, ...hangUp(request), ...(onRead ? { onRead } : {}) },
        signal,
      );
      // Those that stood idle beside it are as old, and may be as closed.
      if (sent.closedBeforeFirstByte) await Promise.all(idle.splice(0).map(close));
      // A server that closes behind its reply is heard before the connection is lent again.
      if (request.alone || sent.reply.end.how !== 'complete') void close(lane);
      else await setImmediate();
      if (all.has(lane)) idle.push(lane);
      return sent;
    },
    async close() {
      idle.length = 0;
      await Promise.all([...all].map(close));
    },
  };
}

function endpointOf({ baseUrl, key, headers }: ClientOptions): Endpoint {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new TypeError(
      `The base URL must be an http or https URL such as http://localhost:8000/v1, not "${baseUrl}".`,
    );
  return { baseUrl: url, ...(key === undefined ? {} : { key }), ...(headers ? { headers } : {}) };
}

function hangUp({ abort }: Request): { afterEvents?: number } {
  return abort ? { afterEvents: abort.afterEvents } : {};
}

function encoded(request: Request, endpoint: Endpoint): Outgoing | { error: unknown } {
  try {
    return outgoing(request, endpoint);
  } catch (error) {
    return { error };
  }
}

function notSent(error: unknown): Sent {
  const detail = `the request could not be written: ${failureOf(error).detail}`;
  const reply: Reply = { status: 0, headers: {}, headersAt: 0, reads: [], end: { how: 'unreachable', at: 0, detail } };
  return { reply, closedBeforeFirstByte: false, sentBytes: 0 };
}

/** One connection each, so that it is known which socket a request went over, and whether it had served before. */
function openLane(baseUrl: URL, { timeouts, ca, insecure = false }: ClientOptions): Lane {
  const tls = { rejectUnauthorized: !insecure, ...(ca === undefined ? {} : { ca }) };
  const connector = buildConnector({ timeout: timeouts.connect, allowH2: false, ...tls });
  const connect: buildConnector.connector = (to, connected) => {
    const begun: unknown = connector(to, (...result: Parameters<typeof connected>) => {
      lane.socket = result[1] ?? undefined;
      connected(...result);
    });
    if (begun instanceof Socket) lane.begun = begun;
  };
  const connection = new Connection(baseUrl.origin, {
    connect,
    pipelining: 1,
    allowH2: false,
    strictContentLength: true,
    maxHeaderSize: 65_536,
    keepAliveTimeout: 4000,
    // The deadlines are kept in transmit.ts, to the millisecond and with names.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const lane: Lane = { connection, socket: undefined, served: undefined };
  return lane;
}
