import { createHash } from 'node:crypto';

import { isObject, type Json, type JsonObject } from '../spec/json.ts';
import type { Exchange, Read } from '../transport/exchange.ts';
import type { Request, RequestBody } from '../transport/request.ts';
import { misfit } from './journal-lines.ts';
import type { Conversation, Recorded } from './recording.ts';

/** What a run was, as far as it is known before the first request. */
export type RunHeader = {
  type: 'run';
  journal: 1;
  tool: { name: string; version: string; suitesDigest: string };
  /** `off`: the numbers of the errata that were not to apply. */
  spec: { name: string; version: string; digest: string; errata: readonly number[]; off?: readonly number[] };
  /** `insecure`: certificates were not verified. The models of other operations than chat, where the user named them. */
  target: { baseUrl: string; insecure?: boolean; completionModel?: string; embeddingModel?: string };
  startedAt: string;
  seed: number;
  strict: boolean;
  only: readonly string[];
  skip: readonly string[];
  profiles: readonly string[];
  /** Whether what may bring an endpoint down was sent, too. */
  hostile?: boolean;
  /** Planned conversations by probe id, capability requests included. */
  planned: { readonly [probe: string]: number };
  bound: { requests: number; tokens: number };
  /** The most that the run may use; milliseconds. */
  limits?: { requests: number; tokens: number; durationMs: number };
  /** Names of the headers that the user added to every request; their values are never recorded. */
  extraHeaders: readonly string[];
  /** Whether a secret is left in what the endpoint says, being short or a word that anybody might say. */
  secretKept: boolean;
  /** Whether credentials went out with requests that want them. */
  keyed: boolean;
};

/** What is known only at the end. */
export type RunEnd = {
  type: 'end';
  model: string;
  durationMs: number;
  requests: number;
  retries: number;
  tokens: number;
  /** Replies that cost more than prompt and limit allow. */
  overran?: number;
  /** Replies that said to wait, and milliseconds that the run waited for it. */
  throttled?: { replies: number; waitedMs: number };
  /** Why the plan was not carried out to its end; null when it was. */
  stopped: string | null;
};

type ConversationKey = Pick<Conversation, 'probe' | 'case' | 'attempt' | 'purpose'>;

/** Writes one line at a time; each names the SHA-256 of the line before it. */
export type Journal = {
  run(header: RunHeader): void;
  exchange(recorded: Recorded, conversation: ConversationKey): void;
  conversation(conversation: Conversation): void;
  end(end: RunEnd): void;
};

/** A journal over any sink of lines, each with its line feed. What `write` throws, the caller gets. */
export function journalTo(write: (line: string) => void): Journal {
  const line = chainTo(write);
  return {
    run: (header) => line(header),
    exchange: (recorded, key) =>
      line({ type: 'exchange', ...pick(key), ...recorded, exchange: packed(recorded.exchange) }),
    conversation: (conversation) => {
      const { together, lost, downSince, broken } = conversation;
      line({ type: 'conversation', ...pick(conversation), together, lost, downSince, broken });
    },
    end: (end) => line(end),
  };
}

/**
 * Writes entries as lines that each name the digest of the line before it, and their own: of the line that happens to be
 * the last no other speaks.
 */
function chainTo(write: (line: string) => void): (entry: object) => void {
  let previous = '';
  return (entry) => {
    const linked = JSON.stringify({ previous, ...entry });
    const text = `${linked.slice(0, -1)},"digest":"${sha256(linked)}"}`;
    write(`${text}\n`);
    previous = sha256(text);
  };
}

/** The text of a journal with every text of its entries cleaned, chained anew. What is no entry of ours is left out. */
export function rechained(text: string, clean: (text: string) => string): string {
  const lines: string[] = [];
  const line = chainTo((one) => lines.push(one));
  for (const one of text.split('\n').slice(0, -1)) {
    const entry = jsonObject(one);
    if (!entry) continue;
    const { previous: _, digest: __, ...rest } = entry;
    line(cleaned(rest, clean) as JsonObject);
  }
  return lines.join('');
}

function cleaned(value: Json, clean: (text: string) => string): Json {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map((one) => cleaned(one, clean));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [clean(name), cleaned(one, clean)]));
}

export type Recording = { header: RunHeader; end: RunEnd | undefined; conversations: Conversation[] };

/** The journal is not what a run wrote. The message says where and what. */
export class JournalError extends Error {
  override name = 'JournalError';
}

/**
 * Reads a journal back. A last line that was cut off is passed over; any other damage is refused.
 * @throws JournalError with the line's number.
 */
export function readJournal(text: string): Recording {
  const lines = text.split('\n');
  const whole = lines.slice(0, -1);
  let previous = '';
  const entries = whole.map((line, i) => {
    const entry = parsed(line, i + 1);
    if (entry['previous'] !== previous)
      throw new JournalError(`line ${i + 1} does not follow from the line before it: the journal was altered`);
    if (i === whole.length - 1 && !isItself(line))
      throw new JournalError(`line ${i + 1} was altered: its digest is not its own`);
    previous = sha256(line);
    const { digest: _, ...rest } = entry;
    return rest;
  });
  const header = entries[0] as RunHeader | undefined;
  if (
    header?.type !== 'run' ||
    header.journal !== 1 ||
    !isObject(header.planned) ||
    !isObject(header.spec) ||
    !isObject(header.tool)
  )
    throw new JournalError('this is no journal of llm-conformance: its first line does not describe a run');
  for (const [i, entry] of entries.entries()) {
    const why = misfit(entry);
    if (why !== undefined) throw new JournalError(`line ${i + 1} is none that a run writes: ${why}`);
  }
  return { header, end: endOf(entries), conversations: conversationsOf(entries) };
}

function endOf(entries: readonly JsonObject[]): RunEnd | undefined {
  const last = entries.at(-1);
  if (last?.['type'] !== 'end') return undefined;
  const { previous: _, ...end } = last;
  return end as unknown as RunEnd;
}

/** Whether the digest that a line ends with is its own. */
function isItself(line: string): boolean {
  const [, body, digest] = /^(.*),"digest":"([0-9a-f]{64})"\}$/su.exec(line) ?? [];
  return body !== undefined && sha256(`${body}}`) === digest;
}

function parsed(line: string, number: number): JsonObject {
  const entry = jsonObject(line);
  if (!entry) throw new JournalError(`line ${number} is no JSON object: the journal was altered, or it is none`);
  return entry;
}

function jsonObject(line: string): JsonObject | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    return isObject(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** A conversation that a killed run never closed counts as cancelled. */
function conversationsOf(entries: readonly JsonObject[]): Conversation[] {
  const open = new Map<string, Conversation & { exchanges: Recorded[] }>();
  const of = (entry: JsonObject): Conversation & { exchanges: Recorded[] } => {
    const key = pick(entry as unknown as ConversationKey);
    const name = JSON.stringify(key);
    const one = open.get(name) ?? { ...key, exchanges: [], lost: 'cancelled' };
    open.set(name, one);
    return one;
  };
  for (const entry of entries) {
    if (entry['type'] === 'exchange') {
      const { id, name, superseded, exchange } = entry as unknown as Recorded & { exchange: PackedExchange };
      of(entry).exchanges.push({ id, name, superseded, exchange: unpacked(exchange) });
    } else if (entry['type'] === 'conversation') {
      const conversation = of(entry);
      delete conversation.lost;
      const { together, lost, downSince, broken } = entry;
      Object.assign(conversation, defined({ together, lost, downSince, broken }));
    }
  }
  return [...open.values()];
}

function pick({ probe, case: index, attempt, purpose }: ConversationKey): ConversationKey {
  return { probe, case: index, attempt, purpose };
}

function defined(object: { [name: string]: Json | undefined }): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** Bytes as text where they are UTF-8, so that a journal can be read by a person; else, or where they are no text, as base64. */
type PackedBytes = { text: string } | { base64: string };
type PackedExchange = {
  request: Omit<Request, 'body'> & { body?: unknown };
  reply: Omit<Exchange['reply'], 'reads'> & { reads: readonly (PackedBytes & { at: number })[] };
};

function packed({ request, reply }: Exchange): PackedExchange {
  return {
    request: packedRequest(request),
    reply: { ...reply, reads: reply.reads.map(({ at, bytes }) => ({ at, ...packedBytes(bytes) })) },
  };
}

function packedRequest(request: Request): PackedExchange['request'] {
  const { body } = request;
  if (!body) return request;
  // Members keep their order, so that a report is the same bytes when it is made again.
  if ('bytes' in body) return { ...request, body: { ...body, bytes: packedBytes(body.bytes) } };
  if (!('parts' in body)) return request;
  const parts = body.parts.map((part) => ({
    ...part,
    value: typeof part.value === 'string' ? part.value : packedBytes(part.value),
  }));
  return { ...request, body: { parts } };
}

function unpacked({ request, reply }: PackedExchange): Exchange {
  const reads = reply.reads.map((read): Read => ({ at: read.at, bytes: unpackedBytes(read) }));
  const whole = request.body ? { ...request, body: unpackedBody(request.body) } : request;
  return { request: whole as Request, reply: { ...reply, reads } };
}

function unpackedBody(body: unknown): RequestBody {
  const packedBody = body as { bytes?: PackedBytes; parts?: { value: string | PackedBytes }[] };
  if (packedBody.bytes) return { ...packedBody, bytes: unpackedBytes(packedBody.bytes) } as RequestBody;
  if (!packedBody.parts) return body as RequestBody;
  const parts = packedBody.parts.map((part) => ({
    ...part,
    value: typeof part.value === 'string' ? part.value : unpackedBytes(part.value),
  }));
  return { parts } as unknown as RequestBody;
}

function packedBytes(bytes: Uint8Array): PackedBytes {
  if (isNoText(bytes)) return { base64: Buffer.from(bytes).toString('base64') };
  const text = Buffer.from(bytes).toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? { text } : { base64: Buffer.from(bytes).toString('base64') };
}

/** Control characters, each of which JSON writes with six. */
function isNoText(bytes: Uint8Array): boolean {
  let controls = 0;
  for (const byte of bytes) if (byte < 0x09) controls++;
  return controls > bytes.length / 8;
}

function unpackedBytes(packedBytes: PackedBytes): Uint8Array {
  return new Uint8Array(
    'text' in packedBytes ? Buffer.from(packedBytes.text, 'utf8') : Buffer.from(packedBytes.base64, 'base64'),
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
