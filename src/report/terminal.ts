import { citationText } from './citation.ts';
import type { CheckResult, Report, ReportedFinding } from './report.ts';
import { paint, wrap, type Screen } from './screen.ts';
import { terminalSummary } from './terminal-summary.ts';
import { findingVerdicts, plural, reproducedWords, verdictWords, witnessWords } from './verdict-words.ts';
import { inert, visible } from './visible.ts';

/**
 * The summary of a run for a person at a terminal or the log of a CI job; the verdict comes last, where the eye is.
 * `width`: columns to keep sentences within; values and commands are never broken.
 */
export function terminal(report: Report, screen: Screen): string {
  const { stopped } = report.run;
  // Where nothing could be tested, the reason is all there is to say.
  if (stopped !== null && report.checks.length > 0 && report.checks.every(({ verdict }) => verdict === 'inconclusive'))
    return inert(`${visible(stopped)}\n`);
  const found = findingVerdicts.flatMap((verdict) => report.checks.filter((check) => check.verdict === verdict));
  const blocks = [
    ...found.filter(({ verdict }) => verdict !== 'inconclusive').map((check) => finding(check, screen)),
    ...undecided(report, screen),
    ...terminalSummary(report, screen),
  ];
  return inert(`${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`);
}

const tones = { good: 'green', bad: 'red', odd: 'yellow', calm: 'grey' } as const;

function finding(check: CheckResult, screen: Screen): string[] {
  const { symbol, tone, word } = verdictWords[check.verdict];
  const named = check.verdict === 'fail' || check.verdict === 'warn' ? [] : [word];
  const title = [visible(check.id), check.level, ...named].map((part, i) =>
    paint(part, i === 0 ? 'bold' : 'plain', screen),
  );
  return [
    [
      `${paint(symbol, tones[tone], screen)} ${title.join('   ')}`,
      paint(visible(citationText(check.cite)), 'grey', screen),
    ].join('   '),
    ...wrap(visible(check.says), screen, '  '),
    ...(check.because === null ? [] : wrap(visible(check.because), screen, '  ')),
    ...check.findings.flatMap((one, i) => findingLines(one, check.findings[i + 1], screen)),
    ...(check.more === 0 ? [] : [`  … and ${check.more} more`]),
  ];
}

/** Checks that one thing left undecided stand in one block. */
function undecided({ checks }: Report, screen: Screen): string[][] {
  const reasons = new Map<string, string[]>();
  for (const { id, verdict, because } of checks) {
    if (verdict === 'inconclusive') reasons.set(because ?? '', [...(reasons.get(because ?? '') ?? []), id]);
  }
  const { symbol, tone, word } = verdictWords.inconclusive;
  return [...reasons].map(([because, ids]) => {
    const shown = ids.slice(0, mostNames).join(', ');
    const more = ids.length > mostNames ? ` and ${ids.length - mostNames} more` : '';
    return [
      `${paint(symbol, tones[tone], screen)} ${paint(plural(ids.length, 'check'), 'bold', screen)} ${word}: ${visible(because)}`,
      ...wrap(visible(shown + more), screen, '  '),
    ];
  });
}

const mostNames = 8;

function findingLines(one: ReportedFinding, next: ReportedFinding | undefined, screen: Screen): string[] {
  const { at, expected, actual, reproduced, witness, exchange, evidence } = one;
  const place = visible(at === '' ? 'the whole reply' : at);
  const times = reproduced === null ? [] : [`(${visible(reproducedWords(reproduced))})`];
  const parts = [place, `expected ${visible(expected)}`, `got ${visible(actual)}`, ...times];
  const line = `  ${parts.join('   ')}`;
  const shown = witness === null ? [] : [`    ${witnessWords(witness)}`];
  const told = line.length <= screen.width ? [line] : [`  ${place}`, ...parts.slice(1).map((part) => `    ${part}`)];
  const lines = [...told, ...shown];
  // Findings of one exchange follow each other: the command stands once, below the last of them.
  return next?.exchange === exchange ? lines : [...lines, paint(`  again: ${again(evidence.curl)}`, 'grey', screen)];
}

const longestCommand = 4000;

function again(curl: string): string {
  if (curl.length <= longestCommand) return visible(curl);
  return `the command is ${curl.length} characters long and stands in the HTML and JSON reports`;
}
