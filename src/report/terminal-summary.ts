import type { Report } from './report.ts';
import { hanging, paint, wrap, type Line, type Screen } from './screen.ts';
import {
  duration,
  limitWords,
  named,
  plural,
  profileWords,
  throttledWords,
  verdictBecause,
  verdicts,
  verdictWords,
} from './verdict-words.ts';

const tones = { good: 'green', bad: 'red', odd: 'yellow', calm: 'grey' } as const;

/** Blocks of lines: the profiles, the counts, what is not offered, what to know, the verdict. */
export function terminalSummary(report: Report, screen: Screen): Line[][] {
  return [
    profileTable(report, screen),
    [...wrap(countLine(report), screen, ''), ...wrap(spentLine(report), screen, '')],
    refusals(report, screen),
    report.caveats.flatMap((caveat) => hanging('! ', caveat, screen)),
    verdictLines(report, screen),
  ].filter((block) => block.length > 0);
}

function profileTable({ profiles }: Report, screen: Screen): Line[] {
  if (profiles.length === 0) return [];
  const columns = verdicts.filter((verdict) => profiles.some(({ counts }) => counts[verdict] > 0));
  const head = ['profile', 'verdict', ...columns];
  const rows = profiles.map(({ id, verdict, counts }) => [
    id,
    profileWords[verdict].word,
    ...columns.map((column) => String(counts[column])),
  ]);
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]!.length)));
  const row = (cells: readonly string[]) =>
    cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ');
  return [
    paint(row(head), 'grey', screen),
    ...rows.map((cells, i) => paint(row(cells), tones[profileWords[profiles[i]!.verdict].tone], screen)),
  ];
}

function countLine({ checks }: Report): string {
  const counts = verdicts
    .map((verdict) => [verdict, checks.filter((check) => check.verdict === verdict).length] as const)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${count} ${verdictWords[verdict].word}`);
  return `${plural(checks.length, 'check')}: ${counts.length === 0 ? 'nothing was judged' : counts.join(', ')}`;
}

function spentLine({ run }: Report): string {
  const shard = run.shard === null ? '' : `, shard ${run.shard}`;
  const most = run.limits === null ? '' : ` of at most ${limitWords(run.limits)}`;
  const waited = throttledWords(run.throttled);
  const spent = `${plural(run.requests, 'request')}, ${plural(run.tokens, 'token')}, ${duration(run.durationMs)}${most}`;
  return `${spent}${waited === '' ? '' : `; ${waited}`}; seed ${run.seed}${shard}`;
}

function refusals({ capabilities }: Report, screen: Screen): Line[] {
  return capabilities.flatMap(({ title, verdict, because }) =>
    // Without a reason of its own it is part of another that is refused.
    verdict === 'refused' && because !== null ? hanging('– ', `not offered: ${title} (${because})`, screen) : [],
  );
}

function verdictLines(report: Report, screen: Screen): Line[] {
  const { word, tone, symbol } = profileWords[report.verdict];
  const { target } = report;
  const text = `${named(target.model)} at ${target.baseUrl}: ${word}: ${verdictBecause(report)}`;
  return hanging(`${symbol} `, text, screen).map((one) => paint(one, tones[tone], screen));
}
