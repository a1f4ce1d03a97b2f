/** What a text says once an encoding is undone. `source` are the ranges of the text that say a range of it. */
export type Reading = { text: string; source(from: number, to: number): Range[] };
export type Range = readonly [from: number, to: number];

/** Encodings in one another that are undone. */
const deepest = 5;

/** Characters that are read in all: what is encoded once is always read, a nest of encodings as far as this goes. */
const most = (length: number) => 12 * length + (1 << 20);

/**
 * A text, and what it says under encodings that may stand in one another: escapes (JSON, percent, HTML), Base64 and its
 * URL-safe form at any alignment, hexadecimal and decimal bytes. Takes time in proportion to the text. `also` are other
 * readings of it to start from.
 */
export function* readings(text: string, also: readonly Reading[] = []): Generator<Reading> {
  let room = most(text.length);
  let level: readonly Reading[] = [{ text, source: (from, to) => [[from, to]] }, ...also];
  for (let depth = 0; level.length > 0; depth++) {
    yield* level;
    if (depth === deepest) return;
    const next: Reading[] = [];
    const said = new Set<string>();
    for (const outer of level) {
      for (const inner of decodings(outer.text)) {
        if (said.has(inner.text)) continue;
        said.add(inner.text);
        room -= inner.text.length;
        if (room < 0) return yield* next;
        next.push({
          text: inner.text,
          source: (from, to) => inner.source(from, to).flatMap((range) => outer.source(...range)),
        });
      }
    }
    level = next;
  }
}

function* decodings(text: string): Generator<Reading> {
  if (text.length < shortestEncoded) return;
  const whole = without(all, text);
  yield* whole.readings;
  if (whole.mixed) for (const escapes of steps) yield* without(escapes, text).readings;
  yield* decoded(text, base64, { phases: 4, encoding: 'base64', size: 4 / 3 });
  yield* decoded(text, hexadecimal, { phases: 2, encoding: 'hex', size: 2 });
  yield* numbers(text);
}

const shortestEncoded = 11;
const base64: Runs = [/[\w+/-]{11,999}/g, /[\w+/-]{1,999}/y];
const hexadecimal: Runs = [/[0-9a-f]{16,999}/gi, /[0-9a-f]{1,999}/iy];

/** Parts of a text put together to another; each character stands for `size` of the source. */
export function patchwork(): {
  add(text: string, from: number, size: number): void;
  reading(): Reading;
  pieces(): number;
} {
  const parts: string[] = [];
  const starts: number[] = [];
  const froms: number[] = [];
  const sizes: number[] = [];
  let length = 0;
  return {
    add(text, from, size) {
      if (text === '') return;
      parts.push(text);
      const last = froms.length - 1;
      const goesOn = sizes[last] === size && froms[last]! + (length - starts[last]!) * size === from;
      length += text.length;
      if (goesOn) return;
      starts.push(length - text.length);
      froms.push(from);
      sizes.push(size);
    },
    pieces: () => starts.length,
    reading: () => ({
      text: parts.join(''),
      source(from, to) {
        const ranges: Range[] = [];
        for (let i = pieceAt(starts, from); i < starts.length && starts[i]! < to; i++) {
          const [start, size] = [starts[i]!, sizes[i]!];
          const last = Math.min(to, starts[i + 1] ?? to);
          const place = (at: number) => froms[i]! + (at - start) * size;
          ranges.push([Math.floor(place(Math.max(from, start)) + rounding), Math.ceil(place(last) - rounding)]);
        }
        return ranges;
      },
    }),
  };
}

// A third has no exact double.
const rounding = 1e-6;

/** The last of the ascending `starts` that is not behind `at`. */
function pieceAt(starts: readonly number[], at: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

const backslash = String.raw`(?:u([0-9a-f]{4})|u\{0*([0-9a-f]{1,5})\}|x([0-9a-f]{2})|([^]))`;
const entity = String.raw`(?:#x0{0,8}([0-9a-f]{1,5})|#0{0,8}(\d{1,6})|(quot|apos|amp|lt|gt|sol|bsol|plus|equals));`;
// Line breaks are what wraps a long text, and NUL is half of UTF-16: both go.
const nothing = String.raw`[\r\n]+[ \t]*|\0+`;

/** However often each was escaped again. */
const all = String.raw`\\+${backslash}|%(?:25)*([0-9a-f]{2})|&(?:amp;)*${entity}|${nothing}`;
/** A step back in one notation, for what only looks like an escape in another. */
const steps = [
  String.raw`\\${backslash}|(?!)()${entity}`,
  String.raw`(?!)${backslash}|%([0-9a-f]{2})|(?!)${entity}`,
  String.raw`(?!)${backslash}()|&${entity}`,
];
const named: { readonly [name: string]: string } = {
  quot: '"',
  apos: "'",
  amp: '&',
  lt: '<',
  gt: '>',
  sol: '/',
  bsol: '\\',
  plus: '+',
  equals: '=',
};

/** The text without any escapes, if it has some. */
export function unescaped(text: string): Reading[] {
  return without(all, text).readings;
}

/** `mixed`: a step back in one notation may read otherwise. */
function without(escapes: string, text: string): { readings: Reading[]; mixed: boolean } {
  const patches = patchwork();
  const kinds = new Set<string>();
  let from = 0;
  for (const match of text.matchAll(new RegExp(escapes, 'gi'))) {
    patches.add(text.slice(from, match.index), from, 1);
    const meant = meaning(match);
    patches.add(meant, match.index, match[0].length / meant.length);
    from = match.index + match[0].length;
    kinds.add(match[0].length > 6 || /^\\\\|^%25/.test(match[0]) ? 'nested' : match[0][0]!);
  }
  if (from === 0) return { readings: [], mixed: false };
  patches.add(text.slice(from), from, 1);
  return { readings: [patches.reading()], mixed: kinds.size > 1 || kinds.has('nested') };
}

function meaning([, unit, point, byte, one, percent, hex, decimal, name]: RegExpExecArray): string {
  const digits = unit ?? point ?? byte ?? percent ?? hex;
  if (digits !== undefined) return String.fromCodePoint(Number.parseInt(digits, 16));
  if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
  if (name !== undefined) return named[name.toLowerCase()]!;
  return one === undefined || 'nrt'.includes(one) ? '' : one;
}

type Coding = { phases: number; encoding: 'base64' | 'hex'; size: number };

/** What runs of an alphabet encode; of no run it is known where its first group begins. */
function* decoded(text: string, begins: Runs, { phases, encoding, size }: Coding): Generator<Reading> {
  const runs = [...runsOf(text, begins)];
  for (let phase = 0; phase < phases && runs.length > 0; phase++) {
    const patches = patchwork();
    for (const [from, to] of runs) {
      patches.add(Buffer.from(text.slice(from + phase, to), encoding).toString('latin1'), from + phase, size);
      patches.add(gap, from, 0);
    }
    yield patches.reading();
  }
}

/** How a run begins, and how it goes on: a pattern that takes megabytes at once runs out of stack. */
type Runs = readonly [begin: RegExp, more: RegExp];

function* runsOf(text: string, [begin, more]: Runs): Generator<Range> {
  for (let end = 0; ;) {
    begin.lastIndex = end;
    const found = begin.exec(text);
    if (!found) return;
    end = begin.lastIndex;
    for (more.lastIndex = end; more.test(text);) end = more.lastIndex;
    yield [found.index, end];
  }
}

/** Stands between what does not belong together. */
export const gap = '\uFFFF';

const lists: Runs = [
  /(?:0x)?[0-9a-f]{1,3}(?:(?:[:-]|\s{0,40},?\s{1,40}|,)(?:0x)?[0-9a-f]{1,3}){7,99}(?![\w.])/gi,
  /(?:(?:[:-]|\s{0,40},?\s{1,40}|,)(?:0x)?[0-9a-f]{1,3}){1,99}(?![\w.])/iy,
];

/** Bytes one by one: `73:6b:2d`, `0x73, 0x6b`, `[115, 107, 45]`. */
function* numbers(text: string): Generator<Reading> {
  const patches = [10, 16].map((radix) => ({ radix, ...patchwork() }));
  for (const [from, to] of runsOf(text, lists))
    for (const { radix, add } of patches) {
      for (const { 0: number, index } of text.slice(from, to).matchAll(/(?:0x)?[0-9a-f]{1,3}/gi))
        add(byteOf(number, radix), from + index, number.length);
      add(gap, from, 0);
    }
  for (const { pieces, reading } of patches) if (pieces() > 0) yield reading();
}

/** Of hexadecimal the last two digits: what is before them may be the end of a word. */
function byteOf(number: string, radix: number): string {
  const digits = number.replace(/^0x/i, '');
  const value = Number.parseInt(radix === 16 ? digits.slice(-2) : digits, radix);
  return value < 256 ? String.fromCharCode(value) : gap;
}
