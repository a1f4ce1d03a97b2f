import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { bundledContract } from '../schema/bundled.ts';
import { isObject, type JsonObject } from '../spec/json.ts';
import { readChatStream } from '../transport/chat-stream.ts';
import { bytesOf, type Reply } from '../transport/exchange.ts';
import { bodyObject, type Request } from '../transport/request.ts';
import { incomingOf } from './incoming.ts';
import { personas } from './personas.ts';
import { createReference } from './reference.ts';
import { serve, type Served } from './server.ts';

const model = 'orchard-large';
let server: Served;
let client: OpenAI;

beforeAll(async () => {
  server = await serve({ key: 'k' });
  client = new OpenAI({ baseURL: server.url, apiKey: 'k' });
});

afterAll(async () => {
  await server.close();
});

const ask = (json: JsonObject): Request => ({
  method: 'POST',
  path: '/completions',
  intent: 'plain',
  body: { json: { model, prompt: 'Say hello.', ...json } },
});
const bodyOf = (reply: Reply) => JSON.parse(Buffer.from(bytesOf(reply)).toString('utf8')) as JsonObject;
const plain = createReference();
const post = (json: JsonObject) => plain(incomingOf(ask(json), undefined), []);

test('a text is continued for sixteen tokens where the request names no limit', async () => {
  const { choices, usage } = await client.completions.create({ model, prompt: 'Count to fifty.' });
  expect(choices).toHaveLength(1);
  expect(choices[0]).toMatchObject({ index: 0, finish_reason: 'length', logprobs: null });
  expect(usage).toMatchObject({ completion_tokens: 16 });
});

test.for([
  [{ prompt: 'One.' }, 1],
  [{ prompt: ['One.', 'Two.'] }, 2],
  [{ prompt: [1, 2, 3] }, 1],
  [{ prompt: [[1, 2], [3]] }, 2],
  [{ prompt: ['One.', 'Two.'], n: 2, best_of: 3 }, 4],
] as const)('%j has %i choices', ([json, choices]) => {
  const { choices: made } = bodyOf(post({ ...json, max_tokens: 2 } as JsonObject)) as { choices: { index: number }[] };
  expect(made.map(({ index }) => index)).toEqual([...Array(choices).keys()]);
});

test('the candidates that are not shown are counted', () => {
  const { usage } = bodyOf(post({ prompt: 'Count to fifty.', best_of: 3, max_tokens: 2 }));
  expect(usage).toMatchObject({ completion_tokens: 6 });
});

test('an echo shows the prompt, token by token, and nothing is known of its first one', () => {
  const { choices } = bodyOf(post({ echo: true, logprobs: 2, max_tokens: 2 })) as {
    choices: { text: string; logprobs: { [name: string]: unknown[] } }[];
  };
  const { text, logprobs } = choices[0]!;
  expect(text).toMatch(/^Say hello\. \S/);
  expect(logprobs['tokens']!.join('')).toBe(text);
  expect(logprobs['token_logprobs']!.map((one) => typeof one === 'number')).toEqual([
    false,
    ...logprobs['tokens']!.slice(1).map(() => true),
  ]);
  expect(logprobs['text_offset']!.slice(0, 3)).toEqual([0, 3, 9]);
  expect(logprobs['top_logprobs']![0]).toBeNull();
});

test('without an echo the offsets begin behind the prompt', () => {
  expect(bodyOf(post({ logprobs: 0, max_tokens: 1 }))).toMatchObject({
    choices: [{ logprobs: { text_offset: [10], top_logprobs: null } }],
  });
});

test('the official client joins a stream to the text of the whole completion', async () => {
  const asked = { model, prompt: 'Say hello 🙂', temperature: 0, max_tokens: 9, echo: true } as const;
  const whole = await client.completions.create(asked);
  let text = '';
  let usage;
  for await (const chunk of await client.completions.create({
    ...asked,
    stream: true,
    stream_options: { include_usage: true },
  })) {
    text += chunk.choices[0]?.text ?? '';
    usage = chunk.usage ?? usage;
  }
  expect(text).toBe(whole.choices[0]!.text);
  expect(usage).toEqual(whole.usage);
});

test('a stop sequence is left out, and a suffix makes another text', () => {
  const said = (json: JsonObject) => (bodyOf(post(json))['choices'] as { text: string }[])[0]!.text;
  expect(said({ prompt: 'Count to nine.', stop: ', 4' })).toBe(' 1, 2, 3');
  expect(said({ suffix: ' The end.' })).not.toBe(said({}));
});

test.for([
  [{ best_of: 1, n: 2 }, 'best_of'],
  [{ best_of: 2, stream: true }, 'best_of'],
  [{ prompt: [] }, 'prompt'],
  [{ prompt: [1, 'a'] }, 'prompt'],
  [{ prompt: [99_999_999] }, 'prompt[0]'],
  [{ prompt: { text: 'a' } }, 'prompt'],
  [{ logprobs: 6 }, 'logprobs'],
  [{ logprobs: true }, 'logprobs'],
  [{ n: 0 }, 'n'],
  [{ max_tokens: -1 }, 'max_tokens'],
  [{ max_tokens: 40_000, prompt: 'x '.repeat(40_000) }, 'prompt'],
  [{ stream_options: { include_usage: true } }, 'stream_options'],
] as const)('%j is refused, and %s named', ([json, param]) => {
  const reply = post(json as JsonObject);
  expect(reply.status).toBe(400);
  expect(bodyOf(reply)).toMatchObject({ error: { param } });
});

const tried: JsonObject[] = [
  {},
  { echo: true, logprobs: 1, max_tokens: 6 },
  { prompt: ['One.', 'Two.'], n: 2, max_tokens: 3 },
  { prompt: [[5, 6], [7]], logprobs: 2, max_tokens: 3 },
];

test.each(personas)('$id: texts hold together, or are refused', (persona) => {
  const reference = createReference({ persona });
  const departures = [...tried, ...tried.map((one) => ({ ...one, stream: true }))].flatMap((json) => {
    const request = ask({ max_tokens: 9, ...json });
    const reply = reference(incomingOf(request, undefined), []);
    if (reply.status !== 200) return isObject(bodyOf(reply)['error']) ? [] : ['an error'];
    return 'stream' in json ? ofStream(request, reply) : ofBody(bodyOf(reply), json);
  });
  expect(departures).toEqual([]);
});

/** The names of the rules that do not hold. */
function broken(rules: { [name: string]: boolean }): string[] {
  return Object.keys(rules).filter((name) => rules[name] !== true);
}

function ofStream(request: Request, reply: Reply): string[] {
  const { error, done, messages, chunks } = readChatStream({ request, reply });
  const due = choicesDue(bodyObject(request));
  if (error !== undefined) return broken({ '[DONE]': done.length === 1 });
  return broken({
    '[DONE]': done.length === 1,
    choices: messages.length === due && messages.every(({ index }) => index < due),
    'a finish reason each': messages.every(({ finishReasons }) => finishReasons.length === 1),
    'no delta': !chunks.some(({ choices }) => choices.some(({ hasDelta }) => hasDelta)),
  });
}

function ofBody(body: JsonObject, json: JsonObject): string[] {
  const schema = bundledContract().operation('POST', '/completions')!.response(200, 'application/json')!;
  const wrong = schema.violations(body).filter(({ keyword, actual }) => keyword !== 'required' && actual !== null);
  const indexes = (body['choices'] as { index: number }[]).map(({ index }) => index).toSorted();
  return [
    ...wrong.map(({ at }) => at),
    ...broken({ choices: indexes.join() === [...Array(choicesDue(json)).keys()].join() }),
  ];
}

function choicesDue({ prompt, n = 1 }: JsonObject): number {
  return (Array.isArray(prompt) ? prompt.length : 1) * Number(n);
}
