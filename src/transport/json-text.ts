import { token, type Json } from '../spec/json.ts';
import { invalidUtf8At, textOf } from './utf8.ts';

/** What a text says when it is read as one JSON value (RFC 8259), and the facts that `JSON.parse` drops. */
export type JsonText = {
  /** The value, or undefined where the text is not JSON. A leading BOM is passed over. */
  value: Json | undefined;
  /** Why it is not JSON; `offset` in UTF-16 code units of the text without BOM. */
  error: { message: string; offset: number } | undefined;
  /** Pointers of members whose name the object already had; the last one wins in `value`. */
  duplicates: readonly string[];
  /** Whether a name or string holds half of a surrogate pair, which no UTF-8 text can carry. */
  loneSurrogate: boolean;
  bom: boolean;
  /** Offset of the first byte that is not UTF-8; it was read as U+FFFD. */
  invalidUtf8At: number | undefined;
  /** Pointers of numbers that a double cannot hold: integers beyond 2^53 - 1, and what becomes Infinity. */
  bigNumbers: readonly string[];
  /** How deep arrays and objects are nested; 0 for a scalar. */
  depth: number;
};

/** Deeper text is an error here: beyond it parsers, ours and those of users, overflow their stacks. */
const deepest = 512;

/** Reads a whole text as JSON, strictly. Never throws. */
export function readJson(source: string | Uint8Array): JsonText {
  const whole = typeof source === 'string' ? source : textOf(source);
  const bom = whole.startsWith('\uFEFF');
  const text = bom ? whole.slice(1) : whole;
  const scan = scanText(text);
  const facts = { duplicates: scan.duplicates, bigNumbers: scan.bigNumbers, depth: scan.depth, bom };
  const wrong = typeof source === 'string' ? undefined : invalidUtf8At(source);
  const loneSurrogate = scan.loneSurrogate || lone.test(text);
  const { error } = scan;
  return { value: error ? undefined : JSON.parse(text), error, ...facts, loneSurrogate, invalidUtf8At: wrong };
}

const mostFacts = 100;
const lone = /\p{Surrogate}/u;

type Scan = {
  text: string;
  i: number;
  /** The names and indexes that lead to where the scan is. */
  path: (string | number)[];
  error: JsonText['error'];
  duplicates: string[];
  bigNumbers: string[];
  loneSurrogate: boolean;
  depth: number;
};

function scanText(text: string): Scan {
  const duplicates: string[] = [];
  const scan: Scan = {
    text,
    i: 0,
    path: [],
    error: undefined,
    duplicates,
    bigNumbers: [],
    loneSurrogate: false,
    depth: 0,
  };
  space(scan);
  if (value(scan)) {
    space(scan);
    if (scan.i < text.length) fail(scan, 'text after the value');
  }
  return scan;
}

function fail(scan: Scan, message: string): false {
  scan.error ??= { message, offset: scan.i };
  return false;
}

const blanks = /[ \t\n\r]*/y;

function space(scan: Scan): void {
  blanks.lastIndex = scan.i;
  blanks.test(scan.text);
  scan.i = blanks.lastIndex;
}

function value(scan: Scan): boolean {
  const first = scan.text[scan.i];
  if (first === '{') return object(scan);
  if (first === '[') return array(scan);
  if (first === '"') return string(scan) !== undefined;
  return scalar(scan);
}

function object(scan: Scan): boolean {
  if (!open(scan)) return false;
  const names = new Set<string>();
  space(scan);
  while (scan.text[scan.i] !== '}') {
    if (names.size > 0 && !comma(scan, '}')) return false;
    if (scan.text[scan.i] !== '"') return fail(scan, `${here(scan)} where a member name must stand`);
    const name = string(scan);
    if (name === undefined) return false;
    scan.path.push(name);
    if (names.has(name)) note(scan, scan.duplicates);
    names.add(name);
    space(scan);
    if (scan.text[scan.i] !== ':') return fail(scan, `${here(scan)} where a colon must stand`);
    scan.i++;
    space(scan);
    if (!value(scan)) return false;
    scan.path.pop();
    space(scan);
  }
  return close(scan);
}

function array(scan: Scan): boolean {
  if (!open(scan)) return false;
  space(scan);
  for (let index = 0; scan.text[scan.i] !== ']'; index++) {
    if (index > 0 && !comma(scan, ']')) return false;
    scan.path.push(index);
    if (!value(scan)) return false;
    scan.path.pop();
    space(scan);
  }
  return close(scan);
}

function open(scan: Scan): boolean {
  const levels = scan.path.length + 1;
  if (levels > deepest) return fail(scan, `nested deeper than ${deepest} levels`);
  scan.depth = Math.max(scan.depth, levels);
  scan.i++;
  return true;
}

function close(scan: Scan): true {
  scan.i++;
  return true;
}

function comma(scan: Scan, closing: string): boolean {
  if (scan.text[scan.i] !== ',') return fail(scan, `${here(scan)} where a comma or "${closing}" must stand`);
  scan.i++;
  space(scan);
  return scan.text[scan.i] === closing ? fail(scan, `a comma before "${closing}"`) : true;
}

function note(scan: Scan, list: string[]): void {
  if (list.length < mostFacts) list.push(scan.path.map((step) => `/${token(step)}`).join(''));
}

function here({ text, i }: Scan): string {
  return i < text.length ? JSON.stringify(String.fromCodePoint(text.codePointAt(i)!)) : 'the end';
}

// All but the quote, the backslash and the control characters (RFC 8259 §7).
const plain = /[ !#-[\]-\uFFFF]*/y;
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const surrogate = /\\u[dD][89a-fA-F]/;

/** The string that begins here, or undefined where none does. */
function string(scan: Scan): string | undefined {
  const start = scan.i++;
  let escaped = false;
  for (;;) {
    plain.lastIndex = scan.i;
    plain.test(scan.text);
    scan.i = plain.lastIndex;
    if (scan.text[scan.i] === '"') break;
    escape.lastIndex = scan.i;
    if (!escape.test(scan.text)) return void fail(scan, badCharacter(scan));
    scan.i = escape.lastIndex;
    escaped = true;
  }
  scan.i++;
  if (!escaped) return scan.text.slice(start + 1, scan.i - 1);
  const raw = scan.text.slice(start, scan.i);
  const read = JSON.parse(raw) as string;
  if (surrogate.test(raw) && lone.test(read)) scan.loneSurrogate = true;
  return read;
}

function badCharacter(scan: Scan): string {
  if (scan.i >= scan.text.length) return 'the end inside a string';
  return scan.text[scan.i] === '\\' ? 'an unknown escape in a string' : `${here(scan)} unescaped in a string`;
}

const word = /true|false|null/y;
const number = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;

function scalar(scan: Scan): boolean {
  word.lastIndex = number.lastIndex = scan.i;
  const found = number.exec(scan.text);
  if (!found && !word.test(scan.text)) return fail(scan, `${here(scan)} where a value must stand`);
  scan.i = found ? number.lastIndex : word.lastIndex;
  if (found && !holds(found)) note(scan, scan.bigNumbers);
  return true;
}

function holds([all, fraction, exponent]: RegExpExecArray): boolean {
  const read = Number(all);
  return fraction === undefined && exponent === undefined ? Number.isSafeInteger(read) : Number.isFinite(read);
}
