import type { JsonObject } from '../../src/spec/json.ts';
import { asked } from './chat.ts';

const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  ...more,
});
const city = { type: 'string', description: 'Name of the city' };

/** A function as a tool. */
const tool = (name: string, description: string, parameters: JsonObject, more: JsonObject = {}) => ({
  type: 'function',
  function: { name, description, parameters, ...more },
});

export const weather = tool('get_weather', 'The current weather in a city.', object({ city }));
export const localTime = tool('get_local_time', 'The local time in a city.', object({ city }));
/** Named like a member that every object of JavaScript inherits, and like any other function by the contract. */
export const builder = tool('constructor', 'Who built a bridge.', object({ bridge: { type: 'string' } }));
/** Follows its schema exactly, or is no strict function: no model says such codes of its own accord. */
export const strictCode = tool(
  'pick_code',
  'Picks one of the codes.',
  object({ code: { type: 'string', enum: ['kv7q-31', 'zr3m-08'] } }, { additionalProperties: false }),
  { strict: true },
);
const ping = { type: 'function', function: { name: 'ping' } };

/** The choice of one function. */
export const choosing = ({ function: { name } }: { function: { name: string } }) => ({
  type: 'function',
  function: { name },
});
export const asking = (content: string) => ({ messages: [{ role: 'user', content }] });

/** What a request with tools asks and chooses, so that its answer is evidence whatever it was sent for. */
export const uncalled = {
  ...asking('What is the weather in Paris now? Call get_weather.'),
  tools: [weather],
  tool_choice: 'none',
};
export const required = { ...asking('Say hello.'), tools: [weather], tool_choice: 'required', max_tokens: 64 };
export const single = {
  ...asking('What is the weather in Paris and in Tokyo now?'),
  tools: [weather],
  parallel_tool_calls: false,
  max_tokens: 64,
};
export const strict = {
  ...asking('Pick the code "apple".'),
  tools: [strictCode],
  tool_choice: choosing(strictCode),
  max_tokens: 64,
};

const tooled = (overrides: JsonObject): JsonObject => ({ max_tokens: 24, tools: [weather], ...overrides });

export const tools = asked('tools', 'function tools', tooled({ tool_choice: 'auto' }));
export const bareTool = asked('bare-tool', 'functions without description and parameters', tooled({ tools: [ping] }));
export const noTool = asked('tool-choice-none', 'tool_choice none', tooled(uncalled));
export const anyTool = asked('tool-choice-required', 'tool_choice required', required);
export const namedTool = asked('tool-choice-named', 'a forced function', tooled({ tool_choice: choosing(weather) }));
export const oneCall = asked('parallel-tool-calls', 'parallel_tool_calls', single);
export const strictTool = asked('strict-tool', 'strict functions', strict);
export const functions = asked('functions', 'the deprecated functions', {
  max_tokens: 24,
  functions: [{ name: 'ping', parameters: { type: 'object', properties: {} } }],
  function_call: { name: 'ping' },
});
