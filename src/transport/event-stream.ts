import type { Read } from './exchange.ts';
import { invalidUtf8At, textOf } from './utf8.ts';

/** One dispatched event. Offsets count the bytes of the body from 0. */
export type ServerSentEvent = {
  data: string;
  /** The name the block gives it, or ''. */
  event: string;
  /** The id the block sets. */
  id?: string;
  /** Milliseconds: arrival of the read that completed it. */
  at: number;
  /** The block, from its first line to behind the blank line that ends it. */
  from: number;
  to: number;
  /** How many `data` lines the block has. */
  dataLines: number;
  /** Whether each of its data lines has a space behind the colon. */
  spaced: boolean;
};

/** What a body says when it is read as an event stream (WHATWG HTML, §9.2.6), and the facts that reading drops. */
export type EventStream = {
  events: readonly ServerSentEvent[];
  /** Bytes seen. */
  bytes: number;
  /** Whether the stream begins with a byte order mark, which is no part of the first line. */
  bom: boolean;
  /** Whether an `id` holds U+0000 and was ignored for it. */
  nul: boolean;
  /** Offset of the first byte that is not UTF-8; it was read as U+FFFD. */
  invalidUtf8At: number | undefined;
  /** Names of all fields met, known and unknown. */
  fields: ReadonlySet<string>;
  /** Fields the standard does not name, which were ignored; `at`: offset of the line. */
  unknownFields: readonly { name: string; at: number }[];
  comments: readonly { text: string; at: number }[];
  /** The last `retry` of nothing but digits, in milliseconds. */
  retry: number | undefined;
  /** Data lines that no blank line followed, so that they were never dispatched; `from`: offset of their block. */
  undispatched: { data: string; from: number } | undefined;
  /** What stands behind the last block that was ended by a blank line, cut to 1,000 bytes. */
  tail: { text: string; from: number; bytes: number };
  /** The cap that stopped the reading, and the offset of the line where it did. */
  overflow: { cap: keyof StreamCaps; at: number } | undefined;
};

/** Most bytes of one line and of the lines of one event, and most events. */
export type StreamCaps = { line: number; event: number; events: number };

export type EventDecoder = {
  /** The events that these bytes complete. */
  push(bytes: Uint8Array, at: number): readonly ServerSentEvent[];
  /** All there is to say so far, taking this for the end of the input. */
  end(): EventStream;
  /** The cap that has stopped the reading, if one has. */
  overflow(): EventStream['overflow'];
};

export const streamCaps: StreamCaps = { line: 8 << 20, event: 8 << 20, events: 100_000 };

/** Reads bytes as an event stream. Never throws; takes linear time, and no more memory than the caps allow. */
export function decodeEvents(reads: readonly Read[], caps: StreamCaps = streamCaps): EventStream {
  const decoder = createEventDecoder(caps);
  for (const { bytes, at } of reads) decoder.push(bytes, at);
  return decoder.end();
}

/** The same, read by read. How the bytes are split makes no difference but to `at`. */
export function createEventDecoder(caps: StreamCaps = streamCaps): EventDecoder {
  const state = newState(caps);
  return {
    push(bytes, at) {
      const before = state.events.length;
      feed(state, bytes, at);
      return state.events.slice(before);
    },
    end: () => summary(state),
    overflow: () => state.overflow,
  };
}

/** Comments, unknown fields: a flood of them must not become a flood of objects. */
const mostRemarks = 1000;
const longestRemark = 1000;
const mostPieces = 1000;

type State = ReturnType<typeof newState>;

function newState(caps: StreamCaps) {
  return {
    caps,
    offset: 0,
    afterCr: false,
    /** `whole`: how many of its parts were put together of many. */
    line: { from: 0, size: 0, parts: [] as Uint8Array[], whole: 0 },
    block: newBlock(0),
    events: [] as ServerSentEvent[],
    /** What is behind the last blank line, up to the length it is shown with. */
    tail: { parts: [] as Uint8Array[], kept: 0 },
    bom: false,
    nul: false,
    invalidUtf8At: undefined as number | undefined,
    fields: new Set<string>(),
    unknownFields: [] as { name: string; at: number }[],
    comments: [] as { text: string; at: number }[],
    retry: undefined as number | undefined,
    overflow: undefined as EventStream['overflow'],
  };
}

function newBlock(from: number) {
  return { from, size: 0, data: [] as string[], event: '', id: undefined as string | undefined, spaced: true };
}

const CR = 13;
const LF = 10;

function feed(state: State, read: Uint8Array, at: number): void {
  const bytes = Buffer.from(read.buffer, read.byteOffset, read.byteLength);
  const start = state.offset;
  state.offset += bytes.length;
  readLines(state, bytes, start, at);
  keepTail(state, bytes, start);
}

function readLines(state: State, bytes: Buffer, start: number, at: number): void {
  let i = state.afterCr && bytes[0] === LF ? swallowLf(state, start) : 0;
  if (bytes.length > 0) state.afterCr = false;
  // Each search goes on where the last of its kind ended, so that no byte is looked at twice.
  let lf = bytes.indexOf(LF, i);
  let cr = bytes.indexOf(CR, i);
  while (i < bytes.length && !state.overflow) {
    if (lf !== -1 && lf < i) lf = bytes.indexOf(LF, i);
    if (cr !== -1 && cr < i) cr = bytes.indexOf(CR, i);
    const end = lf === -1 ? cr : cr === -1 ? lf : Math.min(lf, cr);
    const crlf = end !== -1 && bytes[end] === CR && bytes[end + 1] === LF;
    const next = end === -1 ? bytes.length : end + (crlf ? 2 : 1);
    collect(state, bytes.subarray(i, end === -1 ? bytes.length : end));
    i = next;
    if (end === -1) return;
    state.afterCr = bytes[end] === CR && end + 1 === bytes.length;
    endLine(state, start + i, at);
  }
}

/** The line ended with the CR that the last read closed with; its LF belongs to it and to the block it may have ended. */
function swallowLf(state: State, start: number): number {
  const last = state.events.at(-1);
  if (last?.to === start) last.to++;
  if (state.block.from === start) state.block.from++;
  state.line.from++;
  return 1;
}

function collect(state: State, part: Uint8Array): void {
  const { line, caps } = state;
  line.size += part.length;
  if (line.size > caps.line) state.overflow ??= { cap: 'line', at: line.from };
  else if (state.block.size + line.size > caps.event) state.overflow ??= { cap: 'event', at: line.from };
  if (state.overflow) return;
  if (part.length > 0) line.parts.push(part);
  // Pieces of one byte each must not become a flood of objects.
  if (line.parts.length - line.whole < mostPieces) return;
  line.parts.push(joined(line.parts.splice(line.whole)));
  line.whole++;
}

function keepTail(state: State, bytes: Uint8Array, start: number): void {
  const { from } = state.block;
  if (from >= start) state.tail = { parts: [], kept: 0 };
  const { tail } = state;
  const behind = Math.max(0, from - start);
  const part = bytes.subarray(behind, behind + longestRemark - tail.kept);
  // A copy, for a view would keep the whole read alive.
  if (part.length > 0) tail.parts.push(Uint8Array.from(part));
  tail.kept += part.length;
}

/** `end`: offset behind the line and its ending. */
function endLine(state: State, end: number, at: number): void {
  if (state.overflow) return;
  const { from, parts } = state.line;
  const bytes = joined(parts);
  state.line = { from: end, size: 0, parts: [], whole: 0 };
  const wrong = invalidUtf8At(bytes);
  if (wrong !== undefined) state.invalidUtf8At ??= from + wrong;
  const text = withoutBom(state, textOf(bytes), from);
  state.block.size += bytes.length;
  if (text === '') endBlock(state, end, at);
  else if (text.startsWith(':')) remark(state.comments, { text: text.slice(1, longestRemark), at: from });
  else field(state, text, from);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

function withoutBom(state: State, text: string, from: number): string {
  if (from > 0 || !text.startsWith('\uFEFF')) return text;
  state.bom = true;
  return text.slice(1);
}

function remark<T>(list: T[], entry: T): void {
  if (list.length < mostRemarks) list.push(entry);
}

function field(state: State, line: string, from: number): void {
  const colon = line.indexOf(':');
  const name = colon === -1 ? line : line.slice(0, colon);
  const spaced = colon !== -1 && line[colon + 1] === ' ';
  const value = colon === -1 ? '' : line.slice(colon + (spaced ? 2 : 1));
  const { block } = state;
  if (state.fields.size < mostRemarks) state.fields.add(name.slice(0, longestRemark));
  if (name === 'data') {
    block.data.push(value);
    block.spaced &&= spaced;
  } else if (name === 'event') block.event = value;
  else if (name === 'id' && value.includes('\0')) state.nul = true;
  else if (name === 'id') block.id = value;
  else if (name === 'retry' && /^[0-9]+$/.test(value)) state.retry = Number(value);
  else if (name !== 'retry') remark(state.unknownFields, { name: name.slice(0, longestRemark), at: from });
}

/** A block without data dispatches nothing; one with an empty data line dispatches an empty event. */
function endBlock(state: State, end: number, at: number): void {
  const { from, data, event, id, spaced } = state.block;
  state.block = newBlock(end);
  if (data.length === 0) return;
  if (state.events.length >= state.caps.events) return void (state.overflow ??= { cap: 'events', at: from });
  const dispatched = { data: data.join('\n'), event, at, from, to: end, dataLines: data.length, spaced };
  state.events.push(id === undefined ? dispatched : { ...dispatched, id });
}

function summary(state: State): EventStream {
  const { block, tail, events, offset, bom, nul, fields, unknownFields, comments, retry, overflow } = state;
  const pending = pendingLine(state);
  const data = pending === undefined ? block.data : [...block.data, pending];
  return {
    events: [...events],
    bytes: offset,
    bom: bom || startsWithBom(state),
    nul,
    invalidUtf8At: state.invalidUtf8At ?? invalidInLine(state),
    fields: new Set(fields),
    unknownFields: [...unknownFields],
    comments: [...comments],
    retry,
    undispatched: data.length === 0 ? undefined : { data: data.join('\n'), from: block.from },
    tail: { text: textOf(joined(tail.parts)), from: block.from, bytes: offset - block.from },
    overflow,
  };
}

/** The value of the line the input broke off in, where it is a data line. */
function pendingLine({ line, overflow }: State): string | undefined {
  if (overflow) return undefined;
  const text = textOf(joined(line.parts)).replace(line.from === 0 ? /^\uFEFF/ : '', '');
  return /^data: ?/.test(text) ? text.replace(/^data: ?/, '') : undefined;
}

function startsWithBom({ line }: State): boolean {
  return line.from === 0 && textOf(joined(line.parts)).startsWith('\uFEFF');
}

function invalidInLine({ line }: State): number | undefined {
  const wrong = invalidUtf8At(joined(line.parts));
  return wrong === undefined ? undefined : line.from + wrong;
}
