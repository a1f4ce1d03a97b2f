import type { DocumentFacts } from './report.ts';
import { plural } from './verdict-words.ts';

/** Shares of broken replies refused: below the one, passes by a document are worth a word; below the other, little. */
const strong = 0.9;
const weak = 0.6;

/** What a reader must know of the document that a run was judged by. */
export function documentCaveats(name: string, { borrowed, strength, others }: DocumentFacts): string[] {
  const { broken, refused, admitsAnything } = strength;
  const caveats: string[] = [];
  if (broken > 0 && refused < strong * broken) {
    const beginning = refused < weak * broken ? `${name} is too weak to certify by: of` : 'Of';
    const empty = admitsAnything.length === 0 ? '' : `, and take {} for an answer to ${admitsAnything.join(', ')}`;
    caveats.push(
      `${beginning} ${plural(broken, 'reply', 'replies')} that lack a required member or have one of another type, the schemas of ${name} refuse ${percent(refused / broken)}${empty}; where a check rests on them alone, a pass claims no more.`,
    );
  }
  if (borrowed.length > 0)
    caveats.push(
      `${name} says nothing of these, which were judged by the contract that comes with the tool: ${named(borrowed)}.`,
    );
  if (others.sent < others.described)
    caveats.push(
      `Of ${plural(others.described, 'further operation')} of ${name} that can be read, ${others.sent} are in the plan; the limit of ${others.limit} requests leaves out the others.`,
    );
  return caveats;
}

/** One after the other, those that lack the same thing together. */
function named(borrowed: readonly string[]): string {
  const errors = borrowed.filter((one) => one.startsWith(ofErrors)).map((one) => one.slice(ofErrors.length));
  const others = borrowed.filter((one) => !one.startsWith(ofErrors));
  return [...others, ...(errors.length > 0 ? [ofErrors + errors.join(', ')] : [])].join(', ');
}

const ofErrors = 'errors of ';

/** In whole percent, and never 100 % or 0 % of what is not all or nothing. */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  if (whole === 100 && share < 1) return '99 %';
  return whole === 0 && share > 0 ? '1 %' : `${whole} %`;
}
