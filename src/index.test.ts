import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, describe, expect, test } from 'vitest';

import { referenceModel, rehearse } from '../suites/rehearsal.test-data.ts';
import { always, listen } from './built.test-data.ts';
import { configOf, judgeJournal, planOf, registry, run, UsageError } from './index.ts';
import { composePersonas } from './reference/persona.ts';
import { personas } from './reference/personas.ts';
import { serve, type ServeOptions } from './reference/server.ts';
import { toJson } from './report/json.ts';
import type { Reply } from './transport/exchange.ts';
import type { Fault } from './transport/fault.ts';

const folder = mkdtempSync(join(tmpdir(), 'llm-conformance-index-'));
afterAll(() => rmSync(folder, { recursive: true }));

const key = 'sk-leak-0123456789abcdefghij';
const never = new AbortController().signal;
type Options = Parameters<typeof configOf>[0];

let folders = 0;

/** A whole run against a URL, with its files. */
async function runAgainst(baseUrl: string, options: Options = {}, signal: AbortSignal = never) {
  const out = join(folder, String((folders += 1)));
  const config = configOf({ baseUrl, out, ...options }, { OPENAI_API_KEY: key, XDG_CACHE_HOME: join(folder, 'cache') });
  const outcome = await run(config, signal);
  const files = Object.fromEntries(readdirSync(out).map((file) => [file, readFileSync(join(out, file), 'utf8')]));
  return { ...outcome, out, files, config };
}

/** The same against a reference server, and how many requests it saw. */
async function runReference(served: ServeOptions, options: Options = {}) {
  const server = await serve({ key, ...served });
  try {
    return { ...(await runAgainst(server.url, options)), requests: server.requests() };
  } finally {
    await server.close();
  }
}

const faultOf = (name: string): Fault => {
  const [suite, check = ''] = name.split('/');
  return registry.suites.find(({ id }) => id === suite)!.checks[check]!.fault;
};
const firstMust = (suite: string) => {
  const { checks } = registry.suites.find(({ id }) => id === suite)!;
  return `${suite}/${Object.keys(checks).find((name) => 'must' in checks[name]!)!}`;
};

describe('a run over a socket comes to the verdicts of a run without one', () => {
  test.for(['plain', 'reasoning', 'failing-stream'])('as %s', async (id) => {
    const persona = composePersonas(personas.find((one) => one.id === id)!);
    const { report } = await runReference(
      { persona, models: [referenceModel, 'pebble-1'] },
      { cases: '3', seed: '5', confirm: '1', shrink: '0', concurrency: '1' },
    );
    const { verdicts } = await rehearse({ persona, key, cases: 3, seed: 5, confirm: 1 });
    const live = report.checks.map(({ id: check, verdict, examined, exercised }) => ({
      check,
      verdict,
      examined,
      exercised,
    }));
    expect(live).toEqual(
      verdicts.map(({ check, verdict, examined, exercised }) => ({ check, verdict, examined, exercised })),
    );
  });
});

describe('a journal is judged to the same bytes', () => {
  const suites = ['http', 'chat', 'usage', 'event-stream', 'chat-stream', 'errors', 'models', 'auth', 'finish-reason'];
  test.for(suites.map(firstMust))('with the fault %s', async (name) => {
    const { out, files, exitCode, report } = await runReference({ fault: faultOf(name) }, { only: [name] });
    expect(exitCode).toBe(1);
    expect(report.checks.map(({ id, verdict }) => [id, verdict])).toEqual([[name, 'fail']]);
    expect(toJson(judgeJournal(join(out, 'journal.ndjson')))).toBe(files['report.json']);
  });

  test('of a whole run with repetitions, shrinking and retries', async () => {
    let nth = 0;
    const busy: Fault = (reply) =>
      (nth += 1) % 9 === 0 ? { ...reply, status: 429, headers: { ...reply.headers, 'retry-after': '0' } } : reply;
    const { out, files } = await runReference({ fault: busy }, { cases: '2' });
    expect(toJson(judgeJournal(join(out, 'journal.ndjson')))).toBe(files['report.json']);
  });
});

const small = `openapi: 3.1.0
info: {title: small, version: '7'}
paths:
  /chat/completions:
    post:
      operationId: createChatCompletion
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: {type: object, required: [moon], properties: {moon: {type: string}}}
`;

test('a report names the document that it was judged by', async () => {
  const path = join(folder, 'small.yaml');
  writeFileSync(path, small);
  const { out, report } = await runReference({}, { only: ['chat'] });
  const again = judgeJournal(join(out, 'journal.ndjson'), { spec: path });
  const verdictOf = ({ checks }: typeof report) => checks.find(({ id }) => id === 'chat/schema')!.verdict;
  expect(verdictOf(again)).not.toBe(verdictOf(report));
  expect(again.spec.digest).not.toBe(report.spec.digest);
  expect(again.spec.version).toBe('7');
});

test('a journal of a run by another document does not pass for judged by it', async () => {
  const path = join(folder, 'other.yaml');
  writeFileSync(path, small);
  const { out, report } = await runReference({}, { only: ['chat'], spec: path });
  expect(report.spec.version).toBe('7');
  const journal = join(out, 'journal.ndjson');
  expect(() => judgeJournal(journal)).toThrow(UsageError);
  expect(() => judgeJournal(journal)).toThrow(`--spec ${path}`);
  expect(judgeJournal(journal, { spec: path }).spec).toEqual(report.spec);
});

test('errata that were switched off stay so when the journal is judged again', async () => {
  const spec = fileURLToPath(new URL('../specs/openai-2024.yaml', import.meta.url));
  const { out, report, files } = await runReference({}, { only: ['models'], spec, withoutErratum: ['E8'] });
  expect(report.spec.off).toEqual([8]);
  expect(report.spec.errata).not.toContain(8);
  const journal = join(out, 'journal.ndjson');
  expect(toJson(judgeJournal(journal, { spec }))).toBe(files['report.json']);
  expect(judgeJournal(journal, { spec, errataOff: [] }).spec).toMatchObject({
    off: [],
    errata: expect.arrayContaining([8]),
  });
});

/** Everything that can go wrong, in turn; what the endpoint saw is counted by itself. */
const storms: Record<string, Fault> = {
  nothing: (reply) => reply,
  'every third reply 429': inTurn(3, (reply) => busy(reply, 429)),
  'every second reply 503': inTurn(2, (reply) => busy(reply, 503)),
  'every fourth connection closed': inTurn(4, (reply) => ({ ...reply, status: 0 })),
  'every body wrong': (reply) => ({ ...reply, reads: [{ at: 1, bytes: Buffer.from('{"id":') }] }),
};

function inTurn(every: number, fault: (reply: Reply) => Reply): Fault {
  let nth = 0;
  return (reply) => ((nth += 1) % every === 0 ? fault(reply) : reply);
}

function busy(reply: Reply, status: number): Reply {
  return { ...reply, status, headers: { ...reply.headers, 'retry-after': '0' } };
}

describe('the budget of requests holds', () => {
  test.for(Object.entries(storms))('with %s', async ([, fault]) => {
    const options = { concurrency: '8', cases: '6', confirm: '3', shrink: '50', maxRequests: '50' };
    const { requests, report, exitCode } = await runReference({ fault }, options);
    expect(requests).toBeLessThanOrEqual(50);
    expect(report.run.complete).toBe(false);
    expect(report.verdict).not.toBe('conformant');
    expect(exitCode).not.toBe(0);
  });

  test.for([1, 20, 50])('to the last of %i requests, where nothing else ends the run', async (most) => {
    const { requests, report } = await runReference({}, { concurrency: '8', maxRequests: String(most) });
    expect(requests).toBe(most);
    expect(report.run).toMatchObject({ requests: most, complete: false });
    expect(report.run.stopped).toMatch(/--max-requests/);
  });
});

const only = ['chat', 'chat-stream', 'errors', 'models', 'limit'];

test.for(Object.entries(storms))('no more is sent than the plan says, with %s', async ([, fault]) => {
  const { requests, config } = await runReference({ fault }, { cases: '1', confirm: '2', shrink: '5', only });
  expect(requests).toBeLessThanOrEqual(planOf(config).plan.bound.requests);
});

test('where retries spend the plan, --max-requests raises what it allows', async () => {
  const { report } = await runReference(
    { fault: inTurn(2, (reply) => busy(reply, 429)) },
    { cases: '0', confirm: '0', shrink: '0', only },
  );
  expect(report.run.complete).toBe(false);
  expect(report.run.stopped).toMatch(/raise --max-requests/);
  const raised = await runReference(
    { fault: inTurn(2, (reply) => busy(reply, 429)) },
    { cases: '0', confirm: '0', shrink: '0', only, maxRequests: '500' },
  );
  expect(raised.report.run.complete).toBe(true);
});

test('the report counts what the endpoint saw', async () => {
  const { requests, report } = await runReference(
    { fault: inTurn(5, (reply) => busy(reply, 429)) },
    { only: ['chat'] },
  );
  expect(report.run.requests).toBe(requests);
  expect(report.run.retries).toBeGreaterThan(0);
});

const oneModel = { object: 'list', data: [{ id: 'm', object: 'model', created: 1, owned_by: 'x' }] };

test('a server that hangs costs a run its time and no more', async () => {
  const server = await listen((request, response) => {
    if (request.url === '/v1/models') always(200, oneModel)(request, response);
  });
  const started = Date.now();
  const { exitCode, report } = await runAgainst(`${server.url}/v1`, { timeout: '0.2' });
  server.close();
  expect(exitCode).toBe(3);
  expect(report.run.stopped).toMatch(/No answer/);
  expect(Date.now() - started).toBeLessThan(5000);
});

test('a run that is cancelled writes its reports', async () => {
  const cancel = new AbortController();
  const slow: Fault = (reply) => ({ ...reply, headersAt: 100 });
  const server = await serve({ key, fault: slow, pace: true });
  setTimeout(() => cancel.abort(), 700);
  const { report, exitCode, files } = await runAgainst(server.url, {}, cancel.signal);
  await server.close();
  expect(exitCode).toBe(3);
  expect(report.run).toMatchObject({ complete: false, stopped: 'The run was cancelled.' });
  expect(Object.keys(files).toSorted()).toEqual(['journal.ndjson', 'junit.xml', 'report.html', 'report.json']);
});

test('what is asked for wrongly is refused before a folder is made', async () => {
  const out = join(folder, 'never-made');
  const config = configOf({ baseUrl: 'http://127.0.0.1:1/v1', out, only: ['no-such-suite'] }, {});
  await expect(run(config, never)).rejects.toThrow(UsageError);
  expect(readdirSync(folder)).not.toContain('never-made');
});

/** Says the key back wherever something can be said. */
function gossip(request: IncomingMessage, response: ServerResponse): void {
  const given = request.headers.authorization ?? `Bearer ${key}`;
  const base64 = Buffer.from(given).toString('base64');
  const said = `${given} ${base64} ${Buffer.from(key).toString('hex')} ${encodeURIComponent(given)}`;
  let text = '';
  request.on('data', (part: Buffer) => (text += part.toString()));
  request.on('end', () => {
    const headers = { 'x-echo': given, 'x-echo-64': base64, server: `gossip/${key}` };
    const stream = /"stream":\s*true/.test(text);
    const status = request.url === '/v1/models' || text.includes('"role"') ? 200 : 400;
    response.writeHead(status, { ...headers, 'content-type': stream ? 'text/event-stream' : 'application/json' });
    if (stream) return inPieces(response);
    const error = { message: said, type: given, param: base64, code: key };
    const choices = [{ index: 0, message: { role: given, content: said }, finish_reason: key }];
    const list = { object: given, data: [{ id: 'gossip', object: given, created: key, owned_by: said }] };
    if (status !== 200) return response.end(JSON.stringify({ error }));
    const chat = { id: base64, object: given, created: key, model: said, choices, usage: said };
    return response.end(JSON.stringify(request.url === '/v1/models' ? list : chat));
  });
}

/** The key cut over writes, and over events. */
function inPieces(response: ServerResponse): void {
  const chunk = (content: string, id = key) =>
    `data: ${JSON.stringify({ id, object: key, created: 1, model: key, choices: [{ index: 0, delta: { content } }] })}\n\n`;
  const whole =
    chunk(key) +
    key
      .match(/.{1,9}/g)!
      .map((part) => chunk(part, 'x'))
      .join('');
  const cut = whole.indexOf(key) + 10;
  response.write(`: ${key}\n\n${whole.slice(0, cut)}`);
  setTimeout(() => response.end(`${whole.slice(cut)}data: ${key}\n\n`), 5);
}

const inner = (text: string) => Buffer.from(text).toString('base64').slice(4, -4);
const secrets: Record<string, string> = {
  plain: key,
  'the longer half': key.slice(0, 16),
  base64: inner(key),
  'base64 behind Bearer': inner(`Bearer ${key}`),
  hexadecimal: Buffer.from(key).toString('hex'),
};

test('a server that says the key back finds it in no file', async () => {
  const server = await listen(gossip);
  const { files, report } = await runAgainst(`${server.url}/v1`, { cases: '0', shrink: '0', confirm: '1' });
  server.close();
  expect(report.checks.filter(({ verdict }) => verdict === 'fail').length).toBeGreaterThan(5);
  expect(files['journal.ndjson']).toContain('****');
  for (const [how, secret] of Object.entries(secrets)) {
    const holding = Object.keys(files).filter((file) => files[file]!.includes(secret));
    expect({ how, holding }).toEqual({ how, holding: [] });
  }
});

test('a key that is part of the base URL is in no file', async () => {
  const server = await listen((_request, response) => response.end('{"object":"list","data":[{"id":"m"}]}'));
  const { files } = await runAgainst(`${server.url}/${key}/v1`, { only: ['models'], shrink: '0' });
  server.close();
  expect(Object.keys(files).filter((file) => files[file]!.includes(key))).toEqual([]);
});

test('headers of the user go out and are never written down', async () => {
  const seen: string[] = [];
  const server = await listen((request, response) => {
    seen.push(String(request.headers['x-tenant']));
    response.writeHead(200, { 'x-tenant': String(request.headers['x-tenant']) });
    response.end('{"object":"list","data":[{"id":"m"}]}');
  });
  const header = ['X-Tenant: hush-hush-123456'];
  const { files } = await runAgainst(`${server.url}/v1`, { header, only: ['models'], shrink: '0' });
  server.close();
  expect(new Set(seen)).toEqual(new Set(['hush-hush-123456']));
  expect(Object.keys(files).filter((file) => files[file]!.includes('hush'))).toEqual([]);
});

test('credentials that go out in a header of the user are found without their scheme', async () => {
  const server = await listen((request, response) => {
    const [, given = ''] = (request.headers.authorization ?? '').split(' ');
    always(200, { ...oneModel, given })(request, response);
  });
  const header = ['Authorization: Token hush-hush-123456'];
  const { files } = await runAgainst(`${server.url}/v1`, { header, only: ['models'], shrink: '0' });
  server.close();
  expect(Object.keys(files).filter((file) => files[file]!.includes('hush-hush'))).toEqual([]);
});

test.for([
  ['accept: application/json', 'http'],
  ['x-role: assistant', 'chat-message'],
] as const)('the header "%s" changes no verdict of %s', async ([header, suite]) => {
  const { report, exitCode } = await runReference({}, { header: [header], cases: '0', only: [suite] });
  expect(report.checks.filter(({ verdict }) => ['fail', 'warn'].includes(verdict)).map(({ id }) => id)).toEqual([]);
  expect(exitCode).toBe(0);
});
