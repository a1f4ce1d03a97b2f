import { setMaxListeners } from 'node:events';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Dispatcher } from 'undici';

import type { Allowance } from './allowance.ts';
import type { Caps, Lane, OnRead, Sent, Timeouts } from './client.ts';
import { isDone } from './chat-stream.ts';
import { createEventDecoder, streamCaps, type EventDecoder } from './event-stream.ts';
import { mediaType, type End, type Read, type Reply } from './exchange.ts';
import { duration, failureOf, isClosing } from './failure.ts';
import { inflaterFor } from './inflate.ts';
import type { Outgoing } from './outgoing.ts';
import { createReads } from './reads.ts';
import { partsIn } from './weight.ts';

export type Limits = { timeouts: Timeouts; caps: Caps; allowance: Allowance; afterEvents?: number; onRead?: OnRead };

/** Sends one request over a connection and waits for the end of what comes back. Never rejects. */
export function transmit(lane: Lane, message: Outgoing, limits: Limits, signal?: AbortSignal): Promise<Sent> {
  return new Promise((resolve) => {
    const call = newCall(lane, message, limits, resolve);
    if (signal) obey(call, signal);
    if (call.settled) return;
    const { total, connect } = limits.timeouts;
    call.total = setTimeout(() => stop(call, 'timeout', `${missing(call)} within ${duration(total)}`), total);
    allow(call, connect, 'no connection');
    const { method, path } = message;
    lane.connection.dispatch(
      { method, path, headers: lengthened(message), body: bodyOf(call, message) },
      handler(call),
    );
  });
}

/** What goes out bit by bit says beforehand how long it is. */
function lengthened({ headers, body, slices }: Outgoing): Outgoing['headers'] {
  return slices && body ? { ...headers, 'content-length': String(body.length) } : headers;
}

function bodyOf(call: Call, { body, slices }: Outgoing): Buffer | Readable | null {
  return slices && body ? Readable.from(sliced(call, body, slices)) : (body ?? null);
}

async function* sliced(call: Call, body: Buffer, slices: NonNullable<Outgoing['slices']>): AsyncGenerator<Buffer> {
  const { of, apart, sent = of } = slices;
  const length = Math.ceil(body.length / of);
  for (let i = 0; i < sent && !call.settled; i += 1) {
    yield body.subarray(i * length, (i + 1) * length);
    if (i + 1 < of) await sleep(apart);
  }
  if (sent < of) stop(call, 'aborted', `we hung up after ${sent} of ${of} slices of the body`);
}

type Call = ReturnType<typeof newCall>;

function newCall(lane: Lane, message: Outgoing, limits: Limits, resolve: (sent: Sent) => void) {
  return {
    lane,
    limits,
    resolve,
    sentBytes: message.body?.length ?? 0,
    start: performance.now(),
    status: 0,
    headers: {} as { [name: string]: string },
    headersAt: 0,
    reads: createReads(),
    size: 0,
    rawSize: 0,
    parts: 0,
    /** What it holds of the run's allowance. */
    held: 0,
    events: undefined as EventDecoder | undefined,
    dispatched: 0,
    inflater: undefined as ReturnType<typeof inflaterFor>,
    controller: undefined as Dispatcher.DispatchController | undefined,
    reused: false,
    firstByte: false,
    settled: false,
    total: undefined as NodeJS.Timeout | undefined,
    phase: undefined as NodeJS.Timeout | undefined,
    forget: () => {},
  };
}

function now({ start }: Call): number {
  return performance.now() - start;
}

/** Listens for as long as the call lasts and no longer: the signal is that of a whole run. */
function obey(call: Call, signal: AbortSignal): void {
  const cancel = () =>
    stop(call, 'aborted', typeof signal.reason === 'string' ? signal.reason : 'the run was cancelled');
  if (signal.aborted) return cancel();
  setMaxListeners(0, signal);
  signal.addEventListener('abort', cancel, { once: true });
  call.forget = () => signal.removeEventListener('abort', cancel);
}

/** What has not come by now. */
function missing({ controller, status }: Call): string {
  if (!controller) return 'no connection';
  return status === 0 ? 'no response headers' : 'the reply was not complete';
}

/** Sets the deadline of the phase that begins now. */
function allow(call: Call, ms: number, what: string): void {
  clearTimeout(call.phase);
  call.phase = setTimeout(() => stop(call, 'timeout', `${what} within ${duration(ms)}`), ms);
}

function handler(call: Call): Dispatcher.DispatchHandler {
  const { headers: headersWithin, idle } = call.limits.timeouts;
  return {
    onRequestStart(controller) {
      call.controller = controller;
      if (call.settled) return controller.abort(new Error('no longer wanted'));
      call.reused = call.lane.socket !== undefined && call.lane.socket === call.lane.served;
      allow(call, headersWithin, 'no response headers');
    },
    onResponseStarted() {
      call.firstByte = true;
    },
    onResponseStart(controller, status) {
      if (call.settled || status < 200) return;
      const headers = headersOf(controller.rawHeaders);
      if (Object.keys(headers).length > call.limits.caps.fields)
        return tooLarge(call, 'header fields', call.limits.caps.fields);
      begin(call, status, headers);
      allow(call, idle, 'nothing more of the body');
    },
    onResponseData(_controller, chunk) {
      if (call.settled) return;
      call.phase?.refresh();
      call.rawSize += chunk.length;
      if (!call.inflater) return receive(call, chunk);
      if (call.rawSize > call.limits.caps.body) return tooLarge(call, 'body', call.limits.caps.body);
      // Who reads no further would not hear the end of a reply whose connection closes behind it.
      call.inflater.write(chunk);
    },
    onResponseEnd() {
      call.lane.served = call.lane.socket;
      if (call.inflater) call.inflater.end();
      else stop(call, 'complete');
    },
    onResponseError(_controller, error) {
      fail(call, error);
    },
  };
}

/** Names and values alternate; HTTP gives their bytes no encoding. */
function headersOf(raw: Dispatcher.DispatchController['rawHeaders']): { [name: string]: string } {
  const flat = Array.isArray(raw) ? raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1'))) : [];
  const values = new Map<string, string>();
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const name = flat[i]!.toLowerCase();
    const before = values.get(name);
    values.set(name, before === undefined ? flat[i + 1]! : `${before}, ${flat[i + 1]!}`);
  }
  return Object.fromEntries(values);
}

function begin(call: Call, status: number, headers: { [name: string]: string }): void {
  Object.assign(call, { status, headers, headersAt: now(call) });
  const { line, events } = call.limits.caps;
  if (mediaType(replyOf(call, 'complete')) === 'text/event-stream')
    call.events = createEventDecoder({ ...streamCaps, line, events });
  const inflater = inflaterFor(headers['content-encoding']);
  if (!inflater) return;
  call.inflater = inflater;
  inflater.on('data', (chunk: Buffer) => receive(call, chunk));
  inflater.on('end', () => stop(call, 'complete'));
  inflater.on('error', (error) => stop(call, 'truncated', `the content coding is broken: ${failureOf(error).detail}`));
}

function receive(call: Call, chunk: Uint8Array): void {
  if (call.settled) return;
  const { caps, afterEvents } = call.limits;
  const at = now(call);
  const room = roomIn(call);
  const bytes = chunk.subarray(0, room);
  if (bytes.length > 0) call.reads.add(bytes, at);
  call.size += bytes.length;
  call.parts += partsIn(bytes);
  hold(call, call.reads.weight());
  if (call.status < 300) call.limits.onRead?.(bytes);
  if (call.settled) return;
  if (chunk.length > room) return overfull(call);
  if (call.parts > caps.parts) return tooLarge(call, 'parts', caps.parts);
  if (!call.events) return;
  const fresh = call.events.push(bytes, at);
  call.dispatched += fresh.length;
  if (fresh.some(isDone)) awaitEnd(call);
  if (afterEvents !== undefined && call.dispatched >= afterEvents)
    return stop(call, 'aborted', `we hung up after ${afterEvents} events`);
  const overflow = call.events.overflow();
  if (overflow) tooLarge(call, overflow.cap, overflow.cap === 'events' ? caps.events : caps.line);
}

/** Bytes that may still be kept of a body. */
function roomIn({ limits: { caps, allowance }, size, held }: Call): number {
  return Math.max(0, Math.min(caps.body - size, Math.floor(allowance.most(held)) - held));
}

function hold(call: Call, weight: number): void {
  call.limits.allowance.take(weight - call.held);
  call.held = weight;
}

function overfull(call: Call): void {
  const { body } = call.limits.caps;
  if (call.size >= body) return tooLarge(call, 'body', body);
  const kept = call.size.toLocaleString('en');
  stop(call, 'too-large', `body over ${kept} bytes; large replies before it left no room for more`);
}

/** Nothing more is due behind the sentinel, so that nobody waits for it as for an answer. */
function awaitEnd(call: Call): void {
  clearTimeout(call.total);
  call.total = setTimeout(() => stop(call, 'timeout', `still open ${duration(afterDone)} after [DONE]`), afterDone);
}

const afterDone = 5000;

function tooLarge(call: Call, what: string, most: number): void {
  stop(call, 'too-large', `${what} over ${most.toLocaleString('en')} ${units[what] ?? 'bytes'}`);
}

const units: { readonly [what: string]: string } = {
  events: 'in number',
  'header fields': 'in number',
  parts: 'values and lines',
};

function fail(call: Call, error: Error): void {
  const { code, detail } = failureOf(error);
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return stop(call, 'too-large', detail);
  if (code === 'UND_ERR_CONNECT_TIMEOUT') {
    const within = duration(call.limits.timeouts.connect);
    return stop(call, 'timeout', `no connection within ${within} (${code})`);
  }
  if (call.status > 0) return stop(call, 'truncated', detail);
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH')
    return stop(call, 'unreachable', `Content-Length stands twice, beside chunks, or is no length (${code})`);
  stop(call, 'unreachable', detail, call.reused && !call.firstByte && isClosing(code));
}

/** Ends the call, once; whatever still arrives is not looked at. */
function stop(call: Call, how: End['how'], detail?: string, closedBeforeFirstByte = false): void {
  if (call.settled) return;
  call.settled = true;
  clearTimeout(call.total);
  clearTimeout(call.phase);
  call.forget();
  if (how !== 'complete') {
    call.inflater?.destroy();
    call.controller?.abort(new Error('no longer wanted'));
  }
  call.resolve({ reply: replyOf(call, how, detail), closedBeforeFirstByte, sentBytes: call.sentBytes });
}

function replyOf(call: Call, how: End['how'], detail?: string): Reply {
  const { status, headers, headersAt, reads } = call;
  return {
    status,
    headers,
    headersAt,
    reads: how === 'aborted' ? upTo(keptOfCut, reads.all()) : reads.all(),
    end: { how, at: now(call), ...(detail === undefined ? {} : { detail }) },
  };
}

/** What we cut off is held against nobody, and all that is done with it delays the end of the run. */
const keptOfCut = 256 << 10;

function upTo(most: number, reads: readonly Read[]): Read[] {
  let room = most;
  const kept: Read[] = [];
  for (const { at, bytes } of reads) {
    if (room <= 0) break;
    kept.push({ at, bytes: bytes.length > room ? bytes.slice(0, room) : bytes });
    room -= bytes.length;
  }
  return kept;
}
