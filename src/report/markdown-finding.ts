import { citationText } from './citation.ts';
import { shownCommand } from './curl.ts';
import { code, fence, gfm, type Markdown } from './markdown-text.ts';
import type { CheckResult, Evidence, ReportedFinding } from './report.ts';
import { plural, reproducedWords, verdictWords } from './verdict-words.ts';
import { shortened } from './visible.ts';

/** One check with its findings, as it can be pasted into a tracker. */
export function markdownFinding(check: CheckResult): Markdown {
  const { id, verdict, level, says, cite, because, findings, more } = check;
  return gfm`### ${code(id)} (${level}, ${verdictWords[verdict].word})

${says}

Authority: ${citationText(cite)}

${because === null ? null : gfm`${because}\n\n`}${findings.map((one, i) => departure(one, findings[i + 1]))}${
    more === 0 ? null : gfm`${plural(more, 'further finding')} not listed; the journal has the exchanges.\n\n`
  }`;
}

function departure(one: ReportedFinding, next: ReportedFinding | undefined): Markdown {
  const { at, expected, actual, reproduced, exchange, evidence } = one;
  const place =
    at === ''
      ? gfm`
the whole reply
        `
      : code(at);
  const times = reproduced === null ? null : gfm` (${reproducedWords(reproduced)})`;
  // Findings of one exchange follow each other: what was sent and came stands once, below the last of them.
  return gfm`- At ${place}: expected ${code(expected)}, got ${code(actual)}${times}
${next?.exchange === exchange ? null : gfm`\n${sentAndCame(exchange, evidence)}`}`;
}

function sentAndCame(exchange: number, evidence: Evidence): Markdown {
  return gfm`Send it again:

${fence(shownCommand(evidence.curl), 'sh')}

<details><summary>The reply, exchange ${exchange}</summary>

${fence(shortened(replyText(evidence), longestReply), 'text')}

</details>

`;
}

/** A tracker takes 65,536 characters in all. */
const longestReply = 4096;

function replyText({ status, headers, body, events, end }: Evidence): string {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const dispatched = events?.map(({ event, data }) => (event === '' ? data : `${event}: ${data}`));
  return [
    status === 0 ? '(no status line)' : `HTTP ${status}`,
    ...fields,
    '',
    ...(dispatched ?? [body]),
    ...(end === '' ? [] : ['', `Ended improperly: ${end}`]),
  ].join('\n');
}
