import { expect, test } from 'vitest';
import { bundledContract } from './bundled.ts';

const contract = bundledContract();
const chat = contract.operation('POST', '/chat/completions');
const request = (value: object) => chat?.request('application/json')?.violations({ ...asked, ...value });
const reply = (value: object) =>
  chat?.response(200, 'application/json')?.violations(JSON.parse(JSON.stringify({ ...answered, ...value })));
const chunk = (value: object) => chat?.response(200, 'text/event-stream')?.violations({ ...streamed, ...value });
const at = (violations: readonly { at: string }[] | undefined) => violations?.map((v) => v.at);

const asked = { model: 'm', messages: [{ role: 'user', content: 'hi' }] };
const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 };
const message = { role: 'assistant', content: 'hello', refusal: null };
const choice = { index: 0, message, logprobs: null, finish_reason: 'stop' };
const answered = { id: 'c-1', object: 'chat.completion', created: 1_700_000_000, model: 'm', choices: [choice], usage };
const delta = (value: object, more: object = {}) => ({
  choices: [{ index: 0, delta: value, logprobs: null, finish_reason: null, ...more }],
});
const streamed = { id: 'c-1', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'm', choices: [] };
const call = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } };
const token = {
  token: 'a',
  logprob: -0.1,
  bytes: [97],
  top_logprobs: [{ token: '<|end|>', logprob: -9999, bytes: null }],
};

test('the bundled contract has its operations and needs no errata', () => {
  expect(contract.operations.map((o) => o.id)).toEqual([
    'createChatCompletion',
    'createCompletion',
    'createEmbedding',
    'listModels',
    'retrieveModel',
    'createFile',
    'listFiles',
    'retrieveFile',
    'deleteFile',
    'downloadFile',
  ]);
  expect(contract).toMatchObject({ openapi: '3.1.0', version: '2026-08-21', errata: [] });
  expect(bundledContract()).toBe(contract);
});

test('every body of every operation compiles', () => {
  for (const operation of contract.operations) {
    // The content of a file is whatever was uploaded.
    for (const status of operation.id === 'downloadFile' ? [429, 500] : [200, 429, 500])
      expect(operation.response(status, 'application/json')?.pointer).toMatch(/^#\/components\/schemas\//);
  }
  expect(chat?.request('application/json')?.pointer).toBe('#/components/schemas/CreateChatCompletionRequest');
  expect(chat?.response(200, 'text/event-stream')?.pointer).toBe(
    '#/components/schemas/CreateChatCompletionStreamResponse',
  );
  expect(chat?.response(200, 'text/html')).toBeUndefined();
});

test.for([
  {},
  {
    temperature: 0,
    top_p: 1,
    n: 2,
    seed: -1,
    max_tokens: 16,
    max_completion_tokens: 16,
    stop: ['a', 'b'],
    stream: false,
  },
  { stream: true, stream_options: { include_usage: true, include_obfuscation: false } },
  {
    temperature: null,
    top_p: null,
    n: null,
    seed: null,
    stop: null,
    stream_options: null,
    logit_bias: null,
    metadata: null,
  },
  { logprobs: true, top_logprobs: 20, logit_bias: { '50256': -100 }, user: 'u', parallel_tool_calls: false },
  {
    messages: ['developer', 'system', 'user', 'assistant'].map((role) => ({
      role,
      content: [{ type: 'text', text: 'x' }],
    })),
  },
  {
    messages: [
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'call_1', content: '1' },
    ],
  },
  {
    messages: [
      {
        role: 'user',
        content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==', detail: 'low' } }],
      },
    ],
  },
  {
    messages: [
      {
        role: 'user',
        content: [
          { type: 'input_audio', input_audio: { data: 'AA==', format: 'wav' } },
          { type: 'file', file: { file_id: 'f' } },
        ],
      },
    ],
  },
  { messages: [{ role: 'assistant', content: [{ type: 'refusal', refusal: 'no' }] }] },
  {
    tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' }, strict: null } }],
    tool_choice: 'required',
  },
  {
    tools: [
      {
        type: 'custom',
        custom: { name: 'c', format: { type: 'grammar', grammar: { syntax: 'lark', definition: 'x' } } },
      },
    ],
  },
  { tool_choice: { type: 'function', function: { name: 'f' } } },
  { tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [{}] } } },
  { response_format: { type: 'json_schema', json_schema: { name: 'n', schema: {}, strict: true } } },
  { response_format: { type: 'json_object' }, reasoning_effort: 'xhigh', verbosity: 'low', service_tier: 'flex' },
  { modalities: ['text', 'audio'], audio: { voice: 'alloy', format: 'pcm16' }, prediction: null, store: true },
  { web_search_options: {}, metadata: { a: 'b' }, an_unknown_member: 1 },
  { functions: [{ name: 'f' }], function_call: { name: 'f' } },
])('the request with %j is accepted', (value) => {
  expect(request(value)).toEqual([]);
});

test.for([
  [{ model: 5 }, '/model'],
  [{ messages: [] }, '/messages'],
  [{ n: 0 }, '/n'],
  [{ n: 129 }, '/n'],
  [{ top_p: 1.1 }, '/top_p'],
  [{ frequency_penalty: -2.1 }, '/frequency_penalty'],
  [{ presence_penalty: 2.1 }, '/presence_penalty'],
  [{ top_logprobs: 21 }, '/top_logprobs'],
  [{ logprobs: 1 }, '/logprobs'],
  [{ stream: 'true' }, '/stream'],
  [{ stop: [] }, '/stop'],
  [{ reasoning_effort: 'most' }, '/reasoning_effort'],
  [{ modalities: ['video'] }, '/modalities/0'],
  [{ messages: [{ role: 'tool', content: 'x' }] }, '/messages/0/tool_call_id'],
  [{ messages: [{ role: 'user', content: null }] }, '/messages/0/content'],
  [{ user: null }, '/user'],
  [{ functions: [] }, '/functions'],
] as const)('the request with %j is refused at one place', ([value, place]) => {
  expect(at(request(value))).toEqual([place]);
});

test.for([
  {},
  {
    usage: {
      ...usage,
      completion_tokens_details: { reasoning_tokens: 1 },
      prompt_tokens_details: { cached_tokens: 0 },
    },
  },
  { system_fingerprint: null, service_tier: 'default', metadata: {} },
  { choices: [{ ...choice, message: { ...message, content: null, tool_calls: [call] }, finish_reason: 'tool_calls' }] },
  { choices: [{ ...choice, logprobs: { content: [token], refusal: null }, finish_reason: 'length' }] },
  { choices: [{ ...choice, message: { ...message, annotations: [] } }], an_unknown_member: null },
])('the reply with %j is accepted', (value) => {
  expect(reply(value)).toEqual([]);
});

test.for([
  [{ id: undefined }, '/id'],
  [{ object: 'chat.completion.chunk' }, '/object'],
  [{ created: 1.5 }, '/created'],
  [{ created: '1700000000' }, '/created'],
  [{ choices: null }, '/choices'],
  [{ usage: { ...usage, total_tokens: '12' } }, '/usage/total_tokens'],
  [{ usage: null }, '/usage'],
  [{ choices: [{ ...choice, finish_reason: null }] }, '/choices/0/finish_reason'],
  [{ choices: [{ ...choice, finish_reason: 'eos' }] }, '/choices/0/finish_reason'],
  [{ choices: [{ ...choice, message: { ...message, role: 'user' } }] }, '/choices/0/message/role'],
  [{ choices: [{ ...choice, message: { role: 'assistant', content: 'x' } }] }, '/choices/0/message/refusal'],
  [
    { choices: [{ ...choice, message: { ...message, tool_calls: [{ ...call, id: 5 }] } }] },
    '/choices/0/message/tool_calls/0/id',
  ],
  [
    { choices: [{ ...choice, message: { ...message, tool_calls: [{ ...call, type: undefined }] } }] },
    '/choices/0/message/tool_calls/0/type',
  ],
] as const)('the reply with %j is refused at one place', ([value, place]) => {
  expect(at(reply(value))).toEqual([place]);
});

test.for([
  delta({ role: 'assistant', content: '', refusal: null }),
  delta({ content: 'hi' }),
  delta({}, { finish_reason: 'stop' }),
  delta({ tool_calls: [{ index: 0, ...call }] }),
  delta({ tool_calls: [{ index: 0, function: { arguments: '{' } }] }),
  delta({}, { logprobs: { content: [token], refusal: null } }),
  { ...delta({ content: 'x' }), usage: null, obfuscation: 'aaaa', service_tier: null },
  { choices: [], usage },
])('the chunk with %j is accepted', (value) => {
  expect(chunk(value)).toEqual([]);
});

test.for([
  [{ object: 'chat.completion' }, '/object'],
  [delta({ role: 'bot' }), '/choices/0/delta/role'],
  [delta({ content: ['x'] }), '/choices/0/delta/content'],
  [delta({}, { finish_reason: '' }), '/choices/0/finish_reason'],
  [delta({ tool_calls: [{ id: 'x' }] }), '/choices/0/delta/tool_calls/0/index'],
  [{ choices: [{ index: 0, finish_reason: null }] }, '/choices/0/delta'],
  [{ usage: { ...usage, prompt_tokens: null } }, '/usage/prompt_tokens'],
] as const)('the chunk with %j is refused at one place', ([value, place]) => {
  expect(at(chunk(value))).toEqual([place]);
});

test('a model and a list of models', () => {
  const model = { id: 'org/m', object: 'model', created: 0, owned_by: 'me' };
  const list = contract.operation('GET', '/models')?.response(200, 'application/json');
  const one = contract.operation('GET', '/models/org%2Fm')?.response(200, 'application/json');
  expect(list?.violations({ object: 'list', data: [model, { ...model, shutdown_date: '2030-01-01' }] })).toEqual([]);
  expect(one?.violations({ ...model, shutdown_date: null })).toEqual([]);
  expect(at(list?.violations({ object: 'list', data: ['m', { ...model, shutdown_date: 'soon' }] }))).toEqual([
    '/data/0',
    '/data/1/shutdown_date',
  ]);
  expect(at(one?.violations({ ...model, object: 'models' }))).toEqual(['/object']);
});

test('the envelope of errors', () => {
  const error = { message: 'm', type: 'invalid_request_error', param: null, code: null };
  const failed = contract.operation('GET', '/models')?.response(404, 'application/json');
  expect(failed?.violations({ error })).toEqual([]);
  expect(at(failed?.violations({ error: { ...error, code: 404 } }))).toEqual(['/error/code']);
  expect(at(failed?.violations({ error: 'm' }))).toEqual(['/error']);
  expect(at(failed?.violations({ detail: 'm' }))).toEqual(['/error']);
});

test('LEG-S7: the envelope of errors is what every status has that is not 2xx, on every path', () => {
  const error = { message: 'm', type: 'invalid_request_error', param: null, code: null };
  const failures = contract.operations.flatMap((operation) =>
    [400, 404, 418, 429, 500].map((status) => ({
      at: `${operation.id} ${status}`,
      schema: operation.response(status, 'application/json'),
    })),
  );
  expect(failures.filter(({ schema }) => schema?.accepts({ error }) !== true).map(({ at: place }) => place)).toEqual(
    [],
  );
  expect(
    failures.filter(({ schema }) => schema?.accepts({ detail: 'm' }) !== false).map(({ at: place }) => place),
  ).toEqual([]);
});
