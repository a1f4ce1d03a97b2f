import type { JsonObject } from '../../src/spec/json.ts';
import type { Request } from '../../src/transport/request.ts';

// What every persona is asked, so that what it does can be told from what others do. No limit, unless it matters:
// either name of it is refused by some.

const model = 'orchard-large';
const says = (content: string) => [{ role: 'user', content }];
const post = (path: string, json: JsonObject): Request => ({ method: 'POST', path, intent: 'plain', body: { json } });
const get = (path: string): Request => ({ method: 'GET', path, intent: 'plain' });
const chat = (members: JsonObject) =>
  post('/chat/completions', { model, messages: says('Say hello 🙂 日本!'), ...members });
const text = (members: JsonObject) => post('/completions', { model, prompt: 'The tide is', ...members });
const embed = (members: JsonObject) => post('/embeddings', { model, input: 'a small cat', ...members });

const streamed = { stream: true };
const counted = { stream: true, stream_options: { include_usage: true } };
const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Weather of a city',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, day: { enum: ['übermorgen'] } },
      required: ['city', 'day'],
    },
  },
};
const tools = { messages: says('The weather in Rome and Oslo?'), tools: [weather] };
const named = { ...tools, tool_choice: { type: 'function', function: { name: 'get_weather' } } };
const required = { ...tools, tool_choice: 'required' };
const call = { id: 'call_rome01', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Rome"}' } };
const json = { messages: says('Answer in JSON.'), response_format: { type: 'json_object' } };
const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false };
const shaped = (strict: boolean) => ({
  response_format: { type: 'json_schema', json_schema: { name: 'one', schema, strict } },
});
const scored = { logprobs: true, top_logprobs: 3 };
const extra = (members: JsonObject) => ({ messages: [{ role: 'user', content: 'Say hello.', ...members }] });

export const script = {
  hello: chat({}),
  stream: chat(streamed),
  counted: chat(counted),
  two: chat({ n: 2 }),
  'two, streamed': chat({ n: 2, ...counted }),
  short: chat({ max_tokens: 3 }),
  'short by the newer name': chat({ max_completion_tokens: 3 }),
  'short, to another question': chat({ messages: says('Say hello.'), max_completion_tokens: 3 }),
  'both limits': chat({ max_tokens: 3, max_completion_tokens: 3 }),
  'a limit beyond the context': chat({ max_tokens: 1_000_000 }),
  'a null limit': chat({ max_tokens: null }),
  'a null temperature': chat({ temperature: null }),
  greedy: chat({ temperature: 0 }),
  seeded: chat({ seed: 7 }),
  stop: chat({ stop: ['§'] }),
  'a frequency penalty': chat({ frequency_penalty: 0.5 }),
  'a presence penalty': chat({ presence_penalty: 0.5 }),
  'a bias': chat({ logit_bias: { '100': 5 } }),
  'a tier': chat({ service_tier: 'flex' }),
  'a name': chat(extra({ name: 'ada' })),
  'an unknown member': chat({ x_unknown: 1 }),
  'no parts': chat(extra({ content: [] })),
  'a developer': chat({ messages: [{ role: 'developer', content: 'Be short.' }, ...says('Hi')] }),
  'a system': chat({ messages: [{ role: 'system', content: 'Be short.' }, ...says('Hi')] }),
  'two of one role': chat({ messages: [...says('Hi.'), ...says('Who is there?')] }),
  'too hot': chat({ temperature: 3 }),
  'five stops': chat({ stop: ['§1', '§2', '§3', '§4', '§5'] }),
  'too many alternatives': chat({ logprobs: true, top_logprobs: 21 }),
  'no limit at all': chat({ max_tokens: -1 }),
  scored: chat(scored),
  'scored, streamed': chat({ ...scored, ...streamed }),
  'alternatives alone': chat({ top_logprobs: 2 }),
  tools: chat(tools),
  'tools, streamed': chat({ ...tools, ...streamed }),
  named: chat(named),
  'named, streamed': chat({ ...named, ...streamed }),
  required: chat(required),
  'required, streamed': chat({ ...required, ...streamed }),
  'one call at a time': chat({ ...tools, parallel_tool_calls: false }),
  'strict tools': chat({ ...tools, tools: [{ ...weather, function: { ...weather.function, strict: true } }] }),
  'no tools to choose from': chat({ tool_choice: 'auto' }),
  'an empty list of tools': chat({ tools: [] }),
  'a call brought back bare': chat({
    messages: [
      ...says('The weather in Rome?'),
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: call.id, content: 'Sunny.' },
    ],
  }),
  'a result of no call': chat({
    messages: [...says('Hi'), { role: 'tool', tool_call_id: 'call_0', content: 'Sunny.' }],
  }),
  'json, short': chat({ ...json, max_tokens: 90 }),
  'json, unasked for': chat({ response_format: { type: 'json_object' } }),
  'a schema': chat(shaped(false)),
  'a strict schema': chat(shaped(true)),
  'a null format': chat({ response_format: null }),
  'no such model': chat({ model: 'nobody-has-this' }),
  'no messages': post('/chat/completions', { model }),
  'another media type': {
    ...chat({}),
    body: { text: JSON.stringify({ model, messages: says('Hi') }), contentType: 'text/plain' },
  },
  'no key': { ...chat({}), auth: 'none' },
  'a wrong key': { ...chat({}), auth: 'wrong' },
  text: text({}),
  'text, streamed': text(streamed),
  'text, scored': text({ logprobs: 2 }),
  'text, one alternative': text({ logprobs: 1 }),
  'text, echoed': text({ echo: true, logprobs: 2, max_tokens: 4 }),
  'several texts': text({ prompt: ['One', 'Two'] }),
  'no prompt': post('/completions', { model }),
  'text, unknown member': text({ x_unknown: 1 }),
  embedding: embed({}),
  'embedding again': embed({}),
  embeddings: embed({ input: ['a cat', 'a dog', 'rain', 'the sea'] }),
  base64: embed({ encoding_format: 'base64' }),
  narrow: embed({ dimensions: 8 }),
  'embedding, for a task': embed({ input_type: 'query' }),
  'embedding of nothing': embed({ input: '' }),
  models: get('/models'),
  'a model': get(`/models/${model}`),
  'models without a key': { ...get('/models'), auth: 'none' },
  'an image': chat({
    messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }] }],
  }),
  'the mute model': chat({ model: 'voice' }),
} satisfies { readonly [name: string]: Request };

export type Name = keyof typeof script;
