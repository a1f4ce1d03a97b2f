import type { Citation } from '../check/cite.ts';
import { evidenceDetails } from './html-evidence.ts';
import { marked, markup, type Markup } from './markup.ts';
import type { CheckResult, ReportedFinding } from './report.ts';
import { plural, verdictWords, reproducedWords, witnessWords } from './verdict-words.ts';

/** One check with its findings, as a card. */
export function finding(check: CheckResult): Markup {
  const { symbol, word, tone } = verdictWords[check.verdict];
  return markup`<article class="card finding tone-${tone}" id="${check.id}">
<header>
<h3>${check.id}</h3>
<span class="badge tone-${tone}"><span aria-hidden="true">${symbol}</span> ${word}</span>
<span class="level">${check.level}</span>
<span class="covers">${check.covers.join(', ')}</span>
</header>
<p class="says">${marked(check.says)}</p>
<p class="cite">${authority(check.cite)}</p>
${check.because === null ? null : markup`<p class="because">${marked(check.because)}</p>`}
${byExchange(check.findings).map((group) => departures(check, group))}
${more(check)}
</article>
`;
}

/** The findings of a check that stands in a table, folded away; nothing where there are none. */
export function findingDetails(check: CheckResult): Markup | null {
  if (check.findings.length === 0) return null;
  const seen = plural(check.findings.length + check.more, 'time');
  return markup`<details><summary>Seen ${seen}</summary>
<p class="cite">${authority(check.cite)}</p>
${byExchange(check.findings).map((group) => departures(check, group))}
${more(check)}
</details>`;
}

function authority(cite: Citation): Markup {
  if (cite.by === 'schema') return markup`Contract: <code>${cite.pointer}</code>`;
  if (cite.by === 'prose') return markup`Documentation, ${cite.where}: ${cite.says}`;
  if (cite.by === 'standard') return markup`Standard: ${link(cite.section, cite.url)}`;
  if (cite.by === 'observed') return markup`Observed on OpenAI’s own service: ${cite.what}`;
  return markup`Client ${cite.sdk} ${cite.version}: <code>${cite.error}</code>`;
}

function link(text: string, url: string): Markup {
  if (!/^https?:\/\//.test(url)) return markup`${text} (${url})`;
  return markup`<a href="${url}" rel="noreferrer">${text}</a>`;
}

function byExchange(findings: readonly ReportedFinding[]): ReportedFinding[][] {
  const groups = new Map<number, ReportedFinding[]>();
  for (const one of findings) groups.set(one.exchange, [...(groups.get(one.exchange) ?? []), one]);
  return [...groups.values()];
}

function departures(check: CheckResult, group: readonly ReportedFinding[]): Markup {
  const [first] = group;
  const named = group.flatMap(({ at, witness }) => [at, ...(witness?.events ?? []).map((index) => `/events/${index}`)]);
  return markup`${group.map(departure)}${first ? evidenceDetails(check.id, first, named) : null}`;
}

function departure({ at, expected, actual, reproduced, witness }: ReportedFinding): Markup {
  return markup`<div class="departure">
<div class="place"><code>${at === '' ? 'the whole reply' : at}</code>${reproduced === null ? null : markup`<span class="soft">${reproducedWords(reproduced)}</span>`}</div>
<dl>
<dt>expected</dt><dd class="want">${marked(expected)}</dd>
<dt>got</dt><dd class="got">${marked(actual)}</dd>
${witness === null ? null : markup`<dt>shown by</dt><dd>${witnessWords(witness).replace(/^shown (by )?/, '')}</dd>\n`}</dl>
</div>
`;
}

function more({ more, findings }: CheckResult): Markup | null {
  if (more === 0) return null;
  return markup`<p class="because soft">${findings.length === 0 ? plural(more, 'finding') : `${more} more`}, not listed; the journal has the exchanges.</p>`;
}
