import type { Citation } from '../check/cite.ts';
import type { Exchange } from '../transport/exchange.ts';
import { evidenceOf } from './evidence.ts';
import { cutOff, measureless, raw, refused, streamed, uploaded } from './exchanges.test-data.ts';
import type { CheckResult, CheckVerdict, Report, ReportedFinding } from './report.ts';

/** A report in which every verdict, every authority and every kind of body occurs. */
export function exampleReport(): Report {
  const checks = [...found, ...others];
  return {
    schemaVersion: 1,
    tool: { name: 'llm-conformance', version: '0.1.0', suitesDigest: 'b1946ac92492d2347c6235b4d2611184'.repeat(2) },
    spec: {
      name: 'openai.yaml',
      version: '2.3.0',
      digest: '591785b794601e212b260e25925636fd'.repeat(2),
      errata: [1, 4],
      off: [8],
      document: {
        borrowed: ['errors of GET /models'],
        strength: { broken: 362, refused: 186, admitsAnything: ['POST /chat/completions'] },
        others: { described: 119, sent: 46, limit: 60 },
      },
    },
    target: {
      baseUrl: 'http://localhost:8000/v1',
      insecure: false,
      model: 'example-7b-instruct',
      completionModel: 'example-7b',
      embeddingModel: 'example-embed',
      server: 'uvicorn',
    },
    run: {
      seed: 1729,
      startedAt: '2026-03-14T09:26:53.589Z',
      durationMs: 48_210,
      requests: 214,
      retries: 2,
      tokens: 18_406,
      limits: { requests: 230, tokens: 18_000, durationMs: 1_800_000 },
      throttled: { replies: 2, waitedMs: 11_000 },
      complete: false,
      stopped: 'the budget of 18,000 tokens was spent',
      strict: false,
      shard: '1/2',
    },
    capabilities: [
      { id: 'tools', title: 'tool calls', verdict: 'supported', because: null },
      {
        id: 'vision',
        title: 'images in messages',
        verdict: 'refused',
        because: '400 image_url is not supported by this model',
      },
      { id: 'logprobs', title: 'log probabilities', verdict: 'unknown', because: 'the request timed out' },
    ],
    verdict: 'not-conformant',
    exitCode: 1,
    profiles: [
      { id: 'core', verdict: 'not-conformant', counts: countsOf(checks.filter(({ profile }) => profile === 'core')) },
      { id: 'tools', verdict: 'conformant', counts: countsOf(checks.filter(({ profile }) => profile === 'tools')) },
      {
        id: 'logprobs',
        verdict: 'incomplete',
        counts: countsOf(checks.filter(({ profile }) => profile === 'logprobs')),
      },
      { id: 'vision', verdict: 'unsupported', counts: countsOf(checks.filter(({ profile }) => profile === 'vision')) },
    ],
    checks,
    caveats: [
      'The budget of 18,000 tokens was spent after 214 of 230 requests; 2 checks stay undecided.',
      '1 check was never exercised: the model answered without what it is about.',
    ],
  };
}

/** A check as it stands in a report, with what matters to a test in `given`. */
export function check(given: Partial<CheckResult> & Pick<CheckResult, 'id' | 'verdict' | 'says'>): CheckResult {
  return {
    suite: given.id.split('/')[0] ?? '',
    profile: 'core',
    level: 'MUST',
    cite: { by: 'schema', pointer: '#/components/schemas/ChatCompletionChunk/properties/id' },
    covers: [],
    because: null,
    examined: 14,
    exercised: 12,
    upperBound95: given.verdict === 'pass' ? 1 - 0.05 ** (1 / 12) : null,
    findings: [],
    more: 0,
    ...given,
  };
}

/** How often each verdict occurs. */
export function countsOf(checks: readonly CheckResult[]): { [verdict in CheckVerdict]: number } {
  const count = (verdict: CheckVerdict) => checks.filter((one) => one.verdict === verdict).length;
  return {
    pass: count('pass'),
    fail: count('fail'),
    warn: count('warn'),
    note: count('note'),
    expected: count('expected'),
    unsupported: count('unsupported'),
    'not-exercised': count('not-exercised'),
    inconclusive: count('inconclusive'),
    error: count('error'),
  };
}

const options = { baseUrl: 'http://localhost:8000/v1', secretHeaders: ['x-tenant'], keyed: true };

function failing(
  exchange: Exchange,
  number: number,
  finding: Omit<ReportedFinding, 'exchange' | 'evidence' | 'witness'> & Partial<Pick<ReportedFinding, 'witness'>>,
): ReportedFinding {
  return { witness: null, ...finding, exchange: number, evidence: evidenceOf(exchange, options) };
}

const cites: { readonly [by in Citation['by']]: Citation } = {
  schema: { by: 'schema', pointer: '#/components/schemas/CreateChatCompletionResponse/properties/usage' },
  prose: { by: 'prose', where: 'API reference, streaming', says: 'a stream ends with a data-only [DONE] message' },
  standard: {
    by: 'standard',
    section: 'RFC 9110 §15.5.1',
    url: 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.1',
  },
  observed: { by: 'observed', what: 'a wrong key is answered with 401 and code invalid_api_key' },
  client: { by: 'client', sdk: 'openai (Node)', version: '6.49.0', error: 'TypeError: chunk.choices is not iterable' },
};

const found: readonly CheckResult[] = [
  check({
    id: 'chat-stream/same-id',
    verdict: 'fail',
    says: 'Every chunk of one stream carries the id of the first.',
    covers: ['CHAT-STREAM-003'],
    findings: [
      failing(streamed, 17, {
        at: '/reply/events/1/id',
        expected: '"chatcmpl-1"',
        actual: '"chatcmpl-2"',
        reproduced: '3/3',
        witness: { events: [0, 1], of: 4 },
      }),
    ],
  }),
  check({
    id: 'errors/malformed-json',
    verdict: 'fail',
    says: 'A body that is not JSON is answered with a status of the 4xx class and an error object.',
    cite: cites.standard,
    covers: ['ERR-002', 'ERR-005'],
    findings: [
      failing(refused, 31, { at: '/reply/status', expected: '400', actual: '500', reproduced: '3/3' }),
      failing(refused, 31, {
        at: '/reply/body',
        expected: 'an object with the member error',
        actual: '<html><head><title>Oops</title></head>… \u001b[31m \u202egnirts\u202c',
        reproduced: '3/3',
      }),
    ],
    more: 4,
  }),
  check({
    id: 'chat-stream/ends-with-done',
    verdict: 'fail',
    says: 'A stream ends with the event [DONE].',
    cite: cites.prose,
    findings: [
      failing(cutOff, 44, {
        at: '/reply/events/2',
        expected: 'data: [DONE]',
        actual: 'the end of the connection',
        reproduced: '1/4',
      }),
    ],
  }),
  check({
    id: 'files/bytes-is-a-number',
    verdict: 'warn',
    level: 'SHOULD',
    says: 'The size of a stored file is reported as an integer number of bytes.',
    cite: cites.client,
    findings: [
      failing(uploaded, 58, { at: '/reply/json/bytes', expected: 'integer', actual: '"18"', reproduced: null }),
    ],
  }),
  check({
    id: 'auth/wrong-key',
    verdict: 'expected',
    level: 'SHOULD',
    says: 'A key that the service does not know is refused with 401.',
    cite: cites.observed,
    because: 'The baseline lists it until 2026-06-30: the gateway in front checks keys.',
    findings: [failing(refused, 61, { at: '/reply/status', expected: '401', actual: '500', reproduced: '3/3' })],
  }),
  check({
    id: 'logprobs/sum-of-top',
    profile: 'logprobs',
    verdict: 'inconclusive',
    says: 'The probabilities of the alternatives of one token add up to at most 1.',
    cite: cites.schema,
    because: 'The budget of tokens was spent before the first conversation.',
    examined: 0,
    exercised: 0,
  }),
  check({
    id: 'embeddings/not-utf-8',
    verdict: 'error',
    says: 'A body that is not UTF-8 does not take the service down.',
    because: 'The rule took longer than its deadline of 5 s.',
    findings: [
      failing(raw, 70, { at: '/reply/end', expected: 'a reply', actual: 'nothing', reproduced: null }),
      failing(measureless, 71, { at: '/reply/end', expected: 'an end', actual: 'none', reproduced: null }),
    ],
  }),
];

const others: readonly CheckResult[] = [
  ...[
    ['chat/object', 'The member object is "chat.completion".'],
    ['chat/choice-indexes', 'The indexes of the choices are 0 to n − 1, each once.'],
    ['chat/usage-adds-up', 'The total of tokens is the sum of prompt and completion tokens.'],
    ['chat/length-at-the-limit', 'A completion that was cut at the token limit says finish_reason "length".'],
    ['chat-stream/one-role', 'The role of a streamed message is given once, in its first delta.'],
    ['chat-stream/content-type', 'A stream is sent as text/event-stream.'],
    ['models/list', 'The list of models names the model under test.'],
  ].map(([id = '', says = '']) => check({ id, says, verdict: 'pass' })),
  check({
    id: 'tools/arguments-parse',
    profile: 'tools',
    verdict: 'pass',
    says: 'The arguments of a forced call to a tool without parameters parse as a JSON object.',
    examined: 3,
    exercised: 3,
    upperBound95: 1 - 0.05 ** (1 / 3),
  }),
  check({
    id: 'chat/system-fingerprint',
    verdict: 'note',
    level: 'MAY',
    says: 'A reply may name the configuration that made it in system_fingerprint.',
    findings: [
      failing(uploaded, 71, {
        at: '/reply/json/system_fingerprint',
        expected: 'a string',
        actual: 'nothing',
        reproduced: null,
      }),
    ],
  }),
  check({
    id: 'chat/refusal-is-text',
    verdict: 'not-exercised',
    says: 'A refusal of the model is text in the member refusal.',
    because: 'No reply held a refusal.',
    exercised: 0,
  }),
  check({
    id: 'vision/data-url',
    profile: 'vision',
    verdict: 'unsupported',
    says: 'An image is accepted as a data URL.',
    because: 'The endpoint does not offer images in messages.',
    examined: 0,
    exercised: 0,
  }),
];
