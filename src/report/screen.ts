import { encodedBy, template, type Encoded, type Rendered } from './encoded.ts';
import { inert, visible } from './visible.ts';

/** Where text is printed: whether it may hold colours, and how many columns it has. */
export type Screen = { colour: boolean; width: number };

/** One line for a terminal or a log, in which nothing steers it but colours of ours. */
export type Line = Encoded<'terminal'>;

/** Writes one line: every interpolated string is made visible, newlines too. */
export const line = template<'terminal'>(shown);

function shown(text: string): string {
  return inert(visible(text));
}

/** ECMA-48, Select Graphic Rendition. */
const codes = { bold: '1', red: '31', green: '32', yellow: '33', grey: '2' } as const;

/** `text` in a colour, where the screen has any. */
export function paint(text: Line | string, colour: keyof typeof codes | 'plain', screen: Screen): Line {
  if (!screen.colour || colour === 'plain') return line`${text}`;
  return line`\u001b[${codes[colour]}m${text}\u001b[0m`;
}

/**
 * `text` broken into lines of at most `width` columns, each behind `indent`: between words, and within a word that has no
 * room on a line. A terminal would break it at its edge, and go on where lines of ours begin.
 */
export function wrap(text: string, { width }: Screen, indent: string): Line[] {
  const room = Math.max(width - indent.length, narrowest);
  const lines: string[] = [];
  let begun = '';
  for (const word of shown(text).split(' ')) {
    if (begun !== '' && columns(begun) + 1 + columns(word) <= room) begun += ` ${word}`;
    else {
      if (begun !== '') lines.push(begun);
      const whole = chunks(word, room);
      begun = whole.pop() ?? '';
      lines.push(...whole);
    }
  }
  return [...lines, begun].map((one) => encodedBy(indent + one));
}

/**
 * `text` behind `head`, broken as `wrap` does. All but the first of the lines stand deeper by four columns, where none of ours
 * begins: a text of the target that looks like a line of ours does not stand like one.
 */
export function hanging(head: Line | string, text: string, { colour, width }: Screen): Line[] {
  const mark = line`${head}`;
  const plain = unpainted(mark);
  const deeper = ' '.repeat(plain.length - plain.trimStart().length + 4);
  const [first = null, ...rest] = wrap(text, { colour, width: width - Math.max(columns(plain), deeper.length) }, '');
  return [line`${mark}${first}`, ...rest.map((one) => line`${deeper}${one}`)];
}

function unpainted({ source }: Line): string {
  return source.replaceAll(/\p{Cc}\[\d*m/gu, '');
}

/** Lines, and blocks of them with an empty line between, in which a CI system reads no command. */
export function printed(blocks: readonly (readonly Line[])[]): Rendered {
  const text = blocks.map((lines) => lines.map(({ source }) => source).join('\n')).join('\n\n');
  return encodedBy<'terminal'>(inert(`${text}\n`)).source;
}

/** At most so many columns does a terminal need for `text`: marks that combine are counted, wide characters twice. */
export function columns(text: string): number {
  return text.length + (text.match(wide)?.length ?? 0);
}

// Those beyond U+FFFF count twice by their length.
const wide =
  /[\u1100-\u115f\u231a-\u23ff\u25a0-\u27bf\u2b00-\u2bff\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe10-\ufe6f\uff00-\uffe6]/g;

const narrowest = 20;

function chunks(word: string, room: number): string[] {
  const found = [''];
  let used = 0;
  for (const character of word) {
    const more = columns(character);
    if (used + more > room) {
      found.push('');
      used = 0;
    }
    found[found.length - 1] += character;
    used += more;
  }
  return found;
}
