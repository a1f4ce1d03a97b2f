import { createParser } from 'eventsource-parser';
import { expect, test } from 'vitest';

import { isObject, type JsonObject } from '../spec/json.ts';
import { type ChatStream, readChatStream } from '../transport/chat-stream.ts';
import { bytesOf, type Reply } from '../transport/exchange.ts';
import type { Request } from '../transport/request.ts';
import { incomingOf } from './incoming.ts';
import { composePersonas, type Persona } from './persona.ts';
import { personas } from './personas.ts';
import { createReference } from './reference.ts';

const says = (content: string) => [{ role: 'user', content }];
const tool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Weather of a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
};
const usage = { stream_options: { include_usage: true } };

const requests: JsonObject[] = [
  { messages: says('Hello 🙂 日本!') },
  { messages: says('Hello 🙂 日本!'), stream: true },
  { messages: says('Hi'), stream: true, max_completion_tokens: 3, ...usage },
  { messages: says('Hi'), stream: true, max_tokens: 3 },
  { messages: says('Hi'), n: 3, stream: true, ...usage },
  { messages: says('Hi'), n: 2 },
  { messages: says('Hi'), logprobs: true, top_logprobs: 3, stream: true },
  { messages: says('Hi'), logprobs: true, temperature: 0, n: 2, stream: true },
  { messages: says('Repeat exactly: 寿司'), logprobs: true },
  { messages: says('The weather in Rome and Oslo?'), tools: [tool] },
  { messages: says('The weather in Rome and Oslo?'), tools: [tool], stream: true, ...usage },
  { messages: says('Hi'), tools: [tool], tool_choice: 'required', stream: true },
  { messages: says('The weather?'), functions: [tool.function], stream: true },
  { messages: says('The weather?'), functions: [tool.function], function_call: { name: 'get_weather' }, n: 2 },
  { messages: says('JSON'), response_format: { type: 'json_object' }, stream: true, max_completion_tokens: 90 },
  { messages: [{ role: 'system', content: 'Short' }, ...says('Hi')], stop: ['a'], stream: true },
];

const everything = personas.filter(({ id }) => !['no-tools', 'reasoning', 'failing-stream'].includes(id));

const tried: [string, Persona][] = [
  ...personas.map((persona): [string, Persona] => [persona.id, persona]),
  [
    'crlf in slices with comments',
    composePersonas(...named('crlf', 'sliced', 'keep-alive-comments', 'multi-line-data')),
  ],
  ['a bare Azure in one read', composePersonas(...named('bare', 'azure', 'one-read', 'usage-on-finish-chunk'))],
  [
    'all the sequences',
    composePersonas(...named('interleaved-choices', 'finish-with-content', 'role-with-first-text', 'vendor-fields')),
  ],
  [
    'thinking at random',
    composePersonas(...named('reasoning', 'random-sampling', 'whole-answer-chunk', 'eos-counted')),
  ],
];

function named(...ids: string[]): Persona[] {
  return ids.map((id) => personas.find((persona) => persona.id === id)!);
}

function conversations(persona: Persona): { request: Request; body: JsonObject; reply: Reply }[] {
  const reference = createReference({ persona, key: 'k-of-the-tests' });
  return [...requests, ...requests].map((members) => {
    const body = { model: 'orchard-large', ...members };
    const request: Request = { method: 'POST', path: '/chat/completions', intent: 'plain', body: { json: body } };
    return { request, body, reply: reference(incomingOf(request, 'k-of-the-tests'), []) };
  });
}

const mediaType = ({ headers }: Reply) => headers['content-type']!.split(';')[0]!.toLowerCase();

test('ids are unique and fit for a command line', () => {
  expect(new Set(personas.map(({ id }) => id)).size).toBe(personas.length);
  for (const { id } of personas) expect(id).toMatch(/^[a-z0-9-]+$/);
});

test.each(tried)('%s: what is not answered is refused in an envelope', (_, persona) => {
  const replies = conversations(persona).map(({ reply }) => reply);
  const refused = replies.filter(({ status }) => status !== 200);
  expect(replies.length - refused.length).toBeGreaterThan(2);
  expect(refused.flatMap(departuresOfRefusal)).toEqual([]);
});

test.each(tried)('%s: answers that are not streamed hold together', (_, persona) => {
  const whole = conversations(persona).filter(({ reply, body }) => reply.status === 200 && body['stream'] !== true);
  expect(whole.flatMap(({ reply, body }) => departuresOfAnswer(reply, body))).toEqual([]);
});

test.each(tried)('%s: streams hold together', (_, persona) => {
  const streamed = conversations(persona).filter(({ reply, body }) => reply.status === 200 && body['stream'] === true);
  expect(streamed.length).toBeGreaterThan(1);
  for (const { request, reply, body } of streamed) {
    const stream = readChatStream({ request, reply });
    expect(stream.events.map(({ data }) => data)).toEqual(eventsByOracle(reply));
    const failed = stream.error !== undefined;
    expect(failed ? [] : departuresOfStream(stream, body)).toEqual([]);
  }
});

/** The names of the rules that do not hold. */
function broken(rules: { [name: string]: boolean }): string[] {
  return Object.keys(rules).filter((name) => rules[name] !== true);
}

function parsed(reply: Reply): JsonObject {
  return JSON.parse(Buffer.from(bytesOf(reply)).toString('utf8')) as JsonObject;
}

function departuresOfRefusal(reply: Reply): string[] {
  const { error } = parsed(reply);
  return broken({
    'a message': isObject(error) && typeof error['message'] === 'string' && error['message'] !== '',
    'a status': [400, 422, 429, 503, 529].includes(reply.status),
    'a media type': mediaType(reply) === 'application/json',
  });
}

function departuresOfAnswer(reply: Reply, body: JsonObject): string[] {
  const { id, object, choices, usage, model, created } = parsed(reply) as {
    [name: string]: unknown;
    choices: { index: number; finish_reason: string; message: JsonObject }[];
    usage?: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
  };
  const called = (reason: string, member: string) =>
    choices.every(({ finish_reason, message }) => finish_reason !== reason || Boolean(message[member]));
  return broken({
    'a media type': mediaType(reply) === 'application/json',
    'an id': typeof id === 'string' && id !== '',
    'the object': object === 'chat.completion',
    'a model': typeof model === 'string' && model !== '',
    'a time': Number.isInteger(created) && Number(created) > 1.6e9 && Number(created) < Date.now() / 1000 + 86_400,
    'as many choices as asked for': isOneToN(
      choices.map(({ index }) => index),
      body,
    ),
    'a sum': !usage || usage.total_tokens === usage.prompt_tokens + usage.completion_tokens,
    'some tokens': !usage || (usage.completion_tokens > 0 && usage.prompt_tokens > 0),
    'the role': choices.every(({ message }) => message['role'] === 'assistant'),
    'content of a type': choices.every(
      ({ message }) => message['content'] === null || typeof message['content'] === 'string',
    ),
    'a finish reason': choices.every((choice) => reasons.includes(choice.finish_reason) || 'error' in choice),
    'calls where it says so': called('tool_calls', 'tool_calls') && called('function_call', 'function_call'),
  });
}

const reasons = ['stop', 'length', 'tool_calls', 'function_call', 'content_filter'];

function isOneToN(indexes: readonly number[], body: JsonObject): boolean {
  const n = Number(body['n'] ?? 1);
  return new Set(indexes).size === n && indexes.length === n && indexes.every((index) => index >= 0 && index < n);
}

function departuresOfStream({ reply, events, done, chunks, messages, usages }: ChatStream, body: JsonObject): string[] {
  const own = chunks.filter(({ promptFilter }) => !promptFilter).map(({ json }) => json);
  const asked = body['stream_options'] !== undefined;
  const constant = (name: string) => new Set(own.map((json) => json[name])).size === 1;
  return broken({
    'a media type': mediaType(reply) === 'text/event-stream',
    '[DONE], once and last': done.length === 1 && done[0] === events.length - 1,
    'one id': constant('id'),
    'one time': constant('created'),
    'one model': constant('model'),
    'one object': constant('object'),
    'as many choices as asked for': isOneToN(
      messages.map(({ index }) => index),
      body,
    ),
    'usage, if asked for and last': asked
      ? usages.length === 1 && usages[0]?.event === events.length - 2
      : usages.length === 0,
    'sound choices': messages.every((message) => departuresOfChoice(message, chunks, body).length === 0),
  });
}

function departuresOfChoice(
  message: ChatStream['messages'][0],
  chunks: ChatStream['chunks'],
  body: JsonObject,
): string[] {
  const { roles, finishReasons, content, toolCalls, functionCall, index } = message;
  const { value = '', event = 0 } = finishReasons[0] ?? {};
  const later = chunks.filter((chunk) => chunk.event > event && chunk.choices.some((choice) => choice.index === index));
  return broken({
    'the role': new Set(roles).size === 1 && roles[0] === 'assistant',
    'one finish reason': finishReasons.length === 1 && reasons.includes(value),
    'nothing after it': later.length === 0,
    'calls with id, type and name': toolCalls.every(
      ({ ids, name, type }) => ids.length === 1 && name !== '' && type === 'function',
    ),
    'calls where it says so': value !== 'tool_calls' || toolCalls.length > 0,
    'a function where it says so': value !== 'function_call' || functionCall?.name === 'get_weather',
    'whole arguments': value === 'length' || toolCalls.every((call) => isJson(call.arguments)),
    'whole JSON': value !== 'stop' || body['response_format'] === undefined || isJson(content ?? ''),
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function eventsByOracle(reply: Reply): string[] {
  const events: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => events.push(data) });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (const { bytes } of reply.reads) parser.feed(decoder.decode(bytes, { stream: true }));
  // This parser waits for what follows a CR; a comment tells it.
  parser.feed(':\n');
  return events;
}

test('personas can be put together, and all that do not exclude one another at once', () => {
  const { shows, id } = composePersonas(...everything);
  expect(id.split('+')).toHaveLength(everything.length);
  expect(shows).toContain('LEG-08');
});

test('every persona but the plain one changes something', () => {
  const sent = (persona: Persona) => {
    const reference = createReference({ persona, key: 'k', now: () => 1.7e12 });
    const all: Request[] = [
      ...requests.map((json): Request => ({
        method: 'POST',
        path: '/chat/completions',
        intent: 'plain',
        body: { json: { model: 'orchard-large', ...json } },
      })),
      ...variants.map((json): Request => ({
        method: 'POST',
        path: '/chat/completions',
        intent: 'optional',
        body: { json: { model: 'orchard-large', messages: says('Hi'), ...json } },
      })),
      ...embedded.map((json): Request => ({
        method: 'POST',
        path: '/embeddings',
        intent: 'optional',
        body: { json: { model: 'orchard-large', ...json } },
      })),
      ...texts.map((json): Request => ({
        method: 'POST',
        path: '/completions',
        intent: 'optional',
        body: { json: { model: 'orchard-large', prompt: 'Count', ...json } },
      })),
      { method: 'GET', path: '/models', intent: 'plain' },
      { method: 'GET', path: '/models', intent: 'plain', auth: 'none' },
      { method: 'GET', path: '/models/orchard-large', intent: 'plain' },
      {
        method: 'POST',
        path: '/files',
        intent: 'plain',
        body: {
          parts: [
            { name: 'purpose', value: 'batch' },
            { name: 'file', value: '{}', filename: 'a.jsonl' },
          ],
        },
      },
      { method: 'GET', path: '/files', intent: 'plain' },
    ];
    return JSON.stringify(
      all.map((request) => {
        const { reads, ...rest } = reference(incomingOf(request, 'k'), []);
        return { ...rest, reads: reads.map(({ bytes }) => Buffer.from(bytes).toString('base64')) };
      }),
    );
  };
  const plain = sent(personas[0]!);
  expect(personas.filter((persona) => sent(persona) === plain).map(({ id }) => id)).toEqual(['plain']);
});

const embedded: JsonObject[] = [
  { input: ['a cat', 'a dog', 'rain'], input_type: 'query' },
  { input: ['a cat', 'a dog', 'rain'] },
  { input: 'a cat', dimensions: 8 },
];

const texts: JsonObject[] = [{}, { prompt: ['a', 'b'], max_tokens: 1 }, { echo: true, logprobs: 2 }];

const variants: JsonObject[] = [
  { temperature: 3 },
  { temperature: null },
  { x_unknown: 1 },
  { tools: [] },
  { presence_penalty: 0.5 },
  { messages: [{ role: 'developer', content: 'x' }] },
  { model: 'nope' },
  { tools: [tool], tool_choice: { type: 'function', function: { name: 'get_weather' } } },
  { tools: [{ type: 'function', function: { ...tool.function, strict: true } }] },
  { response_format: { type: 'json_schema', json_schema: { name: 'one', schema: { type: 'object' } } } },
  { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }] }] },
];
