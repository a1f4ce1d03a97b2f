import type { Json, JsonObject } from '../../src/spec/json.ts';
import { weather } from '../capabilities.ts';
import { chatBody } from './chat.ts';

// Plain mistakes of a client, each one step away from a request that is fine, and cheap where it is answered.

const saying = (...messages: Json[]): JsonObject => chatBody({ messages });
const user = (content: Json): JsonObject => ({ role: 'user', content });
const { model: _, ...noModel } = chatBody();

export const noRole = saying({ content: 'Say hello.' });
export const numericContent = saying(user(5));

export const messages: readonly JsonObject[] = [
  noModel,
  chatBody({ messages: 'Say hello.' }),
  saying({ role: 'wizard', content: 'Say hello.' }),
  saying({ role: 'user' }),
  saying(user([{ type: 'hologram', text: 'Say hello.' }])),
  saying(user([{ type: 'image_url', image_url: 'data:image/png;base64,iVBORw0KGgo=' }])),
];

/** Values out of range, of another type, and members that need one another. */
export const parameters: readonly JsonObject[] = [
  chatBody({ temperature: -0.1 }),
  chatBody({ top_p: 1.1 }),
  chatBody({ presence_penalty: 2.1 }),
  chatBody({ n: 0 }),
  chatBody({ stop: ['§1', '§2', '§3', '§4', '§5'] }),
  chatBody({ logprobs: true, top_logprobs: 21 }),
  chatBody({ logit_bias: { '100': 101 } }),
  chatBody({ max_tokens: -1 }),
  chatBody({ temperature: 'warm' }),
  chatBody({ n: 1.5 }),
  chatBody({ stream: 'maybe' }),
  chatBody({ max_tokens: 'sixteen' }),
  chatBody({ top_logprobs: 2 }),
  chatBody({ stream_options: { include_usage: true } }),
  chatBody({ response_format: { type: 'no-such-format' } }),
];

const withTools = (overrides: JsonObject): JsonObject => chatBody({ tools: [weather], ...overrides });
const result = { role: 'tool', content: 'It is sunny.' };
const call = { id: 'call_rome01', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Rome"}' } };

export const tools: readonly JsonObject[] = [
  withTools({ tool_choice: 'always' }),
  chatBody({ tools: [{ function: weather.function }] }),
  chatBody({ tools: [{ type: 'function', function: { name: 'get the weather' } }] }),
  withTools({ messages: [user('Weather?'), { role: 'assistant', content: null, tool_calls: [call] }, result] }),
  withTools({ messages: [user('Weather?'), { ...result, tool_call_id: 'call_nobody' }] }),
];

export const toolChoices: readonly JsonObject[] = [
  withTools({ tool_choice: { type: 'function', function: { name: 'no_such_function' } } }),
  chatBody({ tool_choice: 'required' }),
];

export const formats: readonly JsonObject[] = [
  chatBody({ response_format: { type: 'json_schema' } }),
  chatBody({ response_format: { type: 'json_object' } }),
];
