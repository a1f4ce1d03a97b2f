import { gap, patchwork, type Reading } from './readings.ts';

/**
 * What strings at one place of several JSON texts, or of several elements of one list, say when they are read on: the
 * deltas of a stream, the tokens that log probabilities are of, the bytes of these tokens. `body` is one character for
 * one byte, an event stream or JSON. Never throws; takes time in proportion to the body.
 */
export function threadsOf(whole: string): Reading[] {
  const body = whole.slice(0, longestRead);
  const events = [...body.matchAll(/^data: ?(?=[[{])(.*)$/gm)];
  const scan = newScan();
  for (const { 0: line, 1: data = '', index } of events) read(scan, data, index + line.length - data.length);
  if (events.length === 0 && /^\s*[[{]/.test(body)) read(scan, body, 0);
  return joined(scan);
}

/** A key that is said piece by piece is said early. */
const longestRead = 1 << 20;

/** An object or a list that is being read. `path` leaves places in lists out. */
type Frame = {
  up: Frame | undefined;
  list: boolean;
  path: number;
  /** The place in the list that holds it; of an object, what its member `index` says. */
  place: number | undefined;
  depth: number;
  key: string;
  awaitsKey: boolean;
  count: number;
  /** The names of the threads that a leaf belongs to, by its key; known when the whole text is read. */
  threads: Map<string, readonly string[]>;
};

type Leaf = { frame: Frame; key: string; text: string; from: number; size: number };

function newScan() {
  return { paths: new Map<string, number>(), leaves: [] as Leaf[] };
}

type Scan = ReturnType<typeof newScan>;

function idOf({ paths }: Scan, above: number, name: string): number {
  const key = `${above} ${name}`;
  const id = paths.get(key) ?? paths.size + 1;
  paths.set(key, id);
  return id;
}

function read(scan: Scan, text: string, offset: number): void {
  let frame: Frame | undefined;
  for (let i = 0; i < text.length; i++) {
    const one = text[i]!;
    if (one === '{' || one === '[') {
      frame = opened(scan, frame, one === '[');
      if (frame.depth > deepest) return;
    } else if (one === '}' || one === ']') frame = frame?.up;
    else if (one === ',' && frame) {
      frame.count++;
      frame.awaitsKey = !frame.list;
    } else if (one === '"') {
      const end = endOfString(text, i + 1);
      const raw = text.slice(i + 1, end);
      if (frame?.awaitsKey) [frame.key, frame.awaitsKey] = [raw, false];
      else if (frame && raw !== '') keep(scan, frame, { text: raw, from: offset + i + 1, size: 1 });
      i = end;
    } else if (one >= '0' && one <= '9' && frame) {
      const [digits = ''] = /^\d+(?![\d.])/.exec(text.slice(i, i + 12)) ?? [];
      if (digits !== '') number(scan, frame, digits, offset + i);
      while (/[\w.+-]/.test(text[i + 1] ?? '')) i++;
    }
  }
}

function opened(scan: Scan, up: Frame | undefined, list: boolean): Frame {
  const path = idOf(scan, up?.path ?? 0, !up || up.list ? '' : up.key);
  const place = up?.list ? up.count : undefined;
  return {
    up,
    list,
    path,
    place,
    depth: (up?.depth ?? 0) + 1,
    key: '',
    awaitsKey: !list,
    count: 0,
    threads: new Map(),
  };
}

/** Offset of the quote that ends a string, or of the end of the text. */
function endOfString(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i;
  }
  return text.length;
}

function number(scan: Scan, frame: Frame, digits: string, from: number): void {
  const value = Number(digits);
  if (!frame.list && frame.key === 'index') frame.place = value;
  if (frame.list && value < 256 && frame.count < longestCharacter)
    keep(scan, frame, { text: String.fromCharCode(value), from, size: digits.length });
}

/** Longer lists of bytes are a text of their own. */
const longestCharacter = 16;

function keep(scan: Scan, frame: Frame, part: Pick<Leaf, 'text' | 'from' | 'size'>): void {
  scan.leaves.push({ frame, key: frame.list ? '' : frame.key, ...part });
}

/** What is nested deeper is no message. */
const deepest = 64;

function joined(scan: Scan): Reading[] {
  const threads = new Map<string, Leaf[]>();
  for (const leaf of scan.leaves) {
    for (const name of threadsOfLeaf(scan, leaf)) {
      const thread = threads.get(name);
      if (thread) thread.push(leaf);
      else threads.set(name, [leaf]);
    }
  }
  const patches = patchwork();
  for (const thread of threads.values()) {
    if (thread.length === 1) continue;
    for (const { text, from, size } of thread) patches.add(text, from, size);
    patches.add(gap, 0, 0);
  }
  return patches.pieces() === 0 ? [] : [patches.reading()];
}

/** Choices and their tokens come in turns, or not: so they are read on by path, by the innermost place and by all places. */
function threadsOfLeaf(scan: Scan, { frame, key }: Leaf): readonly string[] {
  const known = frame.threads.get(key);
  if (known) return known;
  const path = idOf(scan, frame.path, key);
  const places: number[] = [];
  for (let one: Frame | undefined = frame; one; one = one.up) if (one.place !== undefined) places.push(one.place);
  const names = [...new Set([`${path}`, `${path}#${places[0] ?? ''}`, `${path}#${places.join()}#`])];
  frame.threads.set(key, names);
  return names;
}
