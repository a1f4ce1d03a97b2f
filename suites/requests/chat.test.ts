import { existsSync, readFileSync } from 'node:fs';

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { MODEL } from '../../src/check/probe.ts';
import { bundledContract } from '../../src/schema/bundled.ts';
import type { BodySchema, Contract } from '../../src/schema/contract.ts';
import { loadContract } from '../../src/schema/load.ts';
import { isObject, type Json, type JsonObject } from '../../src/spec/json.ts';
import { chat, chatBody, chatRequest, semanticProblems, sendableChat } from './chat.ts';

const contract = bundledContract();

function bodySchema(of: Contract = contract): BodySchema {
  return of.operation('POST', '/chat/completions')!.request('application/json')!;
}

function sample(numRuns: number, fixed: JsonObject = {}, of = contract): JsonObject[] {
  return fc.sample(sendableChat(of, fixed), { seed: 1, numRuns });
}

const messages = (body: JsonObject) => body['messages'] as readonly JsonObject[];

test('10,000 sendable requests are valid and coherent', { timeout: 30_000 }, () => {
  const bodies = sample(10_000);
  const wrong = bodies.filter((body) => bodySchema().violations(body).length > 0 || semanticProblems(body).length > 0);
  expect(wrong.slice(0, 3)).toEqual([]);
});

test('sendable requests are cheap: small limits, one choice, few messages, few optional members', () => {
  for (const body of sample(2000)) {
    const { model, messages: conversation, max_tokens: limit, n = 1, ...optional } = body;
    expect(model).toBe(MODEL);
    expect([limit, n]).toEqual([expect.toSatisfy((x) => Number.isInteger(x) && x >= 16 && x <= 24), 1]);
    expect((conversation as Json[]).length).toBeLessThanOrEqual(6);
    expect(JSON.stringify(conversation).length).toBeLessThan(1500);
    expect(Object.keys(optional).length).toBeLessThanOrEqual(3);
    expect('temperature' in body && 'top_p' in body).toBe(false);
    expect(body['top_p']).not.toBe(0);
  }
});

test('sendable requests show every optional member in each of its forms', () => {
  const bodies = sample(3000);
  const forms: { readonly [form: string]: (body: JsonObject) => boolean } = {
    'temperature 0': ({ temperature }) => temperature === 0,
    'temperature 1': ({ temperature }) => temperature === 1,
    top_p: ({ top_p: mass }) => mass === 0.1,
    'stop as a text': ({ stop }) => typeof stop === 'string',
    'stop as two texts': ({ stop }) => Array.isArray(stop) && stop.length === 2,
    'a seed of 0': ({ seed }) => seed === 0,
    'a large seed': ({ seed }) => Number(seed) > 2 ** 24,
    presence_penalty: ({ presence_penalty: penalty }) => penalty === -2,
    frequency_penalty: ({ frequency_penalty: penalty }) => penalty === 2,
    user: ({ user }) => /^user-[a-z_]{1,8}$/.test(String(user)),
    'stream false': ({ stream }) => stream === false,
    'stream alone': (body) => body['stream'] === true && !('stream_options' in body),
    'stream with usage': ({ stream_options: options }) => isObject(options) && options['include_usage'] === true,
    response_format: ({ response_format: format }) => isObject(format) && format['type'] === 'text',
    'no optional member': (body) => Object.keys(body).length === 3,
    'three optional members': (body) => Object.keys(body).length === 6,
    'a system message': (body) => messages(body)[0]!['role'] === 'system',
    'several turns': (body) => messages(body).length >= 5,
    'text parts': (body) => messages(body).some(({ content }) => Array.isArray(content)),
    emoji: (body) => /\p{Emoji_Presentation}/u.test(JSON.stringify(body)),
    'Chinese, Hebrew and Arabic': (body) =>
      /\p{Script=Han}|\p{Script=Hebrew}|\p{Script=Arabic}/u.test(JSON.stringify(body)),
    'combining marks': (body) => /\p{Mn}/u.test(JSON.stringify(body)),
    'a line feed': (body) => JSON.stringify(body).includes(String.raw`\n`),
  };
  const missing = Object.entries(forms).filter(([, is]) => !bodies.some(is));
  expect(missing.map(([form]) => form)).toEqual([]);
});

test('texts are Unicode without control characters but tab and line feed', () => {
  const texts = sample(3000).map((body) => JSON.stringify(body).replaceAll(/\\[nt"\\]/g, ''));
  // JSON texts escape the other control characters, and lone surrogates.
  expect(texts.filter((text) => /\\[ubfr]/.test(text))).toEqual([]);
});

test('members that are fixed stand in every body, and nothing is generated against them', () => {
  const bodies = sample(500, { stream: true, temperature: 0 });
  expect(bodies.every(({ stream, temperature }) => stream === true && temperature === 0)).toBe(true);
  expect(bodies.some((body) => 'stream_options' in body)).toBe(true);
  expect(bodies.some((body) => 'top_p' in body)).toBe(false);
  expect(sample(500, { stream: false }).some((body) => 'stream_options' in body)).toBe(false);
});

test('the same seed gives the same requests', () => {
  expect(sample(100)).toEqual(sample(100));
});

describe('shrinking', () => {
  test.each<[string, (body: JsonObject) => boolean, JsonObject]>([
    ['anything', () => false, { messages: [{ role: 'user', content: 'Say hello.' }] }],
    [
      'a temperature',
      ({ temperature }) => !(Number(temperature) > 0.5),
      { messages: [{ role: 'user', content: 'Say hello.' }], temperature: 0.6 },
    ],
    [
      'a stop list',
      ({ stop }) => !Array.isArray(stop),
      { messages: [{ role: 'user', content: 'Say hello.' }], stop: ['<<END>>'] },
    ],
    [
      'a stream',
      ({ stream }) => stream !== true,
      { messages: [{ role: 'user', content: 'Say hello.' }], stream: true },
    ],
    [
      'an assistant message',
      (body) => messages(body).every(({ role }) => role !== 'assistant'),
      {
        messages: [
          { role: 'user', content: 'Say hello.' },
          { role: 'assistant', content: 'Hello.' },
          { role: 'user', content: 'Say hello.' },
        ],
      },
    ],
  ])('a fault in %s leaves the least request that has it, soon', (_, holds, expected) => {
    let calls = 0;
    const property = fc.property(sendableChat(contract), (body) => {
      calls += 1;
      return holds(body);
    });
    const { counterexample, numRuns } = fc.check(property, { seed: 4, numRuns: 2000 });
    expect(counterexample?.[0]).toEqual({ model: MODEL, max_tokens: 16, ...expected });
    expect(calls - numRuns).toBeLessThan(40);
  });
});

test('a contract without a member has requests without it', () => {
  const small = contractOf({
    model: { type: 'string' },
    messages: { type: 'array', items: { type: 'object', properties: { content: { type: 'string' } } } },
    max_completion_tokens: { type: 'integer' },
    seed: { type: 'integer', minimum: 0 },
  });
  const bodies = sample(300, {}, small);
  expect(new Set(bodies.flatMap((body) => Object.keys(body)))).toEqual(
    new Set(['model', 'messages', 'max_completion_tokens', 'seed']),
  );
  expect(bodies.flatMap((body) => bodySchema(small).violations(body))).toEqual([]);
});

test('a contract without chat completions, or with none we could send, is refused with the remedy', () => {
  expect(() => sendableChat({ ...contract, operation: () => undefined })).toThrow(/choose a document that has it/);
  expect(() => sendableChat(contractOf({ messages: { type: 'null' } }))).toThrow(/correct the document/);
});

function contractOf(properties: JsonObject): Contract {
  const schema = { type: 'object', properties, required: ['messages'] };
  const requestBody = { content: { 'application/json': { schema } } };
  const paths = { '/chat/completions': { post: { operationId: 'chat', requestBody, responses: {} } } };
  const document = { openapi: '3.1.0', info: { title: 'Example', version: '1' }, paths };
  return loadContract(JSON.stringify(document), 'example', { errata: '' });
}

for (const name of ['openai-openapi-2025-04-29.yaml', 'openai-openapi-2026-08-21.yaml']) {
  const url = new URL(`../../../shared/specs/${name}`, import.meta.url);
  test.skipIf(!existsSync(url))(
    `requests are valid against ${name} (skipped where it is absent)`,
    { timeout: 60_000 },
    () => {
      const document = loadContract(readFileSync(url, 'utf8'), name);
      const bodies = sample(2000, {}, document);
      expect(bodies.flatMap((body) => bodySchema(document).violations(body)).slice(0, 3)).toEqual([]);
      expect(bodies.flatMap((body) => semanticProblems(body)).slice(0, 3)).toEqual([]);
    },
  );
}

test('the canonical request is valid and coherent, and overrides replace its members', () => {
  expect(bodySchema().violations(chatBody())).toEqual([]);
  expect(semanticProblems(chatBody())).toEqual([]);
  expect(chat({ max_tokens: 2, n: 2 }, 'optional')).toEqual({
    method: 'POST',
    path: '/chat/completions',
    intent: 'optional',
    body: { json: { model: MODEL, messages: [{ role: 'user', content: 'Say hello.' }], max_tokens: 2, n: 2 } },
  });
  expect(chatRequest({ model: 'm' })).toMatchObject({ intent: 'plain', body: { json: { model: 'm' } } });
});
