import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { bundledContract } from '../schema/bundled.ts';
import { isObject, type Json, type JsonObject } from '../spec/json.ts';
import { bytesOf, type Reply } from '../transport/exchange.ts';
import { incomingOf } from './incoming.ts';
import { createReference } from './reference.ts';

const contract = bundledContract();
const schema = contract.operation('POST', '/chat/completions')!.request('application/json')!;

const user = { role: 'user', content: 'Give me some JSON.' };
const weather = { name: 'get_weather', description: 'The weather', parameters: { type: 'object', properties: {} } };
const call = { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{}' } };
const plain: JsonObject = { model: 'orchard-large', messages: [user] };
const rich: JsonObject = {
  ...plain,
  messages: [
    { role: 'system', content: 'Short.', name: 'sys' },
    { role: 'developer', content: [{ type: 'text', text: 'JSON' }] },
    user,
    { role: 'assistant', content: null, tool_calls: [call] },
    { role: 'tool', content: '7 degrees', tool_call_id: 'call_1' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Hm' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
      ],
    },
  ],
  max_tokens: 5,
  n: 2,
  stop: ['a', 'b'],
  temperature: 0.5,
  top_p: 1,
  presence_penalty: -2,
  frequency_penalty: 2,
  logit_bias: { '5': -100 },
  logprobs: true,
  top_logprobs: 2,
  seed: -1,
  user: 'u',
  stream: true,
  stream_options: { include_usage: true },
  tools: [{ type: 'function', function: weather }],
  tool_choice: 'auto',
  parallel_tool_calls: false,
  response_format: { type: 'json_object' },
  metadata: { a: 'b' },
  store: false,
  service_tier: 'auto',
  reasoning_effort: 'low',
  verbosity: 'low',
  modalities: ['text'],
  prediction: { type: 'content', content: 'x' },
  web_search_options: {},
};

function askText(text: string): Reply {
  const body = { text, contentType: 'application/json' };
  return createReference()(
    incomingOf({ method: 'POST', path: '/chat/completions', intent: 'plain', body }, undefined),
    [],
  );
}

function ask(json: Json): { reply: Reply; body: JsonObject; text: string } {
  const reply = askText(JSON.stringify(json));
  const text = Buffer.from(bytesOf(reply)).toString('utf8');
  return { reply, text, body: reply.status === 200 ? {} : (JSON.parse(text) as JsonObject) };
}

test('a request with every member is answered', () => {
  expect(schema.violations(rich)).toEqual([]);
  expect(ask(rich).reply.status).toBe(200);
});

test('null stands for "not set" exactly where the contract says so', () => {
  for (const name of Object.keys(rich).filter((name) => !['model', 'messages', 'logprobs', 'stream'].includes(name))) {
    const json = { ...rich, [name]: null };
    const valid = schema.violations(json).length === 0;
    expect([name, ask(json).reply.status]).toEqual([name, valid ? 200 : 400]);
  }
});

test('what the contract forbids is refused in the envelope, in the same class with and without stream', () => {
  let invalid = 0;
  const members = fc.constantFrom(...Object.keys(rich));
  const places = fc.constantFrom('', 'role', 'content', 'tool_calls', 'tool_call_id', 'name');
  fc.assert(
    fc.property(members, places, fc.nat(5), fc.jsonValue({ maxDepth: 2 }), (name, place, i, value) => {
      const messages = rich['messages'] as readonly JsonObject[];
      const changed =
        name === 'messages' && place
          ? messages.map((one, at) => (at === i ? { ...one, [place]: value as Json } : one))
          : value;
      const json = { ...rich, [name]: changed as Json };
      if (schema.violations(json).length === 0) return;
      invalid++;
      const { reply, body } = ask(json);
      expect(reply.status).toBeGreaterThanOrEqual(400);
      expect(reply.status).toBeLessThan(500);
      expect(reply.headers['content-type']).toBe('application/json');
      expect(body).toMatchObject({
        error: { message: expect.any(String), type: 'invalid_request_error', code: expect.any(String) },
      });
    }),
    { numRuns: 1500, seed: 7 },
  );
  expect(invalid).toBeGreaterThan(500);
});

const refusedFor: [string, Json, string | null][] = [
  ['no messages', { model: 'orchard-large' }, 'messages'],
  ['no model', { messages: [user] }, 'model'],
  ['an unknown model', { ...plain, model: 'nope' }, 'model'],
  ['no message at all', { ...plain, messages: [] }, 'messages'],
  ['an unknown role', { ...plain, messages: [{ role: 'wizard', content: 'x' }] }, 'messages[0].role'],
  ['a message without role', { ...plain, messages: [{ content: 'x' }] }, 'messages[0].role'],
  ['a user without content', { ...plain, messages: [{ role: 'user' }] }, 'messages[0].content'],
  ['a silent assistant', { ...plain, messages: [user, { role: 'assistant', content: null }] }, 'messages[1].content'],
  [
    'an orphan tool message',
    { ...plain, messages: [user, { role: 'tool', content: 'x', tool_call_id: 'c' }] },
    'messages[1].tool_call_id',
  ],
  [
    'a picture that is no URL',
    { ...plain, messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'not a uri' } }] }] },
    'messages[0].content[0].image_url.url',
  ],
  ['temperature 2.1', { ...plain, temperature: 2.1 }, 'temperature'],
  ['n 0', { ...plain, n: 0 }, 'n'],
  ['n 129', { ...plain, n: 129 }, 'n'],
  ['five stops', { ...plain, stop: ['a', 'b', 'c', 'd', 'e'] }, 'stop'],
  ['no tokens', { ...plain, max_tokens: 0 }, 'max_tokens'],
  ['both limits', { ...plain, max_tokens: 5, max_completion_tokens: 5 }, 'max_tokens'],
  ['alternatives without logprobs', { ...plain, top_logprobs: 2 }, 'top_logprobs'],
  ['stream options without stream', { ...plain, stream_options: { include_usage: true } }, 'stream_options'],
  ['a bias of 101', { ...plain, logit_bias: { '5': 101 } }, 'logit_bias.5'],
  ['a choice without tools', { ...plain, tool_choice: 'required' }, 'tool_choice'],
  [
    'an undeclared tool',
    {
      ...plain,
      tools: [{ type: 'function', function: weather }],
      tool_choice: { type: 'function', function: { name: 'missing' } },
    },
    'tool_choice',
  ],
  ['a tool without type', { ...plain, tools: [{ function: weather }] }, 'tools[0].type'],
  [
    'a name with a blank',
    { ...plain, tools: [{ type: 'function', function: { name: 'a b' } }] },
    'tools[0].function.name',
  ],
  [
    'parameters that are no schema',
    { ...plain, tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'nonsense' } } }] },
    'tools[0].function.parameters',
  ],
  ['an unknown format', { ...plain, response_format: { type: 'xml' } }, 'response_format.type'],
  [
    'a schema without name',
    { ...plain, response_format: { type: 'json_schema', json_schema: {} } },
    'response_format.json_schema.name',
  ],
  [
    'JSON that no message asks for',
    { model: 'orchard-large', messages: [{ role: 'user', content: 'Hi' }], response_format: { type: 'json_object' } },
    'response_format',
  ],
  [
    'a prompt beyond the context',
    { ...plain, messages: [{ role: 'user', content: 'word '.repeat(40_000) }] },
    'messages',
  ],
  ['a list for a body', [], null],
  ['null for a body', null, null],
];

test.each(refusedFor)('refused, and the parameter named: %s', (_, json, param) => {
  const whole = ask(json);
  expect(whole.body['error']).toMatchObject({ type: 'invalid_request_error', param });
  const streamed = ask(isObject(json) ? { ...json, stream: true } : json);
  expect(streamed.reply.status).toBe(param === 'stream_options' ? 200 : whole.reply.status);
});

test('ten thousand levels of JSON anywhere are refused, and a hundred where anything may stand are not', () => {
  const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  const send = (json: JsonObject, levels = 10_000) =>
    askText(JSON.stringify(json).replaceAll('"DEEP"', deep(levels))).status;
  expect(send({ ...plain, x_unknown: 'DEEP' }, 100)).toBe(200);
  expect(send({ ...plain, x_unknown: 'DEEP' })).toBe(400);
  for (const name of Object.keys(rich)) expect([name, send({ ...rich, [name]: 'DEEP' })]).toEqual([name, 400]);
  for (const place of ['role', 'content', 'name'])
    expect(send({ ...plain, messages: [{ ...user, [place]: 'DEEP' }] })).toBe(400);
  expect(send({ ...plain, tools: [{ type: 'function', function: { name: 'f', parameters: { enum: 'DEEP' } } }] })).toBe(
    400,
  );
});

test('half a surrogate pair in a prompt does not come back', () => {
  const { text } = ask({ ...plain, messages: [{ role: 'user', content: 'Repeat exactly: a\ud83d' }] });
  expect(JSON.parse(text)).toMatchObject({ choices: [{ message: { content: 'a\ufffd' } }] });
});
