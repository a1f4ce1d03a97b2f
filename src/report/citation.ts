import type { Citation } from '../check/cite.ts';

/** The authority of a check on one line of plain text. */
export function citationText(cite: Citation): string {
  if (cite.by === 'schema') return cite.pointer;
  if (cite.by === 'prose') return `${cite.where}: ${cite.says}`;
  if (cite.by === 'standard') return `${cite.section}, ${cite.url}`;
  if (cite.by === 'observed') return `observed on OpenAI's own service: ${cite.what}`;
  return `${cite.sdk} ${cite.version}: ${cite.error}`;
}
