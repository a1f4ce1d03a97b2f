import { encodedBy, template, type Encoded } from './encoded.ts';
import { inert, visible } from './visible.ts';

/** GitHub Flavored Markdown of one line. */
export type Markdown = Encoded<'markdown'>;

/**
 * Writes Markdown. Of an interpolated string plain words stand as they are, all else in code spans, where nothing is markup,
 * nothing a link, and neither `@name` nor `#1` notifies anybody. GitHub looks for those in text after Markdown is done
 * with it, so that a backslash does not keep them from it.
 */
export const gfm = template<'markdown'>((text) => {
  const words = clean(text).split(' ');
  const parts: string[] = [];
  for (let from = 0; from < words.length;) {
    const end = endOfRun(words, from);
    const run = words.slice(from, end).join(' ');
    parts.push(isPlain(words[from]!) ? run : coded(run));
    from = end;
  }
  return parts.join(' ');
});

/** A value as it is, in a code span of one line. */
export function code(text: string): Markdown {
  return encodedBy(text === '' ? '(empty)' : span(clean(text)));
}

/** Lines as they are, in a fence that none of them closes. */
export function fence(text: string, language: 'sh' | 'text'): Markdown {
  const shown = withoutLongRuns(inert(visible(text, 'kept')));
  const ticks = '`'.repeat(Math.max(3, longestRun(shown) + 1));
  return encodedBy(`${ticks}${language}\n${shown}\n${ticks}`);
}

function clean(text: string): string {
  return withoutLongRuns(inert(visible(text)));
}

// cmark gives up on a span that more than 80 backticks open, and counts those of a fence up to 255.
function withoutLongRuns(text: string): string {
  return text.replace(/`{20,}/g, (run) => `<${run.length} backticks>`);
}

function endOfRun(words: readonly string[], from: number): number {
  const end = words.findIndex((word, i) => i > from && isPlain(word) !== isPlain(words[from]!));
  return end === -1 ? words.length : end;
}

/** Letters, or a number, with the punctuation of sentences; nothing that reads as the beginning of a list, or as a commit. */
function isPlain(word: string): boolean {
  return /^(?![0-9a-f]{7})["“‘(]*(?:\p{L}\p{M}*)+(?:['’-](?:\p{L}\p{M}*)+)*[)"”’.,;:?!…]*$|^["“(]*\d{1,6}(?:[.,]\d{1,3})*[,;:…%]?$|^[%–—…]$/iu.test(
    word,
  );
}

/** A span for what stands between the punctuation of the sentence around it. */
function coded(text: string): string {
  if (text === '') return '';
  const [, before = '', inner = '', after = ''] = /^(["“‘(]*)(.*?)([)"”’.,;:?!…]*)$/su.exec(text) ?? [];
  return inner === '' ? span(text) : before + span(inner) + after;
}

function span(text: string): string {
  const ticks = '`'.repeat(longestRun(text) + 1);
  // One space at each end is not shown; a backtick there would lengthen the run beside it.
  const edge = /^[` ]|[` ]$/.test(text) && /[^ ]/.test(text) ? ' ' : '';
  return `${ticks}${edge}${text}${edge}${ticks}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
