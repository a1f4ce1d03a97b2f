import type { JsonObject } from '../../src/spec/json.ts';
import { asked } from './chat.ts';

const ping = { type: 'function', function: { name: 'ping' } };
export const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The current weather in a city.',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string', description: 'Name of the city' } },
      required: ['city'],
    },
  },
};
const tooled = (overrides: JsonObject): JsonObject => ({ max_tokens: 24, tools: [weather], ...overrides });

export const tools = asked('tools', 'function tools', tooled({ tool_choice: 'auto' }));
export const bareTool = asked('bare-tool', 'functions without description and parameters', tooled({ tools: [ping] }));
export const noTool = asked('tool-choice-none', 'tool_choice none', tooled({ tool_choice: 'none' }));
export const anyTool = asked('tool-choice-required', 'tool_choice required', tooled({ tool_choice: 'required' }));
export const namedTool = asked('tool-choice-named', 'a forced function', {
  ...tooled({ tool_choice: { type: 'function', function: { name: 'get_weather' } } }),
});
export const oneCall = asked('parallel-tool-calls', 'parallel_tool_calls', tooled({ parallel_tool_calls: false }));
export const functions = asked('functions', 'the deprecated functions', {
  max_tokens: 24,
  functions: [{ name: 'ping', parameters: { type: 'object', properties: {} } }],
});
