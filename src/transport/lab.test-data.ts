import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';

/**
 * One thing that a server does on a connection. The verbs are those of curl's test server and of toxiproxy; a script is
 * a list of them, done in turn: `[request, send('HTTP/1.1 200 OK\r\n\r\n{'), stall]`.
 */
export type Step = (line: Line) => Promise<unknown> | unknown;
export type Script = readonly Step[];

/** One connection as its server sees it. */
export type Line = {
  socket: Socket;
  /** What came and was not yet looked at. */
  unread: Buffer;
  /** Requests as they came, over all connections. */
  seen: string[];
};

export type Lab = {
  port: number;
  /** Every request that was waited for. */
  seen: readonly string[];
  connections(): number;
  close(): void;
};

export type LabOptions = { tls?: tls.TlsOptions; host?: string };

/** A server that does what it is told, byte for byte: the same on each connection, or by the number of it, from 1. */
export async function lab(script: Script | ((connection: number) => Script), options: LabOptions = {}): Promise<Lab> {
  const sockets = new Set<Socket>();
  const seen: string[] = [];
  let connections = 0;
  const serve = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    connections += 1;
    void perform(typeof script === 'function' ? script(connections) : script, newLine(socket, seen));
  };
  // A client that has sent its last byte may still be told something.
  const server = options.tls ? tls.createServer(options.tls, serve) : net.createServer({ allowHalfOpen: true }, serve);
  server.on('tlsClientError', () => {});
  server.listen(0, options.host ?? '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, seen, connections: () => connections, close };
}

/** Waits for a request to its last byte. */
export const request: Step = async (line) => {
  for (;;) {
    const end = endOfRequest(line.unread);
    if (end !== undefined) {
      line.seen.push(line.unread.subarray(0, end).toString('latin1'));
      line.unread = line.unread.subarray(end);
      return;
    }
    await once(line.socket, 'more');
  }
};

/** Waits for the first byte of a request. */
export const firstByte: Step = async ({ socket, unread }) => void (unread.length > 0 || (await once(socket, 'more')));

/** Writes bytes (text as Latin-1, one byte a character), as fast as the other side takes them. */
export const send =
  (bytes: string | Uint8Array): Step =>
  ({ socket }) =>
    written(socket, bytes);

/** Does nothing for so many milliseconds. */
export const idle = (ms: number): Step => sleeping(ms);

/** Writes bytes one by one, with so many milliseconds between them. */
export const drip = (bytes: string | Uint8Array, ms: number): Step => slice(bytes, 1, ms);

/** Writes bytes in pieces of a size. */
export const slice =
  (bytes: string | Uint8Array, size: number, ms = 0): Step =>
  async ({ socket }) => {
    const whole = Buffer.from(bytes as string, 'latin1');
    for (let at = 0; at < whole.length && !socket.destroyed; at += size) {
      await written(socket, whole.subarray(at, at + size));
      if (ms > 0) await sleep(ms);
    }
  };

/** Writes no more than so many of the bytes, and closes. */
export const limit =
  (bytes: string | Uint8Array, most: number): Step =>
  async (line) => {
    await written(line.socket, Buffer.from(bytes as string, 'latin1').subarray(0, most));
    return close(line);
  };

/** Does the steps again and again, until the connection is gone. */
export const forever =
  (...steps: Script): Step =>
  async (line) => {
    while (!line.socket.destroyed) await inTurn(steps, line);
  };

/** Says that nothing more will come, in the way that TCP has for it. */
export const close: Step = ({ socket }) => void socket.end();

/** The same, after so many milliseconds of silence. */
export const slowClose =
  (ms: number): Step =>
  async (line) => {
    await sleeping(ms)(line);
    return close(line);
  };

/** Resets the connection. */
export const reset: Step = ({ socket }) => void socket.resetAndDestroy();

/** Keeps the connection open, and says nothing more on it. */
export const stall: Step = ({ socket }) => socket.destroyed || once(socket, 'close');

// --- what steps stand on

const sleeping =
  (ms: number): Step =>
  ({ socket }) => {
    const gone = new AbortController();
    socket.once('close', () => gone.abort());
    return sleep(ms, undefined, { signal: gone.signal }).catch(() => {});
  };

function newLine(socket: Socket, seen: string[]): Line {
  socket.setMaxListeners(0);
  const line: Line = { socket, unread: Buffer.alloc(0), seen };
  socket.on('data', (bytes: Buffer) => {
    line.unread = Buffer.concat([line.unread, bytes]);
    socket.emit('more');
  });
  socket.on('end', () => socket.emit('more'));
  return line;
}

async function perform(script: Script, line: Line): Promise<void> {
  try {
    await inTurn(script, line);
  } catch {
    // The other side has gone, and with it the reason to go on.
  }
}

async function inTurn(steps: Script, line: Line): Promise<void> {
  for (const step of steps) await step(line);
}

async function written(socket: Socket, bytes: string | Uint8Array): Promise<void> {
  if (socket.destroyed) throw new Error('gone');
  const whole = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
  if (socket.write(whole)) return void (await new Promise(setImmediate));
  await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
}

function endOfRequest(bytes: Buffer): number | undefined {
  const head = bytes.indexOf('\r\n\r\n');
  if (head === -1) return undefined;
  const length = /^content-length: *(\d+)/im.exec(bytes.subarray(0, head).toString('latin1'))?.[1] ?? '0';
  const end = head + 4 + Number(length);
  return bytes.length >= end ? end : undefined;
}
