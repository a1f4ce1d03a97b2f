import OpenAI, { AuthenticationError, BadRequestError, NotFoundError } from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { personas } from './personas.ts';
import { serve, type Served } from './server.ts';

const key = 'key-of-the-tests';
const model = 'orchard-large';
let server: Served;
let client: OpenAI;

beforeAll(async () => {
  server = await serve({ key });
  client = clientOf(server);
});

afterAll(async () => {
  await server.close();
});

function clientOf({ url }: Served, apiKey = key): OpenAI {
  return new OpenAI({ baseURL: url, apiKey, maxRetries: 3 });
}

const messages = [{ role: 'user' as const, content: 'Say hello 🙂' }];
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const weather = {
  type: 'function' as const,
  function: { name: 'get_weather', description: 'The weather of a city', parameters },
};
const asked = [{ role: 'user' as const, content: 'What is the weather in Paris?' }];

test('a plain completion has a text and usage', async () => {
  const completion = await client.chat.completions.create({ model, messages, max_tokens: 64 });
  expect(completion.choices[0]!.message.content).toMatch(/\S/);
  expect(completion.choices[0]!.finish_reason).toBe('stop');
  expect(completion.usage!.total_tokens).toBeGreaterThan(completion.usage!.prompt_tokens);
  expect(completion._request_id).toMatch(/^req_/);
});

test('a stream adds up to the completion', async () => {
  const whole = await client.chat.completions.create({ model, messages, temperature: 0 });
  const stream = await client.chat.completions.create({
    model,
    messages,
    temperature: 0,
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = '';
  let usage;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? '';
    usage = chunk.usage ?? usage;
  }
  expect(text).toBe(whole.choices[0]!.message.content);
  expect(usage).toEqual(whole.usage);
});

test.each(['auto', 'required', { type: 'function' as const, function: { name: 'get_weather' } }] as const)(
  'a tool is called with the arguments its schema wants: %j',
  async (tool_choice) => {
    const { choices } = await client.chat.completions.create({ model, messages: asked, tools: [weather], tool_choice });
    const call = choices[0]!.message.tool_calls![0]!;
    expect(call.type === 'function' && [call.function.name, JSON.parse(call.function.arguments)]).toEqual([
      'get_weather',
      { city: 'Paris' },
    ]);
  },
);

test('the stream helper assembles text, calls and log probabilities', async () => {
  const said = await client.chat.completions
    .stream({ model, messages, n: 2, logprobs: true, top_logprobs: 1 })
    .finalChatCompletion();
  for (const { message, logprobs, finish_reason } of said.choices) {
    expect(finish_reason).toBe('stop');
    expect(logprobs!.content!.map(({ token }) => token).join('')).toBe(message.content);
  }
  const called = await client.chat.completions
    .stream({ model, messages: asked, tools: [weather] })
    .finalChatCompletion();
  expect(called.choices[0]).toMatchObject({
    finish_reason: 'tool_calls',
    message: { tool_calls: [{ function: { name: 'get_weather', arguments: '{"city":"Paris"}' } }] },
  });
});

test.each([false, true])('runTools calls the function and comes back with a text, streamed: %s', async (streamed) => {
  const cities: string[] = [];
  const tools = [
    {
      type: 'function' as const,
      function: {
        ...weather.function,
        parse: JSON.parse as (text: string) => { city: string },
        function: ({ city }: { city: string }) => (cities.push(city), '7 degrees'),
      },
    },
  ];
  const runner = streamed
    ? client.chat.completions.runTools({ model, messages: asked, tools, stream: true })
    : client.chat.completions.runTools({ model, messages: asked, tools });
  expect(await runner.finalContent()).toMatch(/\S/);
  expect(cities).toEqual(['Paris']);
});

test('a JSON schema is kept', async () => {
  const { choices } = await client.chat.completions.create({
    model,
    messages,
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'place', strict: true, schema: { ...parameters, additionalProperties: false } },
    },
  });
  expect(JSON.parse(choices[0]!.message.content!)).toEqual({ city: expect.any(String) });
});

test('models are listed and retrieved', async () => {
  const ids: string[] = [];
  for await (const { id } of client.models.list()) ids.push(id);
  expect(ids).toContain(model);
  expect((await client.models.retrieve(model)).id).toBe(model);
});

test('errors arrive as the classes of the SDK, with message, param and code', async () => {
  const stranger = clientOf(server, 'sk-another-key');
  await expect(stranger.models.list()).rejects.toThrow(AuthenticationError);
  await expect(client.chat.completions.create({ model: 'nope', messages })).rejects.toThrow(NotFoundError);
  await expect(client.models.retrieve('nope')).rejects.toThrow(NotFoundError);
  for (const stream of [false, true]) {
    const refused = await client.chat.completions
      .create({ model, messages, temperature: 9, stream })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(BadRequestError);
    expect(refused).toMatchObject({ param: 'temperature', type: 'invalid_request_error', code: 'out_of_range' });
  }
});

// The SDK reports the error that these streams end with, as it should.
const survivable = personas.filter(({ id }) => id !== 'failing-stream');

test.each(survivable.map((persona) => [persona.id, persona] as const))(
  'the SDK reads the persona %s',
  async (_, persona) => {
    const own = await serve({ key, persona });
    const sdk = clientOf(own);
    try {
      for (let i = 0; i < 3; i++) {
        const { choices } = await sdk.chat.completions.create({ model, messages });
        expect(choices[0]!.message.role).toBe('assistant');
        const helper = sdk.chat.completions.stream({ model, messages });
        const { choices: streamed } = await helper.finalChatCompletion();
        expect(['stop', 'content_filter']).toContain(streamed[0]!.finish_reason);
        expect(streamed[0]!.message.content ?? streamed[0]!.message.refusal ?? '').toBeTypeOf('string');
      }
      expect((await sdk.models.list()).data.length).toBeGreaterThan(0);
    } finally {
      await own.close();
    }
  },
);
