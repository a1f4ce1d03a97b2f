import { encodedBy, type Rendered } from './encoded.ts';
import { markdownFinding } from './markdown-finding.ts';
import { code, gfm, type Markdown } from './markdown-text.ts';
import type { Report } from './report.ts';
import {
  duration,
  findingVerdicts,
  named,
  plural,
  profileWords,
  verdictBecause,
  verdicts,
  verdictWords,
} from './verdict-words.ts';

/**
 * The report for the summary of a CI job or a tracker: the verdict, the profiles, the findings, what to know of them. As
 * large as GitHub takes a step summary; what has no room is counted.
 */
export function markdownReport(report: Report): Rendered {
  return fitted([
    head(report),
    ...caveats(report),
    ...profileTable(report),
    ...findings(report),
    ...undecided(report),
    gfm`Written by ${report.tool.name} ${report.tool.version}. The HTML and JSON reports hold all of it.`,
  ]);
}

function head(report: Report): Markdown {
  const { target, run, spec, verdict } = report;
  const { word } = profileWords[verdict];
  return gfm`## Conformance: ${word}

${verdictBecause(report)}.

- Endpoint: ${code(target.baseUrl)}
- Model: ${code(named(target.model))}
- Contract: ${spec.name} ${spec.version}
- Sent: ${plural(run.requests, 'request')} in ${duration(run.durationMs)}, seed ${run.seed}`;
}

function caveats({ caveats }: Report): Markdown[] {
  if (caveats.length === 0) return [];
  return [
    gfm`### Know this before you rely on the verdict

${caveats.map((caveat) => gfm`- ${caveat}\n`)}`,
  ];
}

function profileTable({ profiles }: Report): Markdown[] {
  if (profiles.length === 0) return [];
  const columns = verdicts.filter((one) => profiles.some(({ counts }) => counts[one] > 0));
  const row = (cells: readonly Markdown[]) => gfm`|${cells.map((cell) => gfm` ${cell} |`)}\n`;
  return [
    gfm`### Profiles

${row([gfm`Profile`, gfm`Verdict`, ...columns.map((one) => gfm`${verdictWords[one].word}`)])}${row([
      gfm`---`,
      gfm`---`,
      ...columns.map(() => gfm`--:`),
    ])}${profiles.map(({ id, verdict, counts }) =>
      row([gfm`${id}`, gfm`${profileWords[verdict].word}`, ...columns.map((one) => gfm`${counts[one]}`)]),
    )}`,
  ];
}

function findings({ checks }: Report): Markdown[] {
  const shown = findingVerdicts.filter((verdict) => verdict !== 'inconclusive');
  return shown.flatMap((verdict) => checks.filter((check) => check.verdict === verdict).map(markdownFinding));
}

/** Checks that one thing left undecided stand together. */
function undecided({ checks }: Report): Markdown[] {
  const open = checks.filter(({ verdict }) => verdict === 'inconclusive');
  const reasons = [...new Set(open.map(({ because }) => because ?? ''))];
  return reasons.map((reason) => {
    const ids = open.filter(({ because }) => (because ?? '') === reason).map(({ id }) => id);
    return gfm`### ${plural(ids.length, 'check')} inconclusive

${reason}

${ids.join(', ')}`;
  });
}

const mostBytes = 1024 * 1024;
const roomForNote = 200;

function fitted(blocks: readonly Markdown[]): Rendered {
  let room = mostBytes - roomForNote;
  const kept = blocks
    .map(({ source }) => `${source.trimEnd()}\n\n`)
    .filter((text) => {
      const bytes = Buffer.byteLength(text);
      if (bytes > room) return false;
      room -= bytes;
      return true;
    });
  const left = blocks.length - kept.length;
  const note = `**${plural(left, 'part')} had no room here; the HTML and JSON reports hold all of it.**\n`;
  return encodedBy<'markdown'>(kept.join('') + (left === 0 ? '' : note)).source;
}
