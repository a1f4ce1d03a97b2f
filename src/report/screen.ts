/** Where text is printed: whether it may hold colours, and how many columns it has. */
export type Screen = { colour: boolean; width: number };

/** ECMA-48, Select Graphic Rendition. */
const codes = { bold: '1', red: '31', green: '32', yellow: '33', grey: '2' } as const;

/** `text` in a colour, where the screen has any. */
export function paint(text: string, colour: keyof typeof codes | 'plain', screen: Screen): string {
  if (!screen.colour || colour === 'plain') return text;
  return `\u001b[${codes[colour]}m${text}\u001b[0m`;
}

/** `text` broken between words into lines of at most `width` columns, each behind `indent`; a long word stays whole. */
export function wrap(text: string, { width }: Screen, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, indent + line];
}
