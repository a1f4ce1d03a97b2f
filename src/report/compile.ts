import type { Exchange } from '../transport/exchange.ts';
import { levelOf, saysOf } from '../check/suite.ts';
import type { Assessment } from '../run/assess.ts';
import { distinctFindings } from '../run/distinct.ts';
import type { Recording, RunHeader } from '../run/journal.ts';
import type { Located } from '../run/judge.ts';
import { cutShort } from '../run/outage.ts';
import type { Conversation } from '../run/recording.ts';
import type { Verdict } from '../run/verdict.ts';
import { curlOf } from './curl.ts';
import { evidenceOf } from './evidence.ts';
import { plural } from './verdict-words.ts';
import { documentCaveats } from './document-caveats.ts';
import type { CheckResult, DocumentFacts, Report, ReportedFinding } from './report.ts';

/** Puts an assessed recording into the form that every reporter renders. Pure. */
export function compile(
  { header, end, conversations }: Recording,
  assessment: Assessment,
  document: DocumentFacts | null = null,
): Report {
  const { selection, capabilities, verdicts, verdict, exitCode, profiles } = assessment;
  const exchanges = conversations.flatMap((conversation) => conversation.exchanges);
  const server = exchanges.map(({ exchange }) => exchange.reply.headers['server']).find((name) => name !== undefined);
  return {
    schemaVersion: 1,
    tool: header.tool,
    spec: { off: [], ...header.spec, document },
    target: targetOf(header, end?.model ?? '', server),
    run: {
      seed: header.seed,
      startedAt: header.startedAt,
      durationMs: end?.durationMs ?? 0,
      requests: exchanges.length,
      retries: exchanges.filter(({ superseded }) => superseded).length,
      tokens: end?.tokens ?? 0,
      limits: header.limits ?? null,
      throttled: end?.throttled ?? { replies: 0, waitedMs: 0 },
      complete: end !== undefined && end.stopped === null,
      stopped: end ? end.stopped : 'The run was killed before it ended.',
      strict: header.strict,
      shard: null,
    },
    capabilities: capabilities.map(({ capability, verdict, because }) => ({
      id: capability.id,
      title: capability.title,
      verdict,
      because,
    })),
    verdict,
    exitCode,
    profiles,
    checks: selection.suites.flatMap((suite) =>
      Object.entries(suite.checks).map(([key, check]) => {
        const name = `${suite.id}/${key}`;
        const result = verdicts.find((one) => one.check === name)!;
        return {
          id: name,
          suite: suite.id,
          profile: suite.profile,
          level: levelOf(check),
          says: saysOf(check),
          cite: check.cite,
          covers: check.covers,
          ...resultOf(result, header),
        };
      }),
    ),
    caveats: [
      ...stoppedEarly(end),
      ...excess(header, end),
      ...leftovers(header, assessment),
      ...(document ? documentCaveats(header.spec.name, document) : []),
      ...withoutEnd(conversations),
      ...caveats(header, assessment),
    ],
  };
}

type ResultPart = Omit<CheckResult, 'id' | 'suite' | 'profile' | 'level' | 'says' | 'cite' | 'covers'>;

function resultOf(result: Verdict, header: RunHeader): ResultPart {
  const { verdict, because, examined, exercised, reproduced } = result;
  const distinct = distinctFindings(result.findings);
  return {
    verdict,
    because,
    examined,
    exercised,
    upperBound95: verdict === 'pass' ? 1 - 0.05 ** (1 / exercised) : null,
    findings: distinct.map((finding) => reported(finding, reproduced, header)),
    more: result.findings.length - distinct.length,
  };
}

function reported(
  { at, expected, actual, exchange, repeated, witness = null }: Located,
  reproduced: Verdict['reproduced'],
  header: RunHeader,
): ReportedFinding {
  return {
    at,
    expected,
    actual,
    exchange: exchange.id,
    reproduced: reproduced && repeated ? `${reproduced.times}/${reproduced.of}` : null,
    witness,
    evidence: evidenceOf(exchange.exchange, {
      baseUrl: header.target.baseUrl,
      secretHeaders: header.extraHeaders,
      keyed: header.keyed,
      events: witness?.events ?? [],
    }),
  };
}

function stoppedEarly(end: Recording['end']): string[] {
  if (!end) return ['The run was killed: what it recorded until then is judged.'];
  return end.stopped === null
    ? []
    : [
        `The run stopped early. ${end.stopped} What did not run is inconclusive, and failures may not have been repeated.`,
      ];
}

/** A check that other replies exercised says nothing of those that never came, or that were too large to be read. */
function withoutEnd(conversations: readonly Conversation[]): string[] {
  const cut = conversations
    .filter(({ purpose }) => purpose !== 'cleanup')
    .flatMap((one) => [...cutShort(one), ...tooLarge(one)]);
  const [first] = cut;
  if (!first) return [];
  const { detail, how } = first.reply.end;
  return [`${plural(cut.length, 'reply', 'replies')} did not come to the end, the first because: ${detail ?? how}.`];
}

function tooLarge({ exchanges }: Conversation): Exchange[] {
  return exchanges.map(({ exchange }) => exchange).filter(({ reply }) => reply.end.how === 'too-large');
}

/** Whoever holds an endpoint to a budget must hear that it went over, and by whose doing. */
function excess({ limits }: RunHeader, end: Recording['end']): string[] {
  if (!limits || !end || end.tokens <= limits.tokens) return [];
  const over = (end.tokens - limits.tokens).toLocaleString('en-US');
  const replies = plural(end.overran ?? 0, 'reply cost', 'replies cost');
  return [
    `Spent ${plural(end.tokens, 'token')}, ${over} over the limit: ${replies} more than prompt and token limit allow.`,
  ];
}

function leftovers({ target, extraHeaders, keyed }: RunHeader, { left }: Assessment): string[] {
  return left.map(({ leaving, exchange, removal }) => {
    const request = removal ?? leaving.search;
    const curl = curlOf(keyed ? request : { ...request, auth: 'none' }, target.baseUrl, extraHeaders);
    const named = `${leaving.title} named ${JSON.stringify(leaving.name(exchange.request))}`;
    return removal
      ? `The run left ${named} at the endpoint and could not take it away. To do so: ${curl}`
      : `The run may have left ${named} at the endpoint: no reply told. To look for it: ${curl}`;
  });
}

function caveats(header: RunHeader, { verdicts, selection, capabilities }: Assessment): string[] {
  const idle = verdicts.filter(({ verdict }) => verdict === 'not-exercised').map(({ check }) => check);
  const unknown = capabilities.filter(({ verdict }) => verdict === 'unknown').map(({ capability }) => capability.title);
  const kept =
    'A secret was sent that is under 8 characters, a number or a common word, and is left in what the endpoint says: taking it out would rewrite the text.';
  const insecure = 'Certificates were not verified (--insecure): who answered is not known for sure.';
  const picked = header.only.length + header.skip.length > 0;
  return [
    ...(idle.length > 0 ? [`Never exercised, so nothing is claimed of them: ${idle.join(', ')}.`] : []),
    ...(header.target.insecure ? [insecure] : []),
    ...(header.secretKept ? [kept] : []),
    ...(picked
      ? [
          `Only ${plural(selection.suites.flatMap(({ checks }) => Object.keys(checks)).length, 'check')} selected: this is no statement on conformance.`,
        ]
      : []),
    ...(unknown.length > 0 ? [`Whether the endpoint offers these could not be told: ${unknown.join(', ')}.`] : []),
  ];
}

function targetOf({ target }: RunHeader, model: string, server: string | undefined): Report['target'] {
  const { baseUrl, insecure = false, completionModel = model, embeddingModel = model } = target;
  return { baseUrl, insecure, model, completionModel, embeddingModel, server: server ?? null };
}
