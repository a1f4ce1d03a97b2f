import { inert, visible } from './visible.ts';

/** `text` as one word of a POSIX shell; it stands there as it is unless it steers a terminal. */
export function shellWord(text: string): string {
  if (isPlain(text)) return quoted(text);
  // A command substitution drops newlines at its end; no word of a request that may hold one ends with it.
  return `"$(printf ${format(text)})"`;
}

/** A command that writes exactly these bytes: readable where they are text, base64 where they are not. */
export function printing(bytes: Uint8Array): string {
  const text = textOf(bytes);
  if (text === undefined) return `printf %s '${Buffer.from(bytes).toString('base64')}' | base64 -d`;
  return isPlain(text) ? `printf %s ${quoted(text)}` : `printf ${format(text)}`;
}

/** Whether a person can read every character of `text`, so that it may stand in a command as it is. */
export function isPlain(text: string): boolean {
  return visible(text) === text;
}

/** The text that `bytes` encode in UTF-8, or undefined where they are not its exact encoding. */
export function textOf(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes).toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : undefined;
}

function quoted(text: string): string {
  if (inert(text) === text && /^[\w@%+=:,./-]+$/.test(text)) return text;
  const closed = text.replaceAll(`'`, `'\\''`);
  // A quote closed and opened again between two characters changes nothing for the shell, and breaks up CI commands.
  return inert(text) === text ? `'${closed}'` : `'${closed.replace(/([#[:])(?=\1)/g, `$1''`)}'`;
}

function format(text: string): string {
  const octal = (character: string) =>
    [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  const escaped = [...text].map((character, i) => {
    if (i === 0 && character === '-') return octal(character);
    if (character === '%') return '%%';
    if (character === '\\') return '\\\\';
    if (character === '\n') return '\\n';
    return isPlain(character) ? character : octal(character);
  });
  return quoted(escaped.join(''));
}
