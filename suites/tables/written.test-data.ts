import type { Json } from '../../src/spec/json.ts';

// How the tables in reports/ are written: one entry a line, so that a change is a line of a diff.

/** A JSON object whose arrays have an entry a line. */
export function jsonOf(members: { readonly [name: string]: unknown }): string {
  const lines = Object.entries(members).map(([name, value]) => `  ${JSON.stringify(name)}: ${valueOf(value as Json)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

function valueOf(value: Json): string {
  if (!Array.isArray(value) || value.length === 0) return JSON.stringify(value);
  return `[\n${value.map((one) => `    ${JSON.stringify(one)}`).join(',\n')}\n  ]`;
}

/** A Markdown table. Cells hold no line ends. */
export function tableOf(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim()).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

/** Paragraphs, one blank line between them. */
export function pageOf(...parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

export const code = (text: string) => `\`${text}\``;

export const percent = (share: number) => `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
