import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { bundledContract } from '../schema/bundled.ts';
import { isObject, type Json, type JsonObject } from '../spec/json.ts';
import { readChatStream } from '../transport/chat-stream.ts';
import { bytesOf, type Reply } from '../transport/exchange.ts';
import type { Request } from '../transport/request.ts';
import { incomingOf } from './incoming.ts';
import { createReference } from './reference.ts';
import type { ReferenceOptions } from './service.ts';

const key = 'key-of-the-tests';
const model = 'orchard-large';
const contract = bundledContract();

const says = (content: string) => [{ role: 'user', content }];
const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Tells the weather of a city',
    parameters: {
      type: 'object',
      properties: {
        city: { type: 'string' },
        unit: { enum: ['celsius', 'fahrenheit'] },
        days: { type: 'integer', minimum: 1 },
      },
      required: ['city', 'unit'],
      additionalProperties: false,
    },
  },
};
const clock = { type: 'function', function: { name: 'read_clock' } };

function post(json: JsonObject): Request {
  return { method: 'POST', path: '/chat/completions', intent: 'plain', body: { json: { model, ...json } } };
}

function send(request: Request, options: ReferenceOptions = {}): Reply {
  return createReference({ now: () => 1.7e12, ...options })(incomingOf(request, options.key), []);
}

function json(reply: Reply): JsonObject {
  return JSON.parse(Buffer.from(bytesOf(reply)).toString('utf8')) as JsonObject;
}

type Answer = {
  id: string;
  choices: {
    index: number;
    finish_reason: string;
    message: {
      content: string | null;
      tool_calls?: { id: string; function: { name: string; arguments: string } }[];
      function_call?: { name: string; arguments: string };
    };
    logprobs: { content: Entry[] } | null;
  }[];
  usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
};
type Entry = { token: string; logprob: number; bytes: number[]; top_logprobs: Omit<Entry, 'top_logprobs'>[] };

function answer(body: JsonObject, options?: ReferenceOptions): Answer {
  return json(send(post(body), options)) as unknown as Answer;
}

function only(body: JsonObject): Answer['choices'][0] & { used: number } {
  const { choices, usage } = answer(body);
  return { ...choices[0]!, used: usage.completion_tokens };
}

const situations: { [name: string]: JsonObject } = {
  'a greeting': { messages: says('Hello!') },
  'a cut story': { messages: says('Tell me a long story 🙂'), max_tokens: 7 },
  'a stopped count': { messages: says('Count to 30'), stop: [', 12', 'x'] },
  'three choices with logprobs': { messages: says('Hi'), n: 3, logprobs: true, top_logprobs: 4 },
  'greedy logprobs without alternatives': {
    messages: says('Hi'),
    temperature: 0,
    logprobs: true,
    max_completion_tokens: 3,
  },
  'a tool called': { messages: says('What is the weather in Paris?'), tools: [weather, clock] },
  'two calls': { messages: says('Compare the weather in Paris and Oslo'), tools: [clock, weather] },
  'a cut call': {
    messages: says('What is the weather in Paris?'),
    tools: [weather],
    tool_choice: 'required',
    max_tokens: 4,
  },
  'a named tool': {
    messages: says('Hi'),
    tools: [weather, clock],
    tool_choice: { type: 'function', function: { name: 'read_clock' } },
  },
  'a legacy function': { messages: says('What is the weather?'), functions: [weather.function] },
  'a JSON object': { messages: says('JSON please'), response_format: { type: 'json_object' } },
  'a JSON schema': {
    messages: says('Hi'),
    response_format: {
      type: 'json_schema',
      json_schema: { name: 's', strict: true, schema: weather.function.parameters },
    },
  },
  'an exact repetition': { messages: says('Repeat exactly: 日本語 👩‍👩‍👧 naïve\n  end') },
};

test.each(Object.entries(situations))('both forms of the answer fit the contract: %s', (_, body) => {
  const operation = contract.operation('POST', '/chat/completions')!;
  const whole = json(send(post(body)));
  expect(operation.response(200, 'application/json')!.violations(whole)).toEqual([]);
  const request = post({ ...body, stream: true, stream_options: { include_usage: true } });
  const { chunks } = readChatStream({ request, reply: send(request) });
  const chunkSchema = operation.response(200, 'text/event-stream')!;
  for (const chunk of chunks) expect(chunkSchema.violations(chunk.json)).toEqual([]);
});

test.each(Object.entries(situations))('the stream adds up to the answer that is not streamed: %s', (_, body) => {
  const request = post({ ...body, stream: true, stream_options: { include_usage: true } });
  const { messages, usages, events, done } = readChatStream({ request, reply: send(request) });
  const { choices, usage } = answer(body);
  expect(
    messages.map(({ index, content, toolCalls, functionCall, finishReasons, logprobs }) => ({
      index,
      content,
      calls: toolCalls.map((call) => [call.name, call.arguments]),
      legacy: functionCall && [functionCall.name, functionCall.arguments],
      finish: finishReasons.map(({ value }) => value),
      logprobs: logprobs?.content ?? [],
    })),
  ).toEqual(
    choices.map(({ index, message, finish_reason, logprobs }) => ({
      index,
      content: message.content,
      calls: (message.tool_calls ?? []).map((call) => [call.function.name, call.function.arguments]),
      legacy: message.function_call && [message.function_call.name, message.function_call.arguments],
      finish: [finish_reason],
      logprobs: logprobs?.content ?? [],
    })),
  );
  expect(usages).toEqual([{ event: events.length - 2, usage }]);
  expect(done).toEqual([events.length - 1]);
});

test.each(Object.entries(situations))('usage adds up and keeps to the limit: %s', (_, body) => {
  const { usage, choices } = answer(body);
  expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
  expect(usage.completion_tokens).toBeGreaterThan(0);
  const limit = Number(body['max_tokens'] ?? body['max_completion_tokens'] ?? 400);
  expect(usage.completion_tokens).toBeLessThanOrEqual(limit * choices.length);
});

test('one read for each event, later ones later', () => {
  const request = post({ messages: says('Hello!'), stream: true });
  const reply = send(request);
  const { events } = readChatStream({ request, reply });
  expect(reply.reads).toHaveLength(events.length);
  const times = [reply.headersAt, ...reply.reads.map(({ at }) => at), reply.end.at];
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test('every limit up to the natural length is used up and named as the reason, and a larger one gives more of the same', () => {
  const body = { messages: says('Say something'), temperature: 0 };
  const { used, message } = only(body);
  for (let limit = 1; limit <= used + 1; limit++) {
    const cut = only({ ...body, max_tokens: limit });
    expect(message.content!.startsWith(cut.message.content!)).toBe(true);
    expect([cut.used, cut.finish_reason]).toEqual(limit < used ? [limit, 'length'] : [used, 'stop']);
  }
});

test('a stop text cut out of an answer ends that answer, whole and streamed', () => {
  const body = { messages: says('Tell me a long story'), temperature: 0, seed: 3 };
  const text = only(body).message.content!;
  fc.assert(
    fc.property(fc.nat(text.length - 9), fc.integer({ min: 1, max: 8 }), (from, length) => {
      const stop = text.slice(from, from + length);
      const expected = text.slice(0, text.indexOf(stop));
      const { message, finish_reason } = only({ ...body, stop });
      expect([message.content, finish_reason]).toEqual([expected, 'stop']);
      const request = post({ ...body, stop: [stop], stream: true });
      expect(readChatStream({ request, reply: send(request) }).messages[0]?.content ?? '').toBe(expected);
    }),
    { numRuns: 60 },
  );
});

test('choices differ at temperature 1 and are the same at temperature 0', () => {
  const texts = (temperature: number) =>
    new Set(answer({ messages: says('Hi'), n: 4, temperature }).choices.map(({ message }) => message.content));
  expect(texts(1).size).toBe(4);
  expect(texts(0).size).toBe(1);
});

test('the same seed repeats an answer, another one does not, and the server has a seed of its own', () => {
  const text = (seed: number, options?: ReferenceOptions) =>
    answer({ messages: says('Hi there'), seed }, options).choices[0]!.message.content;
  expect(text(5)).toBe(text(5));
  expect(text(5)).not.toBe(text(6));
  expect(text(5)).not.toBe(text(5, { seed: 2 }));
});

test('ids differ from call to call, and two servers of one seed say the same', () => {
  const [one, other] = [createReference({ now: () => 0 }), createReference({ now: () => 0 })];
  const incoming = incomingOf(post({ messages: says('Hi'), stream: true }), undefined);
  const replies = Array.from({ length: 5 }, () => one(incoming, []));
  expect(replies).toEqual(Array.from({ length: 5 }, () => other(incoming, [])));
  expect(new Set(replies.map((reply) => readChatStream({ request: post({}), reply }).chunks[0]?.json['id'])).size).toBe(
    5,
  );
});

test('log probabilities are ordered, below 1 in sum, and spell the text', () => {
  for (const temperature of [0, 1]) {
    const { logprobs, message } = only({
      messages: says('Tell me a story 🙂'),
      temperature,
      logprobs: true,
      top_logprobs: 20,
    });
    expect(logprobs!.content.map(({ token }) => token).join('')).toBe(message.content);
    for (const { token, logprob, bytes, top_logprobs } of logprobs!.content) {
      expect(Buffer.from(bytes).toString('utf8')).toBe(token);
      const ranked = top_logprobs.map((one) => one.logprob);
      expect(ranked).toHaveLength(20);
      expect(ranked).toEqual([...ranked].sort((a, b) => b - a));
      expect(ranked.reduce((sum, one) => sum + Math.exp(one), 0)).toBeLessThanOrEqual(1);
      expect(new Set(top_logprobs.map((one) => one.token)).size).toBe(20);
      expect(top_logprobs.find((one) => one.token === token)?.logprob).toBe(logprob);
    }
    const firsts = logprobs!.content.filter(({ token, top_logprobs }) => top_logprobs[0]!.token === token);
    expect(firsts.length < logprobs!.content.length).toBe(temperature === 1);
  }
});

test('a tool is called when the text asks for it, and not otherwise', () => {
  const calls = (content: string, more: JsonObject = {}) =>
    (only({ messages: says(content), tools: [clock, weather], ...more }).message.tool_calls ?? []).map(
      (call) => call.function.name,
    );
  expect(calls('How is the weather in Rome?')).toEqual(['get_weather']);
  expect(calls('Read me the clock')).toEqual(['read_clock']);
  expect(calls('Good morning')).toEqual([]);
  expect(calls('How is the weather in Rome?', { tool_choice: 'none' })).toEqual([]);
  expect(calls('Good morning', { tool_choice: 'required' })).toHaveLength(1);
  expect(calls('The weather in Rome, in Oslo and in Bonn?')).toHaveLength(3);
  expect(calls('The weather in Rome, in Oslo and in Bonn?', { parallel_tool_calls: false })).toHaveLength(1);
  const subset = { mode: 'required', tools: [{ type: 'function', function: { name: 'read_clock' } }] };
  expect(calls('How is the weather?', { tool_choice: { type: 'allowed_tools', allowed_tools: subset } })).toEqual([
    'read_clock',
  ]);
});

test('calls have ids of their own and arguments about the subject', () => {
  const { message, finish_reason } = only({ messages: says('Compare the weather in Rome and Oslo'), tools: [weather] });
  const calls = message.tool_calls!;
  expect(finish_reason).toBe('tool_calls');
  expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
  expect(calls.map((call) => (JSON.parse(call.function.arguments) as { city: string }).city)).toEqual(['Rome', 'Oslo']);
});

test('a call that the limit cuts says so, whatever the limit', () => {
  const body = { messages: says('The weather in Rome and Oslo'), tools: [weather], temperature: 0 };
  const { used } = only(body);
  for (let limit = 1; limit < used; limit++) {
    const cut = only({ ...body, max_tokens: limit });
    expect([cut.used, cut.finish_reason]).toEqual([limit, 'length']);
  }
  expect(only({ ...body, max_tokens: used }).finish_reason).toBe('tool_calls');
});

test('the result of a call is answered in text', () => {
  const { message } = only({ messages: says('The weather in Rome?'), tools: [weather] });
  const call = message.tool_calls![0]!;
  const history = [...says('The weather in Rome?'), { role: 'assistant', ...message } as unknown as Json];
  const { message: next } = only({
    messages: [...history, { role: 'tool', tool_call_id: call.id, content: '7' }],
    tools: [weather],
  });
  expect(next.content).not.toBe(null);
  expect(next.tool_calls).toBeUndefined();
});

test('prompt tokens are the same for the same words in parts, and more for more words and for pictures', () => {
  const tokens = (content: Json) => answer({ messages: [{ role: 'user', content }] }).usage.prompt_tokens;
  const words = 'one two three four';
  expect(tokens([{ type: 'text', text: words }])).toBe(tokens(words));
  expect(tokens(`${words} five`)).toBeGreaterThan(tokens(words));
  const picture = { type: 'image_url', image_url: { url: 'https://example.org/a.png' } };
  expect(tokens([{ type: 'text', text: words }, picture])).toBeGreaterThan(tokens(words));
});

test.each<[string, NonNullable<Request['auth']>, number]>([
  ['the key', 'key', 200],
  ['the key under a scheme in lower case', 'key-lower-case', 200],
  ['no key', 'none', 401],
  ['another key', 'wrong', 401],
])('with %s the answer is what it should be, before anybody reads the body', (_, auth, status) => {
  const good = send({ ...post({ messages: says('Hi') }), auth }, { key });
  const bad = send(
    {
      method: 'POST',
      path: '/chat/completions',
      intent: 'invalid',
      auth,
      body: { text: '{', contentType: 'application/json' },
    },
    { key },
  );
  expect(good.status).toBe(status);
  expect(bad.status).toBe(status === 200 ? 400 : 401);
  expect(JSON.stringify([json(good), good.headers])).not.toContain(key);
});

test.each<[string, Request, number]>([
  ['an unknown path', { method: 'POST', path: '/nothing', intent: 'invalid' }, 404],
  ['a wrong method', { method: 'GET', path: '/chat/completions', intent: 'invalid' }, 405],
  ['a wrong method on models', { method: 'POST', path: '/models', intent: 'invalid' }, 405],
  ['an unknown model', { method: 'GET', path: '/models/nope', intent: 'invalid' }, 404],
  [
    'broken JSON',
    {
      method: 'POST',
      path: '/chat/completions',
      intent: 'invalid',
      body: { text: '{"a":', contentType: 'application/json' },
    },
    400,
  ],
  ['no body', { method: 'POST', path: '/chat/completions', intent: 'invalid' }, 400],
  [
    'a byte that is no UTF-8',
    {
      method: 'POST',
      path: '/chat/completions',
      intent: 'invalid',
      body: { bytes: Buffer.from('7b22ff223a317d', 'hex'), contentType: 'application/json' },
    },
    400,
  ],
  [
    'another media type',
    { method: 'POST', path: '/chat/completions', intent: 'invalid', body: { text: '{}', contentType: 'text/plain' } },
    415,
  ],
])('refused in the envelope: %s', (_, request, status) => {
  const reply = send(request);
  expect(reply.status).toBe(status);
  expect(reply.headers['content-type']).toBe('application/json');
  const { error } = json(reply);
  expect(isObject(error) && Object.keys(error)).toEqual(['message', 'type', 'param', 'code']);
});

test('models are listed and retrieved, odd ids percent-encoded or not', () => {
  const models = ['acme/talk:7b', 'plain'];
  const list = json(send({ method: 'GET', path: '/models', intent: 'plain' }, { models }));
  expect(contract.operation('GET', '/models')!.response(200, 'application/json')!.violations(list)).toEqual([]);
  expect((list['data'] as JsonObject[]).map(({ id }) => id)).toEqual(models);
  for (const path of ['/models/acme%2Ftalk%3A7b', '/models/acme/talk:7b']) {
    expect(json(send({ method: 'GET', path, intent: 'plain' }, { models }))).toEqual((list['data'] as Json[])[0]);
  }
});
