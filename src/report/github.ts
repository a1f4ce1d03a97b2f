import { encodedBy, type Encoded, type Rendered } from './encoded.ts';
import type { CheckResult, Report } from './report.ts';
import { plural, profileWords, reproducedWords, verdictBecause, verdictWords } from './verdict-words.ts';
import { inert, shortened, visible } from './visible.ts';

type Command = Encoded<'commands'>;
type Kind = 'error' | 'warning';

/**
 * Workflow commands of GitHub Actions that annotate a run: an error for each check that gates, a warning for each other
 * one that found something. To be printed on lines of their own.
 */
export function annotations(report: Report): Rendered {
  const gating = report.checks.filter(
    ({ verdict }) => verdict === 'fail' || verdict === 'error' || (verdict === 'warn' && report.run.strict),
  );
  const warned = report.checks.filter((check) => check.verdict === 'warn' && !gating.includes(check));
  const open =
    report.verdict === 'incomplete'
      ? [command('warning', profileWords.incomplete.word, [`${verdictBecause(report)}.`])]
      : [];
  const lines = [...shown('error', gating, most), ...open, ...shown('warning', warned, most - open.length)];
  return encodedBy<'commands'>(lines.map(({ source }) => `${source}\n`).join('')).source;
}

/** GitHub shows so many annotations of a kind for one step. */
const most = 10;

function shown(kind: Kind, checks: readonly CheckResult[], most: number): Command[] {
  if (checks.length <= most) return checks.map((check) => annotation(kind, check));
  const left = checks.length - (most - 1);
  return [
    ...checks.slice(0, most - 1).map((check) => annotation(kind, check)),
    command(kind, `${left} more`, [`${plural(left, 'further check')}; the reports name them.`]),
  ];
}

function annotation(kind: Kind, { id, level, verdict, says, because, findings, more }: CheckResult): Command {
  const [first] = findings;
  const others = findings.length - 1 + more;
  return command(kind, `${level} ${id}: ${verdictWords[verdict].word}`, [
    says,
    ...(because === null ? [] : [because]),
    ...(first ? [first.at === '' ? 'the whole reply' : first.at] : []),
    ...(first ? [`expected ${first.expected}`, `got ${first.actual}`] : []),
    ...(first && first.reproduced !== null ? [reproducedWords(first.reproduced)] : []),
    ...(others > 0 ? [`and ${others} more`] : []),
  ]);
}

/** The runner takes 4,096 characters of a message. */
const longest = 500;

/** One command on one line. @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
function command(kind: Kind, title: string, message: readonly string[]): Command {
  const lines = message.map((text) => shortened(visible(text), longest)).join('\n');
  return encodedBy(`::${kind} title=${property(inert(visible(title)))}::${data(inert(lines))}`);
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
