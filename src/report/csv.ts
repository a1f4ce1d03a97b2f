import { citationText } from './citation.ts';
import { encodedBy, type Rendered } from './encoded.ts';
import type { CheckResult, Report } from './report.ts';
import { inert, visible } from './visible.ts';

/** A table for a spreadsheet (RFC 4180): a row for each check, with the first of its findings. */
export function csv({ checks }: Report): Rendered {
  const names = Object.keys(columns);
  const rows = checks.map((check) => Object.values(columns).map((column) => column(check)));
  return encodedBy<'csv'>([names, ...rows].map(record).join('')).source;
}

const columns: { readonly [name: string]: (check: CheckResult) => string | number | null | undefined } = {
  check: ({ id }) => id,
  suite: ({ suite }) => suite,
  profile: ({ profile }) => profile,
  level: ({ level }) => level,
  verdict: ({ verdict }) => verdict,
  examined: ({ examined }) => examined,
  exercised: ({ exercised }) => exercised,
  upperBound95: ({ upperBound95 }) => upperBound95,
  findings: ({ findings, more }) => findings.length + more,
  at: ({ findings: [first] }) => first?.at,
  expected: ({ findings: [first] }) => first?.expected,
  actual: ({ findings: [first] }) => first?.actual,
  exchange: ({ findings: [first] }) => first?.exchange,
  reproduced: ({ findings: [first] }) => first?.reproduced,
  because: ({ because }) => because,
  says: ({ says }) => says,
  authority: ({ cite }) => citationText(cite),
  covers: ({ covers }) => covers.join(' '),
};

function record(cells: readonly (string | number | null | undefined)[]): string {
  return `${cells.map((one) => `"${cell(String(one ?? '')).replaceAll('"', '""')}"`).join(',')}\r\n`;
}

/** An apostrophe makes a spreadsheet take for text what it would evaluate. */
function cell(text: string): string {
  return inert(visible(text)).replace(formula, `$&'`);
}

// At the beginning of a cell, also where a spreadsheet divides by another character than ours, or trims what it reads.
const formula = /(?:^|[;|])\s*(?=[=+\-@＝＋－＠])/gu;
