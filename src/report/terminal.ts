import { citationText } from './citation.ts';
import { shownCommand } from './curl.ts';
import type { Rendered } from './encoded.ts';
import type { CheckResult, Report, ReportedFinding } from './report.ts';
import { columns, hanging, line, paint, printed, wrap, type Line, type Screen } from './screen.ts';
import { terminalSummary } from './terminal-summary.ts';
import { findingVerdicts, plural, reproducedWords, verdictWords, witnessWords } from './verdict-words.ts';

/**
 * The summary of a run for a person at a terminal or the log of a CI job; the verdict comes last, where the eye is.
 * `width`: columns that no line exceeds but a command, which is never broken.
 */
export function terminal(report: Report, screen: Screen): Rendered {
  const { stopped } = report.run;
  // Where nothing could be tested, the reason is all there is to say.
  if (stopped !== null && report.checks.length > 0 && report.checks.every(({ verdict }) => verdict === 'inconclusive'))
    return printed([hanging('', stopped, screen)]);
  const found = findingVerdicts.flatMap((verdict) => report.checks.filter((check) => check.verdict === verdict));
  return printed([
    ...found.filter(({ verdict }) => verdict !== 'inconclusive').map((check) => finding(check, screen)),
    ...undecided(report, screen),
    ...terminalSummary(report, screen),
  ]);
}

const tones = { good: 'green', bad: 'red', odd: 'yellow', calm: 'grey' } as const;

function finding(check: CheckResult, screen: Screen): Line[] {
  return [
    ...title(check, screen),
    ...wrap(check.says, screen, '  '),
    ...(check.because === null ? [] : hanging('  why: ', check.because, screen)),
    ...check.findings.flatMap((one, i) => findingLines(one, check.findings[i + 1], screen)),
    ...(check.more === 0 ? [] : [line`  … and ${check.more} more`]),
  ];
}

function title({ id, verdict, level, cite }: CheckResult, screen: Screen): Line[] {
  const { symbol, tone, word } = verdictWords[verdict];
  const known = verdict === 'fail' || verdict === 'warn' ? level : `${level}   ${word}`;
  const first = line`${paint(symbol, tones[tone], screen)} ${paint(id, 'bold', screen)}   ${known}`;
  const authority = line`${citationText(cite)}`;
  if (columns(`${symbol} ${id}   ${known}   ${authority.source}`) <= screen.width)
    return [line`${first}   ${paint(authority, 'grey', screen)}`];
  return [first, ...hanging('  ', authority.source, screen).map((one) => paint(one, 'grey', screen))];
}

/** Checks that one thing left undecided stand in one block. */
function undecided({ checks }: Report, screen: Screen): Line[][] {
  const reasons = new Map<string, string[]>();
  for (const { id, verdict, because } of checks) {
    if (verdict === 'inconclusive') reasons.set(because ?? '', [...(reasons.get(because ?? '') ?? []), id]);
  }
  const { symbol, tone, word } = verdictWords.inconclusive;
  return [...reasons].map(([because, ids]) => {
    const shown = ids.slice(0, mostNames).join(', ');
    const more = ids.length > mostNames ? ` and ${ids.length - mostNames} more` : '';
    const number = paint(plural(ids.length, 'check'), 'bold', screen);
    return [
      ...hanging(line`${paint(symbol, tones[tone], screen)} ${number} `, `${word}: ${because}`, screen),
      ...wrap(shown + more, screen, '  '),
    ];
  });
}

const mostNames = 8;

function findingLines(one: ReportedFinding, next: ReportedFinding | undefined, screen: Screen): Line[] {
  const { at, expected, actual, reproduced, witness, exchange, evidence } = one;
  const place = at === '' ? 'the whole reply' : at;
  const times = reproduced === null ? [] : [`(${reproducedWords(reproduced)})`];
  const parts = [place, `expected ${expected}`, `got ${actual}`, ...times];
  const whole = line`  ${parts.join('   ')}`;
  const told =
    columns(whole.source) <= screen.width
      ? [whole]
      : parts.flatMap((part, i) => hanging(i === 0 ? '  ' : '    ', part, screen));
  const lines = witness === null ? told : [...told, ...hanging('    ', witnessWords(witness), screen)];
  // Findings of one exchange follow each other: the command stands once, below the last of them.
  return next?.exchange === exchange
    ? lines
    : [...lines, paint(`  again: ${shownCommand(evidence.curl)}`, 'grey', screen)];
}
