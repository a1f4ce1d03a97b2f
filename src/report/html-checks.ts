import { finding, findingDetails } from './html-finding.ts';
import { marked, markup, type Markup } from './markup.ts';
import type { CheckResult, CheckVerdict, Report } from './report.ts';
import { bound, findingVerdicts, plural, verdicts, verdictWords } from './verdict-words.ts';

/** The checks a reader must act on or know of, worst first. */
export function findingsSection({ checks }: Report): Markup {
  const open = checks.filter(isOpen);
  const found = findingVerdicts.flatMap((verdict) =>
    checks.filter((check) => check.verdict === verdict && !isOpen(check)),
  );
  return markup`<section aria-labelledby="findings">
<h2 id="findings">Findings</h2>
${found.length + open.length === 0 ? markup`<p class="card empty">None.</p>` : null}${found.length > 2 ? index(found) : null}${found.map(finding)}${undecided(open)}
</section>`;
}

/** Nothing was found, and nothing could be: what one thing left undecided stands in one card. */
function isOpen({ verdict, findings }: CheckResult): boolean {
  return verdict === 'inconclusive' && findings.length === 0;
}

function undecided(open: readonly CheckResult[]): Markup[] {
  const { symbol, word, tone } = verdictWords.inconclusive;
  const reasons = [...new Set(open.map(({ because }) => because ?? ''))];
  return reasons.map((because) => {
    const ids = open.filter((check) => (check.because ?? '') === because).map(({ id }) => id);
    return markup`<article class="card finding tone-${tone}">
<header><h3>${plural(ids.length, 'check')}</h3>
<span class="badge tone-${tone}"><span aria-hidden="true">${symbol}</span> ${word}</span></header>
<p class="because">${marked(because)}</p>
<p class="soft">${ids.join(', ')}</p>
</article>
`;
  });
}

function index(found: readonly CheckResult[]): Markup {
  return markup`<ol class="card index">
${found.map(({ id, verdict, says }) => {
  const { symbol, word, tone } = verdictWords[verdict];
  return markup`<li><span class="tone-${tone}" title="${word}">${symbol}</span> <a href="#${id}">${id}</a> ${marked(says)}</li>\n`;
})}</ol>
`;
}

/** All other checks, by suite in the order of the report. */
export function checksSection({ checks }: Report): Markup {
  const others = checks.filter(({ verdict }) => !isFinding(verdict));
  const suites = [...new Set(others.map(({ suite }) => suite))];
  return markup`<section aria-labelledby="checks">
<h2 id="checks">All other checks</h2>
<p class="lead">Exercised: how many of the conversations examined could have shown a violation. Violations: the rate below
which they stay in what was sampled, at 95 % confidence.</p>
${others.length === 0 ? markup`<p class="card empty">None.</p>` : suites.map((suite) => suiteTable(suite, others))}
</section>`;
}

function isFinding(verdict: CheckVerdict): boolean {
  return (findingVerdicts as readonly CheckVerdict[]).includes(verdict);
}

function suiteTable(suite: string, others: readonly CheckResult[]): Markup {
  const order = (check: CheckResult) => verdicts.indexOf(check.verdict);
  const checks = others.filter((check) => check.suite === suite).sort((a, b) => order(a) - order(b));
  return markup`<section class="card suite" aria-label="Suite ${suite}">
<h3>${suite}</h3>
<table class="stack">
<thead><tr><th scope="col" class="what">Verdict</th><th scope="col">Check</th><th scope="col" class="number">Exercised</th><th scope="col" class="number">Violations</th></tr></thead>
<tbody>
${checks.map(row)}</tbody>
</table>
</section>
`;
}

function row(check: CheckResult): Markup {
  const { id, verdict, level, says, because, examined, exercised, upperBound95 } = check;
  const { symbol, word, tone } = verdictWords[verdict];
  return markup`<tr id="${id}">
<td class="what"><span class="badge tone-${tone}"><span aria-hidden="true">${symbol}</span> ${word}</span></td>
<th scope="row"><code>${id}</code> <span class="level">${level}</span><br>
${marked(says)}${because === null ? null : markup`<br><span class="soft">${marked(because)}</span>`}
${findingDetails(check)}</th>
<td class="number">${examined === 0 ? null : `${exercised} of ${examined}`}</td>
<td class="number">${upperBound95 === null ? null : bound(upperBound95)}</td>
</tr>
`;
}
