import type { Located } from './judge.ts';

/** Findings listed per check, each of another kind; all others are counted. */
const listed = 5;

/** One finding of each kind, the first of it: those that a report lists, and how many kinds there are. */
export function distinctFindings(findings: readonly Located[]): Located[] {
  const kinds = new Map<string, Located>();
  for (const finding of findings) {
    const kind = kindOf(`${finding.at} ${finding.expected}`);
    if (!kinds.has(kind)) kinds.set(kind, finding);
  }
  return [...kinds.values()].slice(0, listed);
}

/** Places and expectations that differ only in numbers and quoted values are of one kind. */
export function kindOf(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|\d+/g, '*');
}
