import { bytesOf, type Read, type Reply } from './exchange.ts';

/**
 * Takes secrets out of what is recorded, by value and in the encodings a server may echo them in: plain (also a long
 * beginning of it), Base64 and its URL-safe form at any alignment, hexadecimal, percent-encoded, JSON-escaped. Each byte
 * of a find becomes `*`, so that lengths, offsets and the borders of reads stay.
 */
export type Redactor = {
  bytes(bytes: Uint8Array): Uint8Array;
  text(text: string): string;
  /** Over the joined body, so that a secret cut in two by reads is found; also over header values and the end. */
  reply(reply: Reply): Reply;
  /** Whether any secret is left; for the last look at what was written. */
  containsSecret(text: string | Uint8Array): boolean;
};

/** Shorter secrets are left in bodies: they would rewrite what the model says. Keep them out of our own output instead. */
export const shortestSecret = 8;

/** A redactor for these secrets; those under 8 characters are passed over. */
export function createRedactor(secrets: readonly string[]): Redactor {
  const usable = secrets.filter((secret) => [...secret].length >= shortestSecret && /[^*]/.test(secret));
  const needles = [...new Set(usable.flatMap(encodings))].sort((a, b) => b.length - a.length);
  const beginnings = usable.map((secret) => ({ whole: secret, least: leastBeginning(secret) }));
  const text = (source: string) => redactText(source, needles, beginnings);
  const bytes = (source: Uint8Array) => {
    // Latin-1 is one character for one byte; so one search serves for texts and bytes.
    const latin = Buffer.from(source).toString('latin1');
    const redacted = redactText(latin, needles.map(asLatin1), beginnings.map(latinBeginning));
    return redacted === latin ? source : Uint8Array.from(Buffer.from(redacted, 'latin1'));
  };
  return {
    bytes,
    text,
    reply: (reply) => redactReply(reply, bytes, text),
    containsSecret: (source) => (typeof source === 'string' ? text(source) : bytes(source)) !== source,
  };
}

type Beginning = { whole: string; least: number };

/** A key quoted up to its middle is a key given away; fewer characters may be a vendor's prefix. */
function leastBeginning(secret: string): number {
  return Math.max(12, Math.ceil(secret.length / 2));
}

function asLatin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function latinBeginning({ whole, least }: Beginning): Beginning {
  return { whole: asLatin1(whole), least };
}

function encodings(secret: string): string[] {
  const hex = Buffer.from(secret).toString('hex');
  const percent = encodeURIComponent(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    ...base64s(secret),
    hex,
    hex.toUpperCase(),
    percent,
    percent.replace(/%../g, (escape) => escape.toLowerCase()),
    percent.replaceAll('%20', '+'),
    everyByte(hex, '%'),
    everyByte(hex.toUpperCase(), '%'),
    json,
    json.replaceAll('/', '\\/'),
    json.replace(/[<>&'+]/g, codeUnit),
    json.replace(/[<>&'+]/g, (one) => codeUnit(one).toUpperCase().replace('U', 'u')),
    json.replace(/[^\x20-\x7E]/g, codeUnit),
  ];
}

function everyByte(hex: string, mark: string): string {
  return hex.replace(/../g, (byte) => mark + byte);
}

function codeUnit(one: string): string {
  return `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** In Base64 a text looks different at each of three alignments; only the characters it decides alone are sought. */
function base64s(secret: string): string[] {
  const plain = [0, 1, 2].map((shift) => {
    const shifted = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]);
    const [from, to] = [Math.ceil((shift * 8) / 6), Math.floor((shifted.length * 8) / 6)];
    return shifted.toString('base64').slice(from, to);
  });
  return [...plain, ...plain.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))];
}

/** Until nothing is found: what stands around a find may be a secret with it. Each round leaves fewer characters. */
function redactText(source: string, needles: readonly string[], beginnings: readonly Beginning[]): string {
  for (let text = source; ;) {
    const next = withoutBeginnings(withoutNeedles(text, needles), beginnings);
    if (next === text) return text;
    text = next;
  }
}

function withoutNeedles(text: string, needles: readonly string[]): string {
  return needles.reduce((rest, needle) => rest.replaceAll(needle, stars(needle.length)), text);
}

function withoutBeginnings(text: string, beginnings: readonly Beginning[]): string {
  return beginnings.reduce((rest, beginning) => withoutBeginning(rest, beginning), text);
}

function withoutBeginning(text: string, { whole, least }: Beginning): string {
  const head = whole.slice(0, least);
  if (head.length < least || !/[^*]/.test(head)) return text;
  const parts: string[] = [];
  let from = 0;
  for (let i = text.indexOf(head); i !== -1; i = text.indexOf(head, from)) {
    let end = i + least;
    while (end < i + whole.length && text[end] === whole[end - i]) end++;
    parts.push(text.slice(from, i), stars(end - i));
    from = end;
  }
  return parts.join('') + text.slice(from);
}

function stars(length: number): string {
  return '*'.repeat(length);
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
