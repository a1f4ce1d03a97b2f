import type { Json } from '../src/spec/json.ts';

/** How a text of less than a character is written: in a replacement, or in one of the spellings of its bytes. */
const parts = /\ufffd|\\x[0-9a-f]{2}|<0x[0-9a-f]{2}>/gi;

/** Whether a token is a text of whole characters, so that its bytes can be told from it. */
export function isWhole(token: string | undefined): token is string {
  return token !== undefined && token.search(parts) === -1;
}

/** What any spelling of a text has in common: vocabularies write blanks, line ends and other scripts in their own way. */
export function letters(text: string): string {
  return text.replaceAll(parts, '').replaceAll(/[^\u0021-\u007e]/g, '');
}

export function bytesOfText(text: string): number[] {
  return [...Buffer.from(text, 'utf8')];
}

/** The text that bytes spell, or undefined where they are not UTF-8. */
export function textOfBytes(bytes: readonly Json[]): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes as readonly number[]));
  } catch {
    return undefined;
  }
}
