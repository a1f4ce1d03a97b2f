import { spawnSync } from 'node:child_process';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { registry } from '../suites/index.ts';
import { serve } from './reference/server.ts';
import type { Report } from './report/report.ts';
import { readJournal } from './run/journal.ts';
import type { Reply } from './transport/exchange.ts';
import { orchard } from '../suites/document.test-data.ts';
import { always, build, listen, type Built, type CliOptions, type Ended } from './built.test-data.ts';

let built: Built;
beforeAll(async () => {
  built = await build();
  for (const [name, text] of Object.entries(documents)) writeFileSync(join(built.folder, name), text);
});
afterAll(() => built?.remove());

const key = 'sk-cli-test-0123456789';
const withKey: CliOptions = { env: { OPENAI_API_KEY: key } };

/** What no run may ever print. */
function expectNoTrace({ out, err }: Ended): void {
  expect(out + err).not.toMatch(/\n\s+at /);
  expect(out + err).not.toMatch(/Warning:/);
}

const reportIn = (folder: string) =>
  JSON.parse(readFileSync(join(built.folder, folder, 'report.json'), 'utf8')) as Report;

// Each test that runs something writes to a folder of its own.
let folders = 0;
const newFolder = () => `out-${(folders += 1)}`;

const nobody = ['run', '--base-url', 'http://127.0.0.1:1/v1', '--model', 'm'];
const schemaless = `openapi: 3.1.0
info: {title: x, version: '1'}
paths:
  /chat/completions:
    post:
      operationId: createChatCompletion
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: `;

const documents: Record<string, string> = {
  'orchard.yaml': orchard,
  'plain-file': 'x',
  'no-yaml.yaml': 'a: [1,',
  'no-openapi.yaml': 'a: 1',
  'dangling.yaml': `${schemaless}{$ref: '#/components/schemas/Gone'}}}}}\n`,
  'no-type.yaml': `${schemaless}{type: strin}}}}}\n`,
  'escape.yaml': `${schemaless}{$ref: "#/components/schemas/\\e]0;mine\\a"}}}}}\n`,
  'no-journal.json': '{\n  "schemaVersion": 1\n}\n',
  'no-chat.yaml':
    "openapi: 3.1.0\ninfo: {title: x, version: '1'}\npaths: {/models: {get: {operationId: listModels, responses: {'200': {description: ok}}}}}\n",
  'null.ndjson': 'null\n',
  'empty.ndjson': '',
};

describe.concurrent('what cannot be done is refused with exit code 2 and one sentence', () => {
  test.for<[string, readonly string[], RegExp]>([
    ['no command', [], /which command.*run/],
    ['no endpoint', ['run'], /--base-url.*OPENAI_BASE_URL/],
    ['no URL', ['run', '--base-url', 'nope'], /no http or https URL.*http:\/\/localhost:8000\/v1/],
    ['credentials in the URL', ['run', '--base-url', 'http://me:x@host/v1'], /credentials.*OPENAI_API_KEY/],
    ['an unknown command', ['rnu'], /unknown command 'rnu'[^]*Did you mean run\?/],
    ['an unknown flag', ['run', '--modle', 'm'], /unknown option '--modle'[^]*Did you mean --model\?/],
    ['an unknown suite', [...nobody, '--only', 'chatt'], /"chatt"; did you mean "chat"\?/],
    ['an unknown check', [...nobody, '--only', 'chat/objct'], /did you mean "chat\/object"\?/],
    ['an unknown profile', [...nobody, '--profile', 'cor'], /did you mean "core"\?/],
    ['an unknown reporter', [...nobody, '--reporter', 'markdwon'], /did you mean "markdown"\?/],
    [
      'authorities that are missing',
      ['run', '--base-url', 'https://host/v1', '--ca-file', 'gone.pem'],
      /gone\.pem \(ENOENT\)/,
    ],
    ['an unknown persona', ['serve', '--persona', 'plane'], /did you mean "plain"\?/],
    ['an unknown fault', ['serve', '--fault', 'chat/objct'], /did you mean "chat\/object"\?/],
    ['a port there is not', ['serve', '--port', '65536'], /--port.*"65536"/],
    ['an unknown check to explain', ['explain', 'chat/objct'], /did you mean "chat\/object"\?/],
    ['an unknown suite to list', ['list', 'chatt'], /did you mean "chat"\?/],
    ['an output folder below a file', [...nobody, '--out', 'plain-file/x'], /cannot write to plain-file\/x.*--out/],
    ['a document that is missing', ['plan', '--spec', 'gone.yaml'], /cannot read the document gone\.yaml/],
    ['a document that is not YAML', ['plan', '--spec', 'no-yaml.yaml'], /no-yaml\.yaml is not valid YAML.*line 1/],
    ['a document that is not OpenAPI', ['plan', '--spec', 'no-openapi.yaml'], /no "openapi" member/],
    ['a reference to nothing', [...nobody, '--spec', 'dangling.yaml'], /Gone.*names nothing/],
    ['a type there is not', [...nobody, '--spec', 'no-type.yaml'], /not JSON Schema/],
    ['an erratum there is not', ['plan', '--without-erratum', 'E99'], /no erratum is called "E99"/],
    ['a document to lint that is missing', ['lint', 'gone.yaml'], /cannot read the document gone\.yaml/],
    ['a number that is none', [...nobody, '--concurrency', 'x'], /--concurrency.*"x"/],
    ['a duration that is none', [...nobody, '--timeout', '-1'], /--timeout.*"-1"/],
    ['a key variable that is not set', [...nobody, '--api-key-env', 'NOT_SET'], /NOT_SET/],
    ['two endpoints', ['run', '--reference', '--base-url', 'http://a/v1'], /cannot be used with/],
    ['a journal that is missing', ['judge', 'gone.ndjson'], /cannot read the journal/],
    ['a device for a journal', ['judge', '/dev/zero'], /cannot read the journal \/dev\/zero/],
    ['a device for a document', ['lint', '/dev/zero'], /cannot read the document \/dev\/zero/],
    ['more of a pattern than a name has', [...nobody, '--only', 'a'.repeat(100_000)], /no check or suite is called "a/],
    ['a report for a journal', ['judge', 'no-journal.json'], /line 1 .*or it is none/],
    ['null for a journal', ['judge', 'null.ndjson'], /line 1/],
    ['nothing for a journal', ['judge', 'empty.ndjson'], /no journal of llm-conformance/],
  ])('%s', async ([, args, sentence]) => {
    const ended = await built.cli(args);
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(ended.err).toMatch(/^llm-conformance: /);
    expect(ended.err).toMatch(sentence);
    expect(ended.err.trimEnd().split('\n').length).toBeLessThan(3);
    expectNoTrace(ended);
  });

  test.for<[string, readonly string[], NodeJS.ProcessEnv]>([
    ['as a flag that there is not', ['run', '--api-key=sk-0123456789abcdef'], {}],
    ['as a word', ['sk-0123456789abcdef'], {}],
    [
      'as a number',
      ['run', '--base-url', 'http://host', '--cases', 'sk-0123456789abcdef'],
      { OPENAI_API_KEY: 'sk-0123456789abcdef' },
    ],
    ['as a header', ['run', '--base-url', 'http://host', '--header', 'sk-0123456789abcdef'], {}],
    ['in a URL that is none', ['run', '--base-url', 'host/v1?key=sk-0123456789abcdef'], {}],
    ['as a folder', [...nobody, '--out', 'plain-file/sk-0123456789abcdef'], { OPENAI_API_KEY: 'sk-0123456789abcdef' }],
  ])('a key that is given %s is not said again', async ([, args, env]) => {
    const ended = await built.cli(args, { env });
    expect(ended.code).toBe(2);
    expect(ended.err).toMatch(/^llm-conformance: /);
    expect(ended.out + ended.err).not.toContain('0123456789');
  });

  test('text of a document cannot steer the screen', async () => {
    const { err } = await built.cli(['plan', '--spec', 'escape.yaml']);
    expect(err).toContain('mine');
    expect([...err].filter((one) => one < ' ' && one !== '\n')).toEqual([]);
  });

  test('a port that another has', async () => {
    const other = await listen(always(200, {}));
    const ended = await built.cli(['serve', '--port', new URL(other.url).port]);
    other.close();
    expect(ended.code).toBe(2);
    expect(ended.err).toMatch(/cannot listen on port \d+ .*--port/);
  });
});

describe.concurrent('an endpoint that cannot be tested is said so in one sentence, with exit code 3', () => {
  const unauthorised = { error: { message: 'who are you?', type: 'x', param: null, code: 'invalid_api_key' } };
  const unknownModel = { error: { message: 'The model `m` is not here', type: 'x', param: null, code: null } };
  test.for<[string, string | ReturnType<typeof always>, string, RegExp]>([
    ['nobody listens', 'http://127.0.0.1:1', '/v1', /ECONNREFUSED.*Is the server running/],
    ['no such host', 'http://no-such-host.invalid', '/v1', /no-such-host\.invalid\/v1: .*Is the server running/],
    ['the key is refused', always(401, unauthorised), '/v1', /401: who are you\?.*OPENAI_API_KEY/],
    ['a proxy refuses the key', always(403, '<h1>Forbidden</h1>'), '/v1', /403.*OPENAI_API_KEY/],
    ['a key is refused without an envelope', always(401, { detail: 'no' }), '/v1', /401.*OPENAI_API_KEY/],
    ['the model is unknown', always(404, unknownModel), '/v1', /"m".*--model/],
    ['the path lacks /v1', always(404, { detail: 'Not Found' }), '', /Did you mean http:\/\/127\.0\.0\.1:\d+\/v1\?/],
  ])('%s', async ([, target, path, sentence]) => {
    const server = typeof target === 'string' ? { url: target, close() {} } : await listen(target);
    const out = newFolder();
    const ended = await built.cli(['run', '--base-url', server.url + path, '--model', 'm', '--out', out]);
    server.close();
    expect(reportIn(out)).toMatchObject({ verdict: 'incomplete', exitCode: 3, run: { complete: false } });
    expect(ended.code).toBe(3);
    expect(ended.out.replaceAll(/\s+/g, ' ')).toMatch(sentence);
    expectNoTrace(ended);
  });

  test('what says one thing prints no page', async () => {
    const ended = await built.cli([...nobody, '--out', newFolder()]);
    expect(ended.out).toMatch(/ECONNREFUSED/);
    expect(ended.out.split('\n').length).toBeLessThan(40);
  });

  test('a server that accepts and never answers', async () => {
    const server = await listen(() => {});
    const out = newFolder();
    const ended = await built.cli(['run', '--base-url', `${server.url}/v1`, '--timeout', '1', '--out', out]);
    server.close();
    expect(ended.code).toBe(3);
    expect(ended.ms).toBeLessThan(15_000);
    expect(ended.out.replaceAll(/\s+/g, ' ')).toMatch(/no response headers within 1 s/);
    expectNoTrace(ended);
  });

  test('a server that lists models and answers nothing else', async () => {
    const server = await listen((request, response) => {
      if (request.url === '/v1/models') always(200, { data: [{ id: 'm' }] })(request, response);
    });
    const args = ['run', '--base-url', `${server.url}/v1`, '--timeout', '120', '--deadline', '1', '--out', newFolder()];
    const ended = await built.cli(args);
    server.close();
    expect(ended.code).toBe(3);
    expect(ended.ms).toBeLessThan(15_000);
    expectNoTrace(ended);
  });
});

describe.concurrent('the other commands', () => {
  test.for([
    [[], /run .*suites against an endpoint[^]*plan[^]*sends nothing[^]*Exit codes:/],
    [['run'], /run the suites against an endpoint and write the reports[^]*--base-url/],
    [['plan'], /what a run would send/],
    [['list'], /all checks by suite/],
    [['explain'], /what a check demands/],
    [['serve'], /the reference server[^]*--fault/],
    [['judge'], /judge a recorded run again/],
  ] as const)('--help of %j tells what it does', async ([command, text]) => {
    const ended = await built.cli([...command, '--help']);
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(ended.out).toMatch(text);
  });

  test('--version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(built.folder, 'package.json'), 'utf8')) as { version: string };
    expect(await built.cli(['--version'])).toMatchObject({ code: 0, out: `${version}\n` });
  });

  test('plan sends nothing', async () => {
    let requests = 0;
    const server = await listen(() => (requests += 1));
    const ended = await built.cli(['plan'], { env: { OPENAI_BASE_URL: `${server.url}/v1` } });
    server.close();
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(ended.out).toMatch(/never more than +\d+ requests/);
    expect(requests).toBe(0);
  });

  test.skipIf(process.platform !== 'linux')('what could not be printed is a fault, what nobody reads is none', () => {
    const list = (sink: string) =>
      spawnSync('bash', ['-c', `"$0" dist/src/cli.js list ${sink}; echo "$?" >&2`, process.execPath], {
        cwd: built.folder,
        encoding: 'utf8',
      }).stderr;
    expect(list('> /dev/full')).toBe('llm-conformance: what was to be printed could not be written (ENOSPC)\n4\n');
    expect(list('| head -1 > /dev/null; (exit "${PIPESTATUS[0]}")')).toBe('0\n');
  });

  test('list and explain know the same checks', async () => {
    const { out } = await built.cli(['list']);
    const names = out.match(/^ {2}(?:MUST|SHOULD|MAY) +(\S+)$/gm)!.map((line) => line.trim().split(/ +/)[1]!);
    expect(out).toContain(`${names.length} checks in `);
    const explained = await built.cli(['explain', names.at(-1)!]);
    expect(explained.code).toBe(0);
    expect(explained.out).toContain(names.at(-1));
  });

  test('serve says where it is, answers there, and ends on SIGTERM', async () => {
    let answer: Promise<number> | undefined;
    const ended = await built.cli(['serve', '--key', key], {
      watch(printed, kill) {
        const url = /http:\S+\n/.exec(printed)?.[0].trim();
        if (!url || answer) return;
        answer = fetch(`${url}/models`, { headers: { authorization: `Bearer ${key}` } }).then(({ status }) => status);
        void answer.finally(() => kill('SIGTERM'));
      },
    });
    expect(await answer).toBe(200);
    expect(ended.code).toBe(0);
    expectNoTrace(ended);
  });
});

describe('another document', () => {
  test('may describe anything: what it does not describe is judged as ever', async () => {
    const ended = await built.cli(['plan', '--spec', 'no-chat.yaml']);
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(ended.out).toMatch(/\n +chat +\d/);
  });

  test('is served and judged, each report says what it is worth, and its journal is judged to the same bytes', async () => {
    const out = newFolder();
    const only = ['--only', 'document', '--only', 'models'];
    const ended = await built.cli(['run', '--reference', '--spec', 'orchard.yaml', ...only, '--out', out]);
    expect(ended.code).toBe(0);
    expect(ended.out.replaceAll(/\s+/g, ' ')).toMatch(/orchard\.yaml says nothing of these.*GET \/models/);
    const { spec, checks } = reportIn(out);
    expect(spec.document).toMatchObject({ others: { described: 4, sent: 4 } });
    expect(checks.find(({ id }) => id === 'document/types')?.verdict).toBe('pass');
    expect(readFileSync(join(built.folder, out, 'report.html'), 'utf8')).toContain('Judged by the bundled contract');
    const judged = await built.cli(['judge', join(out, 'journal.ndjson'), '--spec', 'orchard.yaml', '--json']);
    expect(judged.out).toBe(readFileSync(join(built.folder, out, 'report.json'), 'utf8'));
  });

  test('has its fault served, and found', async () => {
    let found: Promise<Ended> | undefined;
    await built.cli(['serve', '--spec', 'orchard.yaml', '--fault', 'document/types'], {
      watch(printed, kill) {
        const url = /^http:\S+$/m.exec(printed)?.[0];
        if (url === undefined || found) return;
        const args = ['--base-url', url, '--model', 'orchard-large', '--spec', 'orchard.yaml', '--only', 'document'];
        found = built.cli(['run', ...args, '--out', newFolder()]);
        void found.then(() => kill('SIGTERM'));
      },
    });
    const { code, out } = (await found)!;
    expect(code).toBe(1);
    expect(out.match(/^✗ \S+\/\S+ {3}/gm)).toEqual(['✗ document/types   ']);
  });

  test('is told of: its errata, its weakness, its examples', async () => {
    const ended = await built.cli(['lint', 'orchard.yaml']);
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(ended.out).toMatch(/orchard\.yaml: Orchard 3, OpenAPI 3\.1\.0/);
    expect(ended.out).toMatch(/further ones to read +4, of these 4 in the plan/);
    const old = await built.cli(['lint', 'specs/openai-2024.yaml']);
    expect(old.out).toMatch(/broken replies refused +\d\d % of \d+/);
    expect(old.out).toMatch(/E8 +A model is an object/);
    const without = await built.cli(['lint', 'specs/openai-2024.yaml', '--without-erratum', 'E8']);
    expect(without.out).not.toContain('A model is an object');
  });

  test('brings checks along that can be listed and explained', async () => {
    const spec = ['--spec', 'orchard.yaml'];
    expect((await built.cli(['list', 'document', ...spec])).out).toMatch(/10 checks in 1 suites/);
    expect((await built.cli(['explain', 'document/types', ...spec])).out).toContain(
      'serve --fault document/types --key sk-test --port 8000 --spec orchard.yaml',
    );
    expect((await built.cli(['list', 'document'])).code).toBe(2);
  });
});

describe.concurrent('a run', () => {
  test('against the reference server is conformant, and its journal is judged to the same bytes', async () => {
    const out = newFolder();
    const ended = await built.cli(['run', '--reference', '--out', out]);
    expect(ended.code).toBe(0);
    expect(ended.out).toMatch(/ conformant: /);
    expectNoTrace(ended);
    const judged = await built.cli(['judge', join(out, 'journal.ndjson'), '--json']);
    expect(judged).toMatchObject({ code: 0, err: '' });
    expect(judged.out).toBe(readFileSync(join(built.folder, out, 'report.json'), 'utf8'));
  });

  test('writes and prints what --reporter adds, and so does judging its journal', async () => {
    const out = newFolder();
    const reporters = ['--reporter', 'markdown,csv', '--reporter', 'github', '--out'];
    const ended = await built.cli([...nobody, ...reporters, out]);
    expect(ended.out).toMatch(/^::warning title=incomplete::.*ECONNREFUSED/m);
    const text = (folder: string, file: string) => readFileSync(join(built.folder, folder, file), 'utf8');
    expect(text(out, 'report.md')).toMatch(/^## Conformance: incomplete\n/);
    const again = newFolder();
    const judged = await built.cli(['judge', join(out, 'journal.ndjson'), ...reporters, again]);
    expect(judged.out).toContain('::warning title=incomplete::');
    for (const file of ['report.md', 'report.csv']) expect(text(again, file)).toBe(text(out, file));
  });

  test.for(['chat', 'chat-stream', 'models'])(
    'finds a fault of %s over a socket, and so does judging its journal',
    async (suite) => {
      const { checks } = registry.suites.find(({ id }) => id === suite)!;
      const fault = `${suite}/${Object.keys(checks).find((name) => 'must' in checks[name]!)!}`;
      let ended: Promise<Ended> | undefined;
      const out = newFolder();
      await built.cli(['serve', '--fault', fault, '--key', key], {
        watch(printed, kill) {
          const url = /http:\S+\n/.exec(printed)?.[0].trim();
          if (!url || ended) return;
          ended = built.cli(['run', '--base-url', url, '--only', fault, '--out', out], withKey);
          void ended.finally(() => kill('SIGINT'));
        },
      });
      const { code, out: printed } = await ended!;
      expect(code).toBe(1);
      expect(printed).toContain(`✗ ${fault}`);
      const judged = await built.cli(['judge', join(out, 'journal.ndjson'), '--json']);
      expect(judged.code).toBe(1);
      expect(judged.out).toBe(readFileSync(join(built.folder, out, 'report.json'), 'utf8'));
    },
  );

  test('whose output nobody reads ends as it would have', async () => {
    const out = newFolder();
    const command = `"$0" dist/src/cli.js run --reference --out ${out} 2>&1 | head -1; exit "\${PIPESTATUS[0]}"`;
    const code = await new Promise<number>((resolve) => {
      execFile('bash', ['-c', command, process.execPath], { cwd: built.folder }, (error) =>
        resolve(error ? Number(error.code) : 0),
      );
    });
    expect(code).toBe(0);
    expect(reportIn(out).verdict).toBe('conformant');
  });
});

describe('a run that is interrupted', () => {
  const late = (reply: Reply): Reply => ({
    ...reply,
    headersAt: 300,
    reads: reply.reads.map((read) => ({ ...read, at: 300 })),
    end: { ...reply.end, at: 300 },
  });

  test.for([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s ends within 2 s with %i, and says what it did not get to', async ([signal, code]) => {
    const server = await serve({ key, pace: true, fault: late });
    const out = newFolder();
    let sentAt = 0;
    const ended = await built.cli(['run', '--base-url', server.url, '--concurrency', '8', '--out', out], {
      ...withKey,
      watch(printed, kill) {
        if (sentAt > 0 || !/\n\d+ of \d+ conversations/.test(printed)) return;
        sentAt = performance.now();
        kill(signal);
      },
    });
    const took = performance.now() - sentAt;
    await server.close();
    expect(ended).toMatchObject({ code, signal: null });
    expect(took).toBeLessThan(2000);
    expectNoTrace(ended);
    const report = reportIn(out);
    expect(report.run).toMatchObject({ complete: false, stopped: 'The run was cancelled.' });
    expect(report.verdict).toBe('incomplete');
    expect(report.checks.filter(({ verdict }) => verdict === 'inconclusive').length).toBeGreaterThan(20);
    expect(report.checks.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    const { end } = readJournal(readFileSync(join(built.folder, out, 'journal.ndjson'), 'utf8'));
    expect(end?.stopped).toBe('The run was cancelled.');
    const judged = await built.cli(['judge', join(out, 'journal.ndjson'), '--json']);
    expect(judged.out).toBe(readFileSync(join(built.folder, out, 'report.json'), 'utf8'));
  });

  test('twice ends at once', async () => {
    const server = await serve({ key, pace: true, fault: late });
    let sentAt = 0;
    const ended = await built.cli(['run', '--base-url', server.url, '--concurrency', '8', '--out', newFolder()], {
      ...withKey,
      watch(printed, kill) {
        if (sentAt > 0 || !/\n\d+ of \d+ conversations/.test(printed)) return;
        sentAt = performance.now();
        kill('SIGINT');
        kill('SIGINT');
      },
    });
    await server.close();
    expect(ended.code).toBe(130);
    expect(performance.now() - sentAt).toBeLessThan(1000);
    expectNoTrace(ended);
  });

  test('leaves no report of an earlier run beside its own journal', async () => {
    const server = await serve({ key, pace: true, fault: late });
    const out = newFolder();
    mkdirSync(join(built.folder, out));
    writeFileSync(join(built.folder, out, 'report.json'), '{"verdict": "conformant"}');
    await built.cli(['run', '--base-url', server.url, '--concurrency', '8', '--out', out], {
      ...withKey,
      watch(printed, kill) {
        if (/\n\d+ of \d+ conversations/.test(printed)) kill('SIGKILL');
      },
    });
    await server.close();
    expect(() => reportIn(out)).toThrow(/ENOENT/);
  });
});
