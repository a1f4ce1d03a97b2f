import { encodedBy, template, type Encoded } from './encoded.ts';
import { inert, pieces, visible } from './visible.ts';

/** HTML or XML text that `markup` made: nothing in it came unescaped from elsewhere. */
export type Markup = Encoded<'markup'>;

/**
 * Writes HTML and XML. Every interpolated string is escaped and its control characters made visible, so that it is
 * inert as element content and inside a quoted attribute alike.
 */
export const markup = template<'markup'>((text) => escaped(visible(text)));

/** Element content in which control characters stand out as `<code>ESC</code>`; newlines and tabs are kept. */
export function marked(text: string): Markup {
  return encodedBy(
    pieces(text, 'kept')
      .map((piece) => ('text' in piece ? escaped(piece.text) : `<code class="sign">${piece.name}</code>`))
      .join(''),
  );
}

/** Element content of several lines for XML that CI systems read. */
export function block(text: string): Markup {
  return encodedBy(escaped(inert(visible(text, 'kept'))));
}

/** Text of ours that is markup already. */
export function trusted(source: string): Markup {
  return encodedBy(source);
}

// `::`, `##` and `[[` begin CI commands in a log that prints the file; as references they mean the same to a parser.
const references: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '::': ':&#58;',
  '##': '#&#35;',
  '[[': '[&#91;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']|::|##|\[\[/g, (characters) => references[characters] ?? '');
}
