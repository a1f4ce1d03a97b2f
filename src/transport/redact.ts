import { bytesOf, type Read, type Reply } from './exchange.ts';
import { encodingsOf } from './encodings.ts';
import { readings, unescaped, type Range, type Reading } from './readings.ts';
import { threadsOf } from './threads.ts';

/**
 * Takes secrets out of what is recorded, by value: whole or a long part of them, plain or in the encodings of
 * `readings`, also one in another, also in pieces over the events of a stream. Each character (of bytes: each byte) of a
 * find becomes `*`, so that lengths, offsets and the borders of reads stay.
 */
export type Redactor = {
  bytes(bytes: Uint8Array): Uint8Array;
  text(text: string): string;
  /** All texts and bytes in a value of objects and lists, names of members included; the very same value without a find. */
  value<T>(value: T): T;
  /** Over the joined body, so that a secret cut in two by reads is found; also over header names, values and the end. */
  reply(reply: Reply): Reply;
  /** Whether a text holds a secret by one of its `encodingsOf`: a last look at what was written, by other means. */
  containsSecret(text: string | Uint8Array): boolean;
};

/** Shorter secrets are left in bodies: they would rewrite what the model says. Keep them out of our own output instead. */
export const shortestSecret = 8;

/** Whether a secret is taken out of texts: not where it is short, or a number, which any other may hold. */
export function isRedactable(secret: string): boolean {
  return [...secret].length >= shortestSecret && !/^\d{0,15}$/.test(secret) && /[^*]/.test(secret);
}

/** Whether a text holds a secret, or a long part of it, as it is. */
export function mentions(text: string, secret: string): boolean {
  return [...findsIn(text, needleOf(secret))].length > 0;
}

/** A redactor for these secrets; those that are not redactable are passed over. */
export function createRedactor(secrets: readonly string[]): Redactor {
  const usable = secrets.filter(isRedactable);
  if (usable.length === 0) return nothingToFind;
  const needles = [...new Set(usable.flatMap(forms))].map(needleOf);
  const sought = usable.flatMap(encodingsOf).map((one) => Buffer.from(one));
  const mask = maskFor(usable);
  const text = (source: string, also?: Also): string => {
    const ranges = rangesIn(source, needles, also?.(source));
    if (ranges.length === 0) return source;
    const rest = blanked(source, ranges, mask);
    // Where two stood side by side, the end of one may have hidden the other as if it were of an escape.
    return rest !== source && source.length < longestLookedAgain ? text(rest, also) : rest;
  };
  const bytes = (source: Uint8Array, also?: Also) => {
    // Latin-1 is one character for one byte; so one search serves for texts and bytes.
    const latin = Buffer.from(source.buffer, source.byteOffset, source.byteLength).toString('latin1');
    const redacted = text(latin, also);
    return redacted === latin ? source : Uint8Array.from(Buffer.from(redacted, 'latin1'));
  };
  return {
    bytes: (source) => bytes(source),
    text: (source) => text(source),
    value: (value) => redactValue(value, text, bytes),
    reply: (reply) => redactReply(reply, (body) => bytes(body, threadsOf), text),
    containsSecret: (source) => {
      const found =
        typeof source === 'string' ? Buffer.from(source) : Buffer.from(source.buffer, source.byteOffset, source.length);
      return sought.some((one) => found.includes(one));
    },
  };
}

/** Other readings to look at, of one character for one byte. */
type Also = (latin: string) => Reading[];

const longestLookedAgain = 1 << 18;

const nothingToFind: Redactor = {
  bytes: (bytes) => bytes,
  text: (text) => text,
  value: (value) => value,
  reply: (reply) => reply,
  containsSecret: () => false,
};

/** What stands for a secret must be in none, nor in an encoding, or it might make up another with what is around it. */
function maskFor(secrets: readonly string[]): string {
  return [...'*!~^?|@$'].find((one) => !secrets.some((secret) => secret.includes(one))) ?? '*';
}

/** A secret as it may stand in a reading: as it is, as its bytes, as a form has it, and as undoing escapes leaves it. */
function forms(secret: string): string[] {
  const plain = [secret, secret.replaceAll(' ', '+')].flatMap((one) => [one, Buffer.from(one).toString('latin1')]);
  const bare = plain.flatMap((one) => unescaped(one).map(({ text }) => text)).filter(isRedactable);
  return [...plain, ...bare];
}

/** A part of `least` characters holds one of the blocks whole: to be looked for first. */
type Needle = { text: string; least: number; blocks: readonly { text: string; at: number }[] };

/** A key of which half is quoted is a key given away; fewer characters may be a vendor's prefix. */
function needleOf(text: string): Needle {
  const least = Math.min(text.length, Math.max(12, Math.ceil(text.length / 2)));
  const size = Math.floor((least + 1) / 2);
  const blocks = Array.from({ length: Math.floor(text.length / size) }, (_, i) => ({
    text: text.slice(i * size, (i + 1) * size),
    at: i * size,
  }));
  return { text, least, blocks };
}

function rangesIn(source: string, needles: readonly Needle[], also?: readonly Reading[]): Range[] {
  const ranges: Range[] = [];
  for (let at = 0; at === 0 || at + overlap < source.length; at += window - overlap)
    for (const reading of readings(source.slice(at, at + window), at === 0 ? also : []))
      for (const needle of needles)
        for (const find of findsIn(reading.text, needle))
          for (const [from, to] of reading.source(...find)) ranges.push([at + from, at + to]);
  return ranges;
}

/** Characters that are read at a time, for readings take many times the room of what they are of. */
const window = 1 << 19;
/** More characters than a nest of encodings makes of a secret. */
const overlap = 1 << 14;

function* findsIn(text: string, { text: whole, least, blocks }: Needle): Generator<Range> {
  if (text.length < least) return;
  for (const block of blocks) {
    for (let i = text.indexOf(block.text); i !== -1;) {
      let from = i;
      let to = i + block.text.length;
      while (from > i - block.at && from > 0 && text[from - 1] === whole[block.at - (i - from) - 1]) from--;
      while (to < i - block.at + whole.length && text[to] === whole[block.at + to - i]) to++;
      const found = to - from >= least;
      if (found) yield [from, to];
      i = text.indexOf(block.text, found ? to : i + 1);
    }
  }
}

function blanked(text: string, ranges: readonly Range[], mask: string): string {
  const parts: string[] = [];
  let done = 0;
  for (const [from, to] of ranges.toSorted(([a], [b]) => a - b)) {
    if (to <= done) continue;
    const start = Math.max(done, from);
    parts.push(text.slice(done, start), isNumber(text, start, to) ? noByte(to - start) : mask.repeat(to - start));
    done = to;
  }
  return done === 0 ? text : parts.join('') + text.slice(done);
}

/** Of a list of bytes, which must stay JSON. */
function isNumber(text: string, from: number, to: number): boolean {
  if (to - from > 3 || !/^\d+$/.test(text.slice(from, to))) return false;
  return /[[,]\s*$/.test(text.slice(Math.max(0, from - 40), from)) && /^\s*[\],]/.test(text.slice(to, to + 40));
}

/** A number of as many digits that is no byte of any secret. */
function noByte(digits: number): string {
  return ['1', '11', '999'][digits - 1]!;
}

function redactValue<T>(value: T, text: Redactor['text'], bytes: Redactor['bytes']): T {
  const clean = (one: unknown): unknown => {
    if (typeof one === 'string') return text(one);
    if (one instanceof Uint8Array) return bytes(one);
    if (Array.isArray(one)) return same(one, one.map(clean));
    if (typeof one !== 'object' || one === null) return one;
    const members = Object.entries(one).map(([name, member]) => [text(name), clean(member)] as const);
    const copy = Object.fromEntries(members);
    return same(one, copy);
  };
  return clean(value) as T;
}

function same(before: object, after: object): object {
  const [old, fresh] = [Object.entries(before), Object.entries(after)];
  return old.every(([name, member], i) => fresh[i]?.[0] === name && fresh[i][1] === member) ? before : after;
}

function redactReply(reply: Reply, bytes: Redactor['bytes'], text: Redactor['text']): Reply {
  const joined = bytesOf(reply);
  const body = bytes(joined);
  const headers = Object.fromEntries(Object.entries(reply.headers).map(([name, value]) => [text(name), text(value)]));
  const { detail } = reply.end;
  const end = detail === undefined ? reply.end : { ...reply.end, detail: text(detail) };
  return { ...reply, headers, end, reads: body === joined ? reply.reads : cutAlike(reply.reads, body) };
}

function cutAlike(reads: readonly Read[], body: Uint8Array): Read[] {
  let from = 0;
  return reads.map(({ at, bytes }) => {
    const to = from + bytes.length;
    const part = { at, bytes: body.slice(from, to) };
    from = to;
    return part;
  });
}
