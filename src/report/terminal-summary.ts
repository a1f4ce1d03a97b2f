import type { Report } from './report.ts';
import { paint, wrap, type Screen } from './screen.ts';
import {
  duration,
  limitWords,
  plural,
  profileWords,
  throttledWords,
  verdictBecause,
  verdicts,
  verdictWords,
} from './verdict-words.ts';
import { visible } from './visible.ts';

const tones = { good: 'green', bad: 'red', odd: 'yellow', calm: 'grey' } as const;

/** Blocks of lines: the profiles, the counts, what is not offered, what to know, the verdict. */
export function terminalSummary(report: Report, screen: Screen): string[][] {
  return [
    profileTable(report, screen),
    [...wrap(countLine(report), screen, ''), ...wrap(spentLine(report), screen, '')],
    refusals(report, screen),
    report.caveats.flatMap((caveat) => marked('!', visible(caveat), screen)),
    verdictLines(report, screen),
  ].filter((block) => block.length > 0);
}

function profileTable({ profiles }: Report, screen: Screen): string[] {
  if (profiles.length === 0) return [];
  const columns = verdicts.filter((verdict) => profiles.some(({ counts }) => counts[verdict] > 0));
  const head = ['profile', 'verdict', ...columns];
  const rows = profiles.map(({ id, verdict, counts }) => [
    visible(id),
    profileWords[verdict].word,
    ...columns.map((column) => String(counts[column])),
  ]);
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ');
  return [
    paint(line(head), 'grey', screen),
    ...rows.map((row, i) => paint(line(row), tones[profileWords[profiles[i]!.verdict].tone], screen)),
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
  const shard = run.shard === null ? '' : `, shard ${visible(run.shard)}`;
  const most = run.limits === null ? '' : ` of at most ${limitWords(run.limits)}`;
  const waited = throttledWords(run.throttled);
  const spent = `${plural(run.requests, 'request')}, ${plural(run.tokens, 'token')}, ${duration(run.durationMs)}${most}`;
  return `${spent}${waited === '' ? '' : `; ${waited}`}; seed ${run.seed}${shard}`;
}

function refusals({ capabilities }: Report, screen: Screen): string[] {
  return capabilities.flatMap(({ title, verdict, because }) =>
    // Without a reason of its own it is part of another that is refused.
    verdict === 'refused' && because !== null
      ? marked('–', `not offered: ${visible(title)} (${visible(because)})`, screen)
      : [],
  );
}

function marked(mark: string, text: string, screen: Screen): string[] {
  const [first = '', ...rest] = wrap(text, screen, '  ');
  return [`${mark} ${first.slice(2)}`, ...rest];
}

function verdictLines(report: Report, screen: Screen): string[] {
  const { word, tone, symbol } = profileWords[report.verdict];
  const { target } = report;
  const name = `${visible(target.model)} at ${visible(target.baseUrl)}`;
  const [first = '', ...rest] = wrap(`${name}: ${word}: ${visible(verdictBecause(report))}`, screen, '  ');
  return [`${symbol} ${first.slice(2)}`, ...rest].map((line) => paint(line, tones[tone], screen));
}
