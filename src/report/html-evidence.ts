import { marked, markup, type Markup } from './markup.ts';
import type { Evidence, ReportedFinding } from './report.ts';
import { plural } from './verdict-words.ts';

type Event = NonNullable<Evidence['events']>[number];

/**
 * The command that sends the request again, and, folded away, the reply as it came. `named`: pointers of the findings
 * and of their witnesses, whose events are marked.
 */
export function evidenceDetails(
  checkId: string,
  { exchange, evidence }: ReportedFinding,
  named: readonly string[],
): Markup {
  const { curl, status, headers, body, events, end } = evidence;
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return markup`<p class="label">Send it again</p>
<pre class="copy">\n${marked(curl)}</pre>
<details>
<summary>The reply, exchange ${exchange}: ${summary(evidence)}</summary>
${end === '' ? null : markup`<p class="because">Ended improperly: ${marked(end)}</p>`}
${events === null ? null : eventTable(events, named)}
<p class="label">Status and headers</p>
<pre>\n${marked([status === 0 ? '(no status line)' : `HTTP ${status}`, ...fields].join('\n'))}</pre>
${body === '' ? markup`<p class="label">No body</p>` : bodyText(body, events !== null, `Body of exchange ${exchange}, ${checkId}`)}
</details>
`;
}

function summary({ status, events, headers, end }: Evidence): string {
  const told = [status === 0 ? 'no status line' : `status ${status}`];
  const last = events?.at(-1);
  if (events) told.push(last ? `${plural(last.index + 1, 'event')} until ${Math.round(last.at)} ms` : 'no event');
  else if (headers['content-type']) told.push(headers['content-type']);
  if (end !== '') told.push(end.split(':')[0] ?? '');
  return told.join(', ');
}

function bodyText(body: string, isStream: boolean, name: string): Markup {
  const text = markup`<pre class="scroll" tabindex="0" role="group" aria-label="${name}">\n${marked(body)}</pre>`;
  if (isStream) return markup`<details><summary>The body as it came</summary>${text}</details>`;
  return markup`<p class="label">Body</p>\n${text}`;
}

function eventTable(events: readonly Event[], named: readonly string[]): Markup {
  const span = Math.max(1, ...events.map(({ at }) => at));
  return markup`<table class="events">
<caption>Events, and when they came</caption>
<thead><tr><th scope="col" class="n">No.</th><th scope="col" class="ms">ms</th><th scope="col">Data</th></tr></thead>
<tbody>
${events.map((event, i) => markup`${gap(events[i - 1], event)}${eventRow(event, span, isNamed(event, named))}`)}</tbody>
</table>`;
}

function isNamed({ index }: Event, named: readonly string[]): boolean {
  return named.some((pointer) => new RegExp(`/events/${index}(/|$)`).test(pointer));
}

function gap(before: Event | undefined, { index }: Event): Markup | null {
  const left = index - (before?.index ?? -1) - 1;
  if (left === 0) return null;
  return markup`<tr><td class="n">…</td><td class="ms"></td><td class="soft">${plural(left, 'event')} left out</td></tr>\n`;
}

function eventRow({ index, at, event, data }: Event, span: number, isNamed: boolean): Markup {
  const x = 2 + (at / span) * 96;
  return markup`<tr${isNamed ? markup` class="named"` : null}><td class="n">${index}</td><td class="ms">${at.toFixed(0)}<svg class="when" aria-hidden="true"><line x1="0" x2="100%" y1="50%" y2="50%"/><circle cx="${x.toFixed(1)}%" cy="50%" r="3.5"/></svg></td><td>${event === '' ? null : markup`<span class="soft">event: ${marked(event)}</span>\n`}<code>${marked(data)}</code></td></tr>
`;
}
