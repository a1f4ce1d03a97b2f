import { messagesShape } from './messages.ts';
import {
  anything,
  boolean,
  byTag,
  byType,
  integer,
  list,
  map,
  matching,
  number,
  object,
  oneOf,
  orNull,
  type Shape,
  text,
  textUpTo,
} from './shape.ts';

const functionName = matching(/^[a-zA-Z0-9_-]{1,64}$/, '1 to 64 letters, digits, underscores or dashes');
const callable = object({ name: functionName, description: text, parameters: object({}), strict: orNull(boolean) }, [
  'name',
]);
const named = object({ name: text }, ['name']);
const namedTool = byTag('type', {
  function: object({ function: named }, ['function']),
  custom: object({ custom: named }, ['custom']),
});
const allowedTools = object({ mode: oneOf('auto', 'required'), tools: list(namedTool) }, ['mode', 'tools']);

/** The members that the completion of a chat and that of a text have in common. */
export const commonMembers: { readonly [name: string]: Shape } = {
  model: text,
  temperature: orNull(number(0, 2)),
  top_p: orNull(number(0, 1)),
  n: orNull(integer(1, 128)),
  stream: orNull(boolean),
  stream_options: orNull(object({ include_usage: boolean, include_obfuscation: boolean })),
  stop: orNull(byType({ string: anything, array: list(text, 1, 4) })),
  presence_penalty: orNull(number(-2, 2)),
  frequency_penalty: orNull(number(-2, 2)),
  logit_bias: orNull(map(integer(-100, 100))),
  seed: orNull(integer(-(2 ** 63), 2 ** 63)),
  user: text,
};

/** The members of a chat completion request that the contract knows. */
export const members: { readonly [name: string]: Shape } = {
  ...commonMembers,
  messages: messagesShape,
  max_tokens: orNull(integer(1)),
  max_completion_tokens: orNull(integer(1)),
  logprobs: orNull(boolean),
  top_logprobs: orNull(integer(0, 20)),
  safety_identifier: orNull(textUpTo(64)),
  prompt_cache_key: orNull(text),
  prompt_cache_retention: orNull(oneOf('in_memory', '24h')),
  prompt_cache_options: orNull(object({})),
  metadata: orNull(map(text)),
  store: orNull(boolean),
  service_tier: orNull(oneOf('auto', 'default', 'flex', 'scale', 'priority', 'fast')),
  reasoning_effort: orNull(oneOf('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max')),
  verbosity: orNull(oneOf('low', 'medium', 'high')),
  modalities: orNull(list(oneOf('text', 'audio'))),
  audio: orNull(object({ voice: anything, format: text }, ['voice', 'format'])),
  prediction: orNull(
    byTag('type', { content: object({ content: byType({ string: anything, array: list(object({})) }) }, ['content']) }),
  ),
  moderation: orNull(object({})),
  web_search_options: object({}),
  response_format: byTag('type', {
    text: anything,
    json_object: anything,
    json_schema: object(
      {
        json_schema: object({ name: functionName, description: text, schema: object({}), strict: orNull(boolean) }, [
          'name',
        ]),
      },
      ['json_schema'],
    ),
  }),
  tools: list(
    byTag('type', {
      function: object({ function: callable }, ['function']),
      custom: object({ custom: named }, ['custom']),
    }),
  ),
  tool_choice: byType({
    string: oneOf('none', 'auto', 'required'),
    object: byTag('type', {
      function: object({ function: named }, ['function']),
      custom: object({ custom: named }, ['custom']),
      allowed_tools: object({ allowed_tools: allowedTools }, ['allowed_tools']),
    }),
  }),
  parallel_tool_calls: boolean,
  functions: list(callable, 1, 128),
  function_call: byType({ string: oneOf('none', 'auto'), object: named }),
};

/** Members whose values some servers take beyond the range of the contract. */
export const sampling = new Set([
  'temperature',
  'top_p',
  'presence_penalty',
  'frequency_penalty',
  'logit_bias',
  'top_logprobs',
  'stop',
  'max_tokens',
  'max_completion_tokens',
]);
