import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';

import { always, listen } from './built.test-data.ts';
import { configOf, run } from './index.ts';
import { terminal } from './report/terminal.ts';
import { redactableOf, secretsOf, shownUrl, withoutSecrets } from './secrets.ts';
import { certificate, key as certificateKey } from './transport/certificate.test-data.ts';
import { isRedactable } from './transport/redact.ts';

const folder = mkdtempSync(join(tmpdir(), 'llm-conformance-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

const key = 'sk-Leak/0123+4567"abc%defghij';
const never = new AbortController().signal;
let folders = 0;

type Options = Parameters<typeof configOf>[0];

/** Everything that a whole run says, by where it says it. */
async function saidBy(baseUrl: string, options: Options = {}, secret: string | undefined = key) {
  const out = join(folder, String((folders += 1)));
  const said: string[] = [];
  const { report } = await run(
    configOf(
      { baseUrl, out, cases: '0', shrink: '0', confirm: '1', timeout: '5', ...options },
      { OPENAI_API_KEY: secret },
    ),
    never,
    { onModel: (model) => said.push(model) },
  );
  const files = Object.fromEntries(readdirSync(out).map((file) => [file, readFileSync(join(out, file), 'utf8')]));
  const screen = terminal(report, { colour: false, width: 200 });
  return {
    report,
    said: { ...files, screen, models: said.join(), report: JSON.stringify(report) } as Record<string, string>,
  };
}

/** Looks by itself: a text, and what is left of it when each notation is undone, once and again. */
function holds(text: string, secret: string): boolean {
  const tight = (one: string) =>
    one.replace(/\\+u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const levels = [
    text,
    tight(text),
    tight(text).replaceAll('\\', ''),
    tight(text)
      .replaceAll(/\\+[rn]/g, '')
      .replaceAll('\\', ''),
  ];
  const html = (one: string) =>
    one
      .replace(/&(?:amp;)*#x([0-9a-f]+);/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replace(/&(?:amp;)*quot;/g, '"');
  const all = [...levels, ...levels.map(html)].flatMap((one) => [one, percent(one), percent(percent(one))]);
  const bytes = Buffer.from(secret);
  const inner = [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replaceAll('=', '');
    return whole.slice(shift === 0 ? 0 : shift + 1, -1);
  });
  const forms = [
    secret,
    bytes.toString('hex'),
    ...inner,
    ...inner.map((one) => one.replaceAll('+', '-').replaceAll('/', '_')),
  ];
  return all.some((one) => [one, one.toLowerCase()].some((form) => forms.some((sought) => form.includes(sought))));
}

const percent = (text: string) =>
  text.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
const units = (text: string) => text.replace(/[^]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`);
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Ways to say a text inside a JSON string; `raw` is put between the quotes as it stands. */
const ways: Record<string, (text: string) => { text: string } | { raw: string }> = {
  plain: (text) => ({ text }),
  'escapes throughout': (text) => ({ raw: units(text) }),
  'capital escapes': (text) => ({ raw: units(text).replace(/[a-f]/g, (one) => one.toUpperCase()) }),
  'JSON in JSON': (text) => ({ text: JSON.stringify({ given: text }) }),
  'JSON in JSON in JSON': (text) => ({ text: JSON.stringify(JSON.stringify(text)) }),
  HTML: (text) => ({ text: text.replaceAll('"', '&quot;').replaceAll('/', '&#x2f;') }),
  percent: (text) => ({ text: encodeURIComponent(text) }),
  'percent twice': (text) => ({ text: encodeURIComponent(encodeURIComponent(text)) }),
  'percent in part': (text) => ({ text: text.replaceAll('/', '%2f').replaceAll('"', '%22') }),
  Base64: (text) => ({ text: base64(text) }),
  'Base64 behind one': (text) => ({ text: base64(`:${text}`) }),
  'Base64 behind two': (text) => ({ text: base64(`u:${text}`).replaceAll('=', '') }),
  'Base64 in lines': (text) => ({ text: base64(`${'u'.repeat(50)}:${text}`).replace(/.{76}/g, '$&\r\n') }),
  'URL-safe Base64': (text) => ({ text: Buffer.from(text).toString('base64url') }),
  hexadecimal: (text) => ({ text: Buffer.from(text).toString('hex') }),
  'capital hexadecimal': (text) => ({ text: Buffer.from(text).toString('hex').toUpperCase() }),
};

const echoes = { replies: 0 };

/** A server that says the key in one way wherever it can, streams it bit by bit, and compresses what it need not. */
function gossip(way: (text: string) => { text: string } | { raw: string }) {
  const quoted = (said: { text: string } | { raw: string }) =>
    'raw' in said ? `"${said.raw}"` : JSON.stringify(said.text);
  return (request: IncomingMessage, response: ServerResponse): void => {
    echoes.replies += 1;
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      const given = (request.headers.authorization ?? `Bearer ${key}`).replace(/^Bearer /i, '');
      const said = quoted(way(given));
      const bare = said.slice(1, -1).replace(/[^ -~]|\\r|\\n/g, '');
      const stream = /"stream":\s*true/.test(text);
      const listing = request.url === '/v1/models';
      const status = listing || text.includes('"role"') ? 200 : 400;
      response.statusMessage = given.slice(0, 60);
      const type = stream ? 'text/event-stream' : 'application/json';
      response.setHeader('x-echo', [given, bare]);
      response.setHeader('server', bare);
      response.setHeader('trailer', 'x-end');
      if (stream) return inPieces(response.writeHead(status, { 'content-type': type }), given, said);
      const model = `{"id":"m","object":${said},"created":1,"owned_by":${said}},{"id":${said},"object":"model"}`;
      const chat = `{"id":${said},"object":${said},"created":${said},"choices":[{"index":0,"message":{"role":${said},"content":${said}},"finish_reason":${said}}],"usage":${said}}`;
      const error = `{"error":{"message":${said},"type":${said},"param":${said},"code":${said},"${bare.replaceAll(/["\\]/g, '')}":1}}`;
      const body = status !== 200 ? error : listing ? `{"object":"list","data":[${model}]}` : chat;
      response.writeHead(status, { 'content-type': type, 'content-encoding': 'gzip' });
      response.addTrailers({ 'x-end': bare });
      response.end(gzipSync(body));
    });
  };
}

/** Whole, over two writes, and four characters an event. */
function inPieces(response: ServerResponse, given: string, said: string): void {
  const chunk = (content: string) =>
    `data: {"id":"x","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":${content}}}]}\n\n`;
  const whole = chunk(said);
  response.write(`: ${given}\nevent: ${given}\n${whole.slice(0, 100)}`);
  const bits = given.match(/.{1,4}/g)!.map((bit) => chunk(JSON.stringify(bit)));
  setTimeout(() => response.end(`${whole.slice(100)}${bits.join('')}id: ${given}\ndata: ${given}\n\n`), 5);
}

/** What the deltas of each recorded reply add up to. */
function heard(journal: string): string[] {
  const lines = journal.split('\n').filter((line) => line.includes('"type":"exchange"'));
  return lines.map((line) => {
    const { exchange } = JSON.parse(line) as { exchange: { reply: { reads: { text?: string }[] } } };
    const body = exchange.reply.reads.map(({ text = '' }) => text).join('');
    return [...body.matchAll(/"content":"((?:[^"\\]|\\.)*)"/g)]
      .map(([, content = '']) => JSON.parse(`"${content}"`) as string)
      .join('');
  });
}

const only = ['chat', 'chat-stream', 'errors', 'models', 'http', 'event-stream'];

describe('what a server says of the key is in nothing that a run says', () => {
  test.for(Object.entries(ways))('%s', async ([, way], { task }) => {
    const server = await listen(gossip(way));
    const { said, report } = await saidBy(`${server.url}/v1`, { only });
    server.close();
    expect(report.run.requests).toBeGreaterThan(5);
    expect(said['journal.ndjson']).toContain('****');
    const leaks = Object.keys(said).filter((where) => holds(said[where]!, key));
    Object.assign(task.meta, { outputs: Object.keys(said).length, leaks: leaks.length });
    expect(leaks).toEqual([]);
    expect(heard(said['journal.ndjson']!).filter((text) => text.includes(key))).toEqual([]);
  });
});

const headerSafe = fc
  .string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 8,
    maxLength: 60,
  })
  .filter((secret) => isRedactable(secret) && /[a-z0-9]{3}/i.test(secret));
const nest = fc.array(
  fc.constantFrom<(text: string) => string>(
    base64,
    units,
    encodeURIComponent,
    (text) => JSON.stringify(text),
    (text) => Buffer.from(text).toString('hex'),
  ),
  { maxLength: 3 },
);

test('whatever the key, its encodings and the cuts between reads', async ({ task }) => {
  let outputs = 0;
  await fc.assert(
    fc.asyncProperty(headerSafe, nest, fc.array(fc.nat(400), { maxLength: 3 }), async (secret, how, cuts) => {
      const said = how.reduce((text, encode) => encode(text), secret);
      const body = Buffer.from(JSON.stringify({ object: said, data: [{ id: 'm', owned_by: said }, said] }));
      const server = await listen((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'x-echo': said.slice(0, 4000) });
        const edges = [0, ...cuts.map((cut) => cut % body.length).toSorted((a, b) => a - b), body.length];
        for (const [i, edge] of edges.entries()) if (i > 0) response.write(body.subarray(edges[i - 1], edge));
        response.end();
      });
      const { said: everything, report } = await saidBy(`${server.url}/v1`, { only: ['models'], model: 'm' }, secret);
      server.close();
      expect(report.run.requests).toBeGreaterThan(0);
      const traces = [
        secret,
        said,
        JSON.stringify(said).slice(1, -1),
        JSON.stringify(JSON.stringify(said).slice(1, -1)).slice(1, -1),
      ];
      const leaks = Object.entries(everything).filter(
        ([, text]) => holds(text, secret) || traces.some((one) => text.includes(one)),
      );
      Object.assign(task.meta, { outputs: (outputs += Object.keys(everything).length), leaks: leaks.length });
      expect(leaks.map(([where]) => where)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('the test of that finds what it looks for', () => {
  for (const way of Object.values(ways)) {
    const said = way(key);
    expect(holds('raw' in said ? said.raw : JSON.stringify(said.text), key)).toBe(true);
  }
  expect(echoes.replies).toBeGreaterThan(100);
});

test('models that are called as the key are not asked for', async () => {
  const server = await listen(always(200, { object: 'list', data: [{ id: `${key}-large`, object: 'model' }] }));
  const { said, report } = await saidBy(`${server.url}/v1`, { only: ['models'] });
  server.close();
  expect(report.run.stopped).toMatch(/hold what was sent as a secret; name one with --model/);
  expect(Object.keys(said).filter((where) => holds(said[where]!, key))).toEqual([]);
});

test('a key that is a word of the protocol, or the model, accuses nobody', async () => {
  const message = { role: 'assistant', content: 'well' };
  const completion = {
    id: 'c',
    object: 'chat.completion',
    created: 1,
    model: 'gpt-4o-mini',
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  };
  const server = await listen((request, response) => {
    request.resume();
    always(
      200,
      request.url === '/v1/models'
        ? { object: 'list', data: [{ id: 'gpt-4o-mini', object: 'model', created: 1, owned_by: 'x' }] }
        : completion,
    )(request, response);
  });
  const accused = async (secret: string) => {
    const { report } = await saidBy(
      `${server.url}/v1`,
      { only: ['chat-message', 'chat', 'models'], model: 'gpt-4o-mini' },
      secret,
    );
    const kept = report.caveats.some((caveat) => caveat.includes('is left in what the endpoint says'));
    return { kept, failed: report.checks.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id) };
  };
  const { failed } = await accused('sk-nobody-says-this-1');
  const words = ['assistant', 'gpt-4o-mini', 'chat.completion', 'EMPTY', 'none', 'content-type', 'conformant'];
  for (const secret of words) expect(await accused(secret)).toEqual({ kept: true, failed });
  server.close();
});

test('credentials in the query of the base URL go out, and are in nothing that a run says', async () => {
  const seen: (string | undefined)[] = [];
  const server = await listen((request, response) => {
    seen.push(request.url);
    always(400, { error: { message: `what is ${request.url}?`, type: 7, param: null, code: null } })(request, response);
  });
  const baseUrl = `${server.url}/v1?api-version=2024-10-21-preview&api-key=hush%2Fhush1&sig=short`;
  const { said, report } = await saidBy(baseUrl, { only: ['errors', 'chat'], model: 'm' });
  server.close();
  expect(seen[0]).toContain('api-key=hush%2Fhush1&sig=short');
  expect(report.target.baseUrl).toContain('?api-version=2024-10-21-preview&api-key=****&sig=****');
  expect(Object.keys(said).filter((where) => /hush%?2?F?\/?hush1/.test(said[where]!))).toEqual([]);
  const curl = report.checks.flatMap(({ findings }) => findings)[0]?.evidence.curl;
  expect(curl).toContain('"$API_KEY"');
});

test('a redirect is not followed, and nobody else gets the key', async () => {
  const elsewhere: IncomingMessage[] = [];
  const other = await listen((request, response) => {
    elsewhere.push(request);
    always(200, {})(request, response);
  });
  for (const status of [301, 302, 303, 307, 308]) {
    const server = await listen((request, response) => {
      request.resume();
      response
        .writeHead(status, {
          location: `${other.url}/v1?key=${encodeURIComponent(key)}`,
          'content-type': 'application/json',
        })
        .end('{}');
    });
    const { said, report } = await saidBy(`${server.url}/v1`, { only: ['chat', 'models'], model: 'm' });
    server.close();
    expect(report.verdict).not.toBe('conformant');
    expect(Object.keys(said).filter((where) => holds(said[where]!, key))).toEqual([]);
  }
  other.close();
  expect(elsewhere).toEqual([]);
});

describe('over TLS', () => {
  const caFile = join(folder, 'authority.pem');
  writeFileSync(caFile, certificate);

  async function over(options: Options) {
    const body = { object: 'list', data: [{ id: 'm', object: 'model', created: 1, owned_by: 'x' }] };
    const server = createServer({ cert: certificate, key: certificateKey }, always(200, body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      return await saidBy(`https://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, {
        only: ['models'],
        ...options,
      });
    } finally {
      server.close();
      server.closeAllConnections();
    }
  }

  test('nobody is trusted without reason, and the remedy is named', async () => {
    const { report } = await over({});
    expect(report.run.stopped).toMatch(/self-signed certificate.*--ca-file.*--insecure/);
    expect(report.exitCode).toBe(3);
  });

  test('an authority of the user is trusted', async () => {
    const { report } = await over({ caFile });
    expect(report.run).toMatchObject({ stopped: null });
    expect(report.target.insecure).toBe(false);
    expect(report.caveats.join()).not.toContain('--insecure');
  });

  test('whoever answers is trusted on demand, and every report says so', async () => {
    const { report, said } = await over({ insecure: true });
    expect(report.run.stopped).toBeNull();
    expect(report.target.insecure).toBe(true);
    expect(report.caveats.join()).toContain('Certificates were not verified (--insecure)');
    for (const where of ['screen', 'report.html', 'report.json'])
      expect(said[where]).toContain('Certificates were not verified');
  });

  test.for([
    ['gone.pem', '', /cannot read the certificates .*gone\.pem \(ENOENT\)/],
    ['empty.pem', '', /empty\.pem holds no certificate/],
    ['key.pem', certificateKey, /holds no certificate/],
    ['cut.pem', certificate.replace('MIIB', 'MIIC'), /holds no certificate/],
  ] as const)('%s is refused', ([name, text, sentence]) => {
    if (name !== 'gone.pem') writeFileSync(join(folder, name), text);
    expect(() => configOf({ baseUrl: 'https://host/v1', caFile: join(folder, name) }, {})).toThrow(sentence);
  });
});

const given = (options: Options, env: NodeJS.ProcessEnv = {}) =>
  secretsOf(configOf({ baseUrl: 'http://host/v1', ...options }, env));

test('what is secret is the key and what looks like credentials', () => {
  expect(given({}, { OPENAI_API_KEY: ' sk-a \n' })).toEqual(['sk-a']);
  expect(given({ header: ['authorization: Basic dXNlcjpodXNoLWh1c2g='] })).toEqual(
    expect.arrayContaining(['user:hush-hush', 'hush-hush']),
  );
  expect(given({ header: ['authorization: Bearer hush-hush'] })).toContain('hush-hush');
  expect(given({ header: ['accept: application/json', 'openai-version: 2024-10-21-preview-1'] })).toEqual([]);
  expect(given({ baseUrl: 'http://host/v1?api-version=2024-10-21-preview&token=a%2Fb' })).toEqual(['a%2Fb', 'a/b']);
});

test('what anybody may say is left', () => {
  const models = { model: 'llama-3.1-8b-instruct', completionModel: undefined, embeddingModel: undefined };
  const secrets = ['EMPTY', 'none', '12345678', 'assistant', 'llama-3.1-8b', 'llama-3.1-8b-key', 'sk-real-0123456789'];
  expect(redactableOf(secrets, models)).toEqual(['sk-real-0123456789']);
});

test('no credentials are in a URL that is shown, whatever else it is', () => {
  expect(shownUrl('host/v1?a=1&key=hush')).toBe('host/v1?a=1&key=****');
  expect(shownUrl('ftp://me:hush@host/v1')).toBe('ftp://****@host/v1');
});

test.for([
  ['a key', [], { OPENAI_API_KEY: 'hush-hush-1' }],
  ['a key by another name', ['--api-key-env', 'MINE'], { MINE: 'hush-hush-1' }],
  ['a header', ['--header', 'x: hush-hush-1'], {}],
  ['a header that is none', ['--header=hush-hush-1'], {}],
  ['a query', ['--base-url', 'host?key=hush-hush-1'], {}],
  ['a query in the environment', [], { OPENAI_BASE_URL: 'http://host?key=hush-hush-1' }],
] as const)('without a configuration %s is taken out of a text all the same', ([, argv, env]) => {
  expect(withoutSecrets('it broke at "hush-hush-1"', argv, env)).toBe(`it broke at "${'*'.repeat(11)}"`);
});

test('what a header refuses is not said, and neither is a key that none can carry', () => {
  for (const header of ['hush', 'x hush: hush', 'x: hush\u0000', 'x: hush\u20ac'])
    expect(() => given({ header: [header] })).toThrow(/^(?!.*hush).*header/);
  expect(() => given({}, { OPENAI_API_KEY: 'hush\u20ac' })).toThrow(/^the key in OPENAI_API_KEY(?!.*hush)/);
  expect(() => given({}, { OPENAI_API_KEY: 'hush\nhush' })).toThrow(/^the key in OPENAI_API_KEY(?!.*hush)/);
});
