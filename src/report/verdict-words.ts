import type { CheckVerdict, ProfileResult, Report } from './report.ts';
import { shortened } from './visible.ts';

/** How a verdict of a check is shown; the order of the keys is the order in which reports list them. */
export const verdictWords = {
  fail: { symbol: '✗', word: 'fail', tone: 'bad' },
  warn: { symbol: '!', word: 'warning', tone: 'odd' },
  expected: { symbol: '≈', word: 'expected failure', tone: 'odd' },
  inconclusive: { symbol: '?', word: 'inconclusive', tone: 'odd' },
  error: { symbol: '‼', word: 'error of this tool', tone: 'bad' },
  note: { symbol: '·', word: 'note', tone: 'calm' },
  pass: { symbol: '✓', word: 'pass', tone: 'good' },
  'not-exercised': { symbol: '○', word: 'not exercised', tone: 'calm' },
  unsupported: { symbol: '–', word: 'unsupported', tone: 'calm' },
} as const satisfies Record<CheckVerdict, Words>;

/** How the verdict of a profile, or of the whole run, is shown. */
export const profileWords = {
  conformant: { symbol: '✓', word: 'conformant', tone: 'good' },
  'not-conformant': { symbol: '✗', word: 'not conformant', tone: 'bad' },
  incomplete: { symbol: '?', word: 'incomplete', tone: 'odd' },
  unsupported: { symbol: '–', word: 'unsupported', tone: 'calm' },
} as const satisfies Record<ProfileResult['verdict'], Words>;

type Words = { symbol: string; word: string; tone: 'good' | 'bad' | 'odd' | 'calm' };

export const verdicts = Object.keys(verdictWords) as readonly CheckVerdict[];

/** The verdicts a reader must act on or know of, first things first. */
export const findingVerdicts = ['fail', 'warn', 'expected', 'inconclusive', 'error'] as const;

/** Why the run has its verdict, in one sentence without its subject: "2 of 60 checks failed". */
export function verdictBecause(report: Report): string {
  const count = (verdict: CheckVerdict) => report.checks.filter((check) => check.verdict === verdict).length;
  const all = plural(report.checks.length, 'check');
  const told: string[] = [];
  if (count('fail') > 0) told.push(`${count('fail')} of ${all} failed`);
  else told.push(`${count('pass')} of ${all} passed and none failed`);
  if (count('warn') > 0)
    told.push(`${plural(count('warn'), 'warning')}${report.run.strict ? ' counted as failures (--strict)' : ''}`);
  if (count('error') > 0) told.push(plural(count('error'), 'error of this tool', 'errors of this tool'));
  if (count('inconclusive') > 0) told.push(`${count('inconclusive')} inconclusive`);
  if (count('not-exercised') > 0) told.push(`${count('not-exercised')} not exercised`);
  const unproved = report.profiles.filter(
    ({ verdict, counts }) => verdict === 'incomplete' && counts.inconclusive + counts.error === 0,
  );
  if (report.verdict === 'incomplete' && report.run.complete && unproved.length > 0)
    told.push(`no MUST of ${unproved.map(({ id }) => id).join(', ')} was exercised`);
  if (!report.run.complete)
    told.push(
      `the run stopped early${report.run.stopped ? `: ${shortened(report.run.stopped, 400).replace(/[.?!]$/, '')}` : ''}`,
    );
  return told.join(', ');
}

/** How often repetitions showed it again: `reproduced 3/3`; the recorded reply proves it even where few or none did. */
export function reproducedWords(reproduced: string): string {
  const [times, of] = reproduced.split('/').map(Number) as [number, number];
  if (times === of) return `reproduced ${reproduced}`;
  if (times > 0) return `fails only sometimes: reproduced ${reproduced}`;
  return `it depends on the answer: not seen in ${plural(of, 'repetition')}`;
}

/** The fewest events of a stream that show a finding: `shown by 2 of 41 events: 3, 17`. */
export function witnessWords({ events, of }: { events: readonly number[]; of: number }): string {
  if (of === 0) return 'shown without any event';
  if (events.length === 0) return `shown without any of the ${plural(of, 'event')}`;
  if (events.length === of)
    return of === 1 ? 'shown by the only event' : `shown by all ${of} events together, and no fewer`;
  const more = events.length > mostNumbers ? ', …' : '';
  return `shown by ${events.length} of ${plural(of, 'event')}: ${events.slice(0, mostNumbers).join(', ')}${more}`;
}

const mostNumbers = 12;

/** A name that the target chose, where it stands among words of ours. */
export function named(id: string): string {
  return shortened(id, 200);
}

/** `1 request`, `1,204 requests`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** `412 requests, 60,000 tokens, 30 min 0 s`: the most that a run may use. */
export function limitWords({ requests, tokens, durationMs }: NonNullable<Report['run']['limits']>): string {
  return `${plural(requests, 'request')}, ${plural(tokens, 'token')}, ${duration(durationMs)}`;
}

/** How often the endpoint told the run to wait; '' where it never did. */
export function throttledWords({ replies, waitedMs }: Report['run']['throttled']): string {
  return replies === 0 ? '' : `told to wait ${plural(replies, 'time')}, ${duration(waitedMs)} in all`;
}

/** The rate below which violations stay, at 95 %: `below 22 %`, `below 0.3 %`. */
export function bound(rate: number): string {
  const percent = rate * 100;
  return `below ${percent >= 10 ? Math.ceil(percent) : Math.ceil(percent * 10) / 10} %`;
}

/** `850 ms`, `41.2 s`, `12 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}
