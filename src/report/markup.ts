import { inert, pieces, visible } from './visible.ts';

declare const safe: unique symbol;

/** HTML or XML text that `markup` made: nothing in it came unescaped from elsewhere. */
export type Markup = { readonly source: string; readonly [safe]: true };

type Part = Markup | string | number | null | readonly Part[];

/**
 * Writes HTML and XML. Every interpolated string is escaped and its control characters made visible, so that it is
 * inert as element content and inside a quoted attribute alike; `Markup` goes in as it is, `null` as nothing.
 */
export function markup(literals: TemplateStringsArray, ...parts: Part[]): Markup {
  return written(literals.reduce((before, literal, i) => before + source(parts[i - 1] ?? null) + literal));
}

/** Element content in which control characters stand out as `<code>ESC</code>`; newlines and tabs are kept. */
export function marked(text: string): Markup {
  return written(
    pieces(text, 'kept')
      .map((piece) => ('text' in piece ? escaped(piece.text) : `<code class="sign">${piece.name}</code>`))
      .join(''),
  );
}

/** Element content of several lines for XML that CI systems read. */
export function block(text: string): Markup {
  return written(escaped(inert(visible(text, 'kept'))));
}

/** Text of ours that is markup already. */
export function trusted(source: string): Markup {
  return written(source);
}

function written(source: string): Markup {
  return { source } as Markup;
}

function source(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escaped(visible(part));
  if ('source' in part) return part.source;
  return part.map(source).join('');
}

// `::` and `##` are CI commands in a log that prints the file; as references they mean the same to a parser.
const references: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '::': ':&#58;',
  '##': '#&#35;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']|::|##/g, (characters) => references[characters] ?? '');
}
