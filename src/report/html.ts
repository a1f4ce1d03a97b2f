import { createHash } from 'node:crypto';

import { capabilitiesSection, caveatsSection, profilesSection, runSection } from './html-facts.ts';
import { checksSection, findingsSection } from './html-checks.ts';
import type { Rendered } from './encoded.ts';
import { markup, trusted, type Markup } from './markup.ts';
import type { Report } from './report.ts';
import { style } from './style.ts';
import { duration, named, plural, profileWords, verdictBecause } from './verdict-words.ts';

/**
 * The report as one static page: no script, no request, no file beside it. It reads without its style sheet, which a
 * strict Content-Security-Policy of a CI server may take away (Jenkins serves artifacts so).
 */
export function html(report: Report): Rendered {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="${report.tool.name} ${report.tool.version}">
<title>${profileWords[report.verdict].word}: ${named(report.target.model)} at ${report.target.baseUrl}</title>
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#findings">To the findings</a>
${head(report)}
<main>
${caveatsSection(report)}
${profilesSection(report)}
${findingsSection(report)}
${checksSection(report)}
${capabilitiesSection(report)}
${runSection(report)}
</main>
<footer>
<p>Written by ${report.tool.name} ${report.tool.version} from the record of one run. A pass claims what its numbers say and
no more: that no violation was seen in so many conversations that could have shown one.</p>
</footer>
</body>
</html>
`.source;
}

const hash = createHash('sha256').update(style).digest('base64');
const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;

function head(report: Report): Markup {
  const { symbol, word, tone } = profileWords[report.verdict];
  const because = verdictBecause(report);
  return markup`<header class="head tone-${tone}">
<p class="eyebrow">Conformance of an endpoint that speaks the OpenAI API</p>
<div class="verdict">
<span class="seal" aria-hidden="true">${symbol}</span>
<div>
<h1>${capital(word)}</h1>
<p>${capital(because)}.</p>
</div>
</div>
<dl class="facts">
${facts(report).map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>
<nav aria-label="Contents"><ul>
<li><a href="#profiles">Profiles</a></li>
<li><a href="#findings">Findings</a></li>
<li><a href="#checks">All other checks</a></li>
<li><a href="#capabilities">Capabilities</a></li>
<li><a href="#run">The run</a></li>
</ul></nav>
</header>`;
}

function facts({ target, run, tool, spec }: Report): [string, Markup][] {
  return [
    ['Endpoint', markup`<code>${target.baseUrl}</code>`],
    ['Model', markup`<code>${named(target.model)}</code>`],
    ...another('Model of completions', target.completionModel, target),
    ...another('Model of embeddings', target.embeddingModel, target),
    ['Date', markup`<time datetime="${run.startedAt}">${run.startedAt.slice(0, 16).replace('T', ' ')} UTC</time>`],
    ['Contract', markup`${spec.name} ${spec.version}`],
    ['Sent', markup`${plural(run.requests, 'request')} in ${duration(run.durationMs)}`],
    ['Tool', markup`${tool.name} ${tool.version}`],
  ];
}

function another(name: string, id: string, { model }: Report['target']): [string, Markup][] {
  return id === model ? [] : [[name, markup`<code>${named(id)}</code>`]];
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
