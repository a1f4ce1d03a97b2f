import { percent } from './document-caveats.ts';
import { marked, markup, type Markup } from './markup.ts';
import type { CapabilityResult, ProfileResult, Report } from './report.ts';
import { duration, limitWords, plural, profileWords, throttledWords, verdicts, verdictWords } from './verdict-words.ts';

/** What a reader must know first, or nothing. */
export function caveatsSection({ caveats }: Report): Markup | null {
  if (caveats.length === 0) return null;
  return markup`<section class="caveats" aria-labelledby="caveats">
<h2 id="caveats">Know this before you rely on the verdict</h2>
<ul>
${caveats.map((caveat) => markup`<li>${marked(caveat)}</li>\n`)}</ul>
</section>`;
}

export function profilesSection({ profiles }: Report): Markup {
  return markup`<section aria-labelledby="profiles">
<h2 id="profiles">Profiles</h2>
<div class="card"><table class="profiles stack">
<thead><tr><th scope="col">Profile</th><th scope="col">Verdict</th><th scope="col">Checks</th></tr></thead>
<tbody>
${profiles.map(profileRow)}</tbody>
</table></div>
</section>`;
}

function profileRow({ id, verdict, counts }: ProfileResult): Markup {
  const { symbol, word, tone } = profileWords[verdict];
  const present = verdicts.filter((one) => counts[one] > 0);
  return markup`<tr>
<th scope="row">${id}</th>
<td><span class="badge tone-${tone}"><span aria-hidden="true">${symbol}</span> ${word}</span></td>
<td>${bar(counts)}<ul class="counts">${present.map((one) => {
    const { symbol, word, tone } = verdictWords[one];
    return markup`<li class="tone-${tone}"><span aria-hidden="true">${symbol}</span> ${counts[one]} ${word}</li>`;
  })}</ul></td>
</tr>
`;
}

/** The counts as lengths; drawn in SVG because the policy of the page allows no style attribute. */
function bar(counts: ProfileResult['counts']): Markup | null {
  const total = verdicts.reduce((sum, verdict) => sum + counts[verdict], 0);
  if (total === 0) return null;
  let x = 0;
  const rects = verdicts
    .filter((verdict) => counts[verdict] > 0)
    .map((verdict) => {
      const width = (counts[verdict] / total) * 100;
      x += width;
      return markup`<rect class="tone-${verdictWords[verdict].tone}" x="${x - width}" width="${width}" height="6"/>`;
    });
  return markup`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">${rects}</svg>`;
}

export function capabilitiesSection({ capabilities }: Report): Markup {
  return markup`<section aria-labelledby="capabilities">
<h2 id="capabilities">Capabilities</h2>
<div class="card">${capabilities.length === 0 ? markup`<p class="empty">None was asked for.</p>` : capabilityTable(capabilities)}</div>
</section>`;
}

const capabilityTones = { supported: 'good', refused: 'calm', unknown: 'odd' } as const;

function capabilityTable(capabilities: readonly CapabilityResult[]): Markup {
  return markup`<table class="capabilities stack">
<thead><tr><th scope="col">The endpoint offers</th><th scope="col">Verdict</th><th scope="col">Because</th></tr></thead>
<tbody>
${capabilities.map(
  ({ id, title, verdict, because }) => markup`<tr>
<th scope="row">${title} <code class="soft">${id}</code></th>
<td><span class="badge tone-${capabilityTones[verdict]}">${verdict}</span></td>
<td>${marked(because ?? '')}</td>
</tr>
`,
)}</tbody>
</table>`;
}

function specFacts({ errata, off, document }: Report['spec']): [string, string][] {
  const ids = (numbers: readonly number[]) => (numbers.length === 0 ? 'none' : numbers.map((n) => `E${n}`).join(', '));
  const facts: [string, string][] = [['Errata applied', ids(errata)]];
  if (off.length > 0) facts.push(['Errata switched off', ids(off)]);
  if (!document) return facts;
  const { strength, borrowed, others } = document;
  const refused = strength.broken === 0 ? 'not measured' : percent(strength.refused / strength.broken);
  return [
    ...facts,
    ['Broken replies that the document refuses', `${refused} of ${strength.broken}`],
    ['Judged by the bundled contract', borrowed.length === 0 ? 'nothing' : borrowed.join(', ')],
    ['Further operations that can be read', `${others.described}, of these ${others.sent} in the plan`],
  ];
}

export function runSection({ run, tool, spec, target, exitCode }: Report): Markup {
  const facts: [string, string][] = [
    ['Seed', String(run.seed)],
    ['Complete', run.complete ? 'yes' : `no: ${run.stopped ?? 'the plan was not carried out to its end'}`],
    ['Requests', `${plural(run.requests, 'request')}, of these ${plural(run.retries, 'retry', 'retries')}`],
    ['Tokens', plural(run.tokens, 'token')],
    ['Started', run.startedAt],
    ['Duration', duration(run.durationMs)],
    ['Allowed', run.limits === null ? 'not recorded' : limitWords(run.limits)],
    ['Throttled', throttledWords(run.throttled) || 'never'],
    ['Warnings count as failures', run.strict ? 'yes (--strict)' : 'no'],
    ['Shard', run.shard ?? 'the whole plan'],
    ['Exit code', String(exitCode)],
    ['Server names itself', target.server ?? 'not at all'],
    ['Contract', `${spec.name} ${spec.version}, SHA-256 ${spec.digest}`],
    ...specFacts(spec),
    ['Tool', `${tool.name} ${tool.version}, suites ${tool.suitesDigest}`],
  ];
  return markup`<section aria-labelledby="run">
<h2 id="run">The run</h2>
<div class="card"><table class="stack run">
<tbody>
${facts.map(([name, value]) => markup`<tr><th scope="row">${name}</th><td class="mono">${marked(value)}</td></tr>\n`)}</tbody>
</table></div>
</section>`;
}
