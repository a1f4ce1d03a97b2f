/** A run of text as it stands, or one character that must not reach a screen as it is: `name` is `ESC` or `U+202E`. */
export type Piece = { text: string } | { name: string; sign: string };

/**
 * `text` taken apart at the characters that steer a screen instead of showing on it: control and format characters
 * (bidirectional overrides, zero-width ones, tags), line separators, lone surrogates, noncharacters, and marks heaped upon
 * one letter, which cover the lines around it and cannot be broken. Control characters get their picture as a sign (`␛`), all others their number (`<U+202E>`). Newline and tab stay text where `lines` is `kept`.
 */
export function pieces(text: string, lines: 'kept' | 'signs' = 'signs'): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const { 0: character, index } of text.matchAll(unseen)) {
    if (lines === 'kept' && (character === '\n' || character === '\t')) continue;
    if (index > from) found.push({ text: text.slice(from, index) });
    found.push(signOf(character.codePointAt(0) ?? 0));
    from = index + character.length;
  }
  if (from < text.length) found.push({ text: text.slice(from) });
  return found;
}

/** `text` with a visible sign in the place of every character that `pieces` takes out. */
export function visible(text: string, lines: 'kept' | 'signs' = 'signs'): string {
  return pieces(text, lines)
    .map((piece) => ('text' in piece ? piece.text : piece.sign))
    .join('');
}

/**
 * `text` that no CI system reads as a command when it stands in a log or a test report: GitHub reads `::` at the start
 * of a line and `##[` anywhere, Azure `##vso[`, TeamCity `##teamcity[`; GitLab and Jenkins read `[[ATTACHMENT|`.
 */
export function inert(text: string): string {
  return text
    .replace(atLineStart, '$1: :')
    .replace(/##(?=\[|vso\[|teamcity\[)/gi, '# #')
    .replace(/\[\[(?=attachment\|)/gi, '[ [');
}

/** `text`, or its beginning and how much was left out. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  // Half of a pair is no character.
  const end = /[\ud800-\udbff]/.test(text[most - 1] ?? '') ? most - 1 : most;
  return `${text.slice(0, end)}… (${text.length - end} characters more)`;
}

// Variation selectors 1 to 16 are left alone: nearly every emoji carries one, and they move nothing. No script puts more
// than eight marks on a letter.
const unseen =
  /(?![\ufe00-\ufe0f])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]|(?<=\p{M}{8})\p{M}/gu;

// Colours of ours may stand before the text; a runner that strips them sees it first on the line.
const atLineStart = /^((?:\s|\p{Cc}\[[\d;]*m)*)::/gmu;

function signOf(code: number): { name: string; sign: string } {
  const name = code === 0x7f ? 'DEL' : controls[code];
  if (name !== undefined) return { name, sign: code === 0x7f ? '␡' : String.fromCodePoint(0x2400 + code) };
  const number = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return { name: number, sign: `<${number}>` };
}

/** The names of U+0000 to U+001F in ASCII. */
const controls: readonly string[] = (
  'NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI ' +
  'DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'
).split(' ');
