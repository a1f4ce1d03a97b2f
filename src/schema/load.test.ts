import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { SpecError } from '../spec/error.ts';
import { cacheIn } from '../spec/cache.ts';
import type { Contract, Operation } from './contract.ts';
import { loadContract } from './load.ts';

const published = fileURLToPath(new URL('../../../shared/specs', import.meta.url));
const unpublished = !existsSync(published);

function contract(schema: unknown, schemas: object = {}, openapi = '3.1.0'): Contract {
  const json = { 'application/json': { schema } };
  const other = { 'text/*': { schema: { type: 'string' } }, '*/*': { schema: { type: 'integer' } } };
  const responses = {
    '200': { content: json },
    '2XX': { content: other },
    default: { content: { ...json, ...other } },
  };
  const paths = {
    '/x': { post: { operationId: 'x', requestBody: { content: json }, responses } },
    '/x/{id}': { get: { operationId: 'one', responses } },
    '/x/latest': { get: { operationId: 'latest', responses } },
  };
  return loadContract(
    JSON.stringify({ openapi, info: { title: 'T', version: '1' }, paths, components: { schemas } }),
    'api.json',
  );
}

test('a literal path wins over a template that comes before it', () => {
  const { operation } = contract({});
  expect(operation('GET', '/x/latest')?.id).toBe('latest');
  expect(operation('get', '/x/a%2Fb?c=d')?.id).toBe('one');
  expect(operation('POST', '/x/latest')).toBeUndefined();
  expect(operation('GET', '/y')).toBeUndefined();
});

test('a response is looked up by exact status, then its class, then the default', () => {
  const x = contract({ type: 'object' }).operation('POST', '/x');
  expect(x?.response(200, 'application/json; charset=utf-8')?.schema).toEqual({ type: 'object' });
  expect(x?.response(200, 'text/plain')).toBeUndefined();
  expect(x?.response(201, 'text/plain')?.schema).toEqual({ type: 'string' });
  expect(x?.response(201, 'image/png')?.schema).toEqual({ type: 'integer' });
  expect(x?.response(500, 'application/json')?.schema).toEqual({ type: 'object' });
  expect(x?.request('application/json')?.schema).toEqual({ type: 'object' });
  expect(x?.request('text/plain')).toBeUndefined();
});

test('a body is known by the name it is referenced by, and compiled once', () => {
  const x = contract({ $ref: '#/components/schemas/A' }, { A: { type: 'object' } }).operation('POST', '/x');
  expect(x?.request('application/json')?.pointer).toBe('#/components/schemas/A');
  expect(x?.request('application/json')).toBe(x?.response(200, 'application/json'));
});

test('definitions hold everything the schema leads to, and nothing else', () => {
  const schemas = {
    A: { items: { $ref: '#/components/schemas/B' } },
    B: { $ref: '#/components/schemas/A/items' },
    C: {},
  };
  const tree = { type: 'object', properties: { more: { $ref: '#/components/schemas/Tree' } } };
  const body = contract({ $ref: '#/components/schemas/Tree' }, { Tree: tree, ...schemas })
    .operation('POST', '/x')
    ?.request('application/json');
  expect(body?.definitions).toEqual({ '#/components/schemas/Tree': tree });
  expect(body?.violations({ more: { more: 5 } }).map((v) => v.at)).toEqual(['/more/more']);
});

test('a contract resolves pointers into its document', () => {
  const { resolve } = contract({ type: 'object' });
  expect(resolve('#/info/title')).toBe('T');
  expect(resolve('#/paths/~1x/post/operationId')).toBe('x');
  expect(resolve('#/nothing')).toBeUndefined();
});

test.for([
  [{ type: 'object', minimun: 1 }, 'unknown keyword: "minimun"'],
  [{ type: 'string', format: 'phone' }, 'unknown format "phone"'],
  [{ type: 'strin' }, 'schema is invalid'],
  [{ type: 'string', pattern: '(' }, 'nvalid regular expression'],
] as const)('SPEC-006: the schema %j is refused where its body is asked for', ([schema, reason]) => {
  const x = contract({ $ref: '#/components/schemas/A' }, { A: { type: 'array', items: schema } }).operation(
    'POST',
    '/x',
  );
  for (let twice = 0; twice < 2; twice += 1) {
    expect(() => x?.request('application/json')).toThrow(SpecError);
    expect(() => x?.request('application/json')).toThrow(reason);
    expect(() => x?.request('application/json')).toThrow('api.json: the schema at #/components/schemas/A');
  }
});

test('errata of one’s own apply in place of those that are shipped', () => {
  const text = JSON.stringify({
    openapi: '3.1.0',
    paths: { '/x': { get: {} } },
    components: { schemas: { A: { type: 'string', nullable: true } } },
  });
  const about = { title: 't', reason: 'r', source: 's' };
  const errata = JSON.stringify([
    {
      id: 'E99',
      ...about,
      applies: [{ at: '#/components/schemas/A', has: { type: 'string' }, set: { type: 'integer' } }],
    },
  ]);
  expect(loadContract(text, 'a').errata).toEqual([6]);
  expect(loadContract(text, 'a', { errata: '' }).errata).toEqual([]);
  const mended = loadContract(text, 'a', { errata });
  expect(mended.errata).toEqual([99]);
  expect(mended.resolve('#/components/schemas/A/type')).toBe('integer');
});

const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 };
const request = {
  model: 'm',
  messages: [
    { role: 'system', content: 's' },
    { role: 'user', content: [{ type: 'text', text: 'hi' }] },
  ],
  temperature: null,
  top_logprobs: null,
  stop: null,
  n: 1,
  max_tokens: 16,
};
const message = { role: 'assistant', content: 'hello', refusal: null };
const response = {
  id: 'c-1',
  object: 'chat.completion',
  created: 1_700_000_000,
  model: 'm',
  system_fingerprint: null,
  choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
  usage,
};
const chunk = {
  id: 'c-1',
  object: 'chat.completion.chunk',
  created: 1_700_000_000,
  model: 'm',
  system_fingerprint: null,
  usage: null,
  choices: [{ index: 0, delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null }],
};

test.skipIf(unpublished).for([
  ['openai-openapi-2025-04-29.yaml', '3.0.0', [1, 2, 3, 4, 5, 8, 9, 10, 13, 14, 16]],
  ['openai-openapi-2026-08-21.yaml', '3.1.0', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]],
] as const)(
  '%s loads, and its chat schemas accept typical bodies (skipped where it is absent)',
  { timeout: 30_000 },
  ([file, openapi, errata]) => {
    const loaded = loadContract(readFileSync(`${published}/${file}`, 'utf8'), file);
    expect(loaded).toMatchObject({ openapi, errata });
    const chat = loaded.operation('POST', '/chat/completions');
    expect(chat?.request('application/json')?.violations(request)).toEqual([]);
    expect(chat?.response(200, 'application/json')?.violations(response)).toEqual([]);
    expect(chat?.response(200, 'text/event-stream')?.violations(chunk)).toEqual([]);
    expect(chat?.response(200, 'text/event-stream')?.violations({ ...chunk, choices: [], usage })).toEqual([]);
    expect(
      chat
        ?.request('application/json')
        ?.violations({ ...request, temperature: 3 })
        .map((v) => v.at),
    ).toEqual(['/temperature']);
    expect(
      chat
        ?.response(200, 'application/json')
        ?.violations({ ...response, id: 1 })
        .map((v) => v.at),
    ).toEqual(['/id']);
    const models = loaded.operation('GET', '/models')?.response(200, 'application/json');
    expect(models?.violations({ object: 'list', data: ['a', 1, null] }).map((v) => v.at)).toEqual([
      '/data/0',
      '/data/1',
      '/data/2',
    ]);
  },
);

test.skipIf(unpublished).for(['openai-openapi-2025-04-29.yaml', 'openai-openapi-2026-08-21.yaml'])(
  '%s: every body that is read, from a cache or not, is judged alike (skipped where it is absent)',
  { timeout: 60_000 },
  (file) => {
    const text = readFileSync(`${published}/${file}`, 'utf8');
    const folder = mkdtempSync(join(tmpdir(), 'llm-conformance-load-'));
    const read = () => loadContract(text, file, { cache: cacheIn(folder, 'test') });
    read();
    const contracts = [loadContract(text, file), read()];
    rmSync(folder, { recursive: true });
    const told = contracts.map(({ operations, errata }) => ({ errata, bodies: operations.flatMap(bodiesOf) }));
    expect(told[0]!.bodies.length).toBeGreaterThan(60);
    expect(told[1]).toEqual(told[0]);
  },
);

/** What the replies of an operation that reads are judged by; each is compiled. */
function bodiesOf({ method, responses, response }: Operation): unknown[] {
  if (method !== 'GET') return [];
  return [...responses].flatMap(([status, types]) =>
    types.map((type) => {
      const { pointer, schema } = response(Number(status), type)!;
      return { pointer, schema };
    }),
  );
}
