import type { Capability } from '../src/check/capability.ts';
import { isObject, type Json, type JsonObject } from '../src/spec/json.ts';
import { limitOf, readCompletion, usageOf } from '../src/transport/completion.ts';
import { bytesOf, type Exchange } from '../src/transport/exchange.ts';
import { bodyObject, jsonBody, type Request } from '../src/transport/request.ts';
import { chat } from './requests/chat.ts';

/** A chat completion with one optional member, and nothing else that an endpoint could stumble over. */
function member(name: string, value: Json, title: string, beside: JsonObject = {}): Capability {
  return {
    id: name.replaceAll('_', '-'),
    title,
    request: chat({ [name]: value, ...beside }, 'optional'),
    without: dropping(name),
  };
}

/** For members that a request cannot do without and still mean the same. */
function asked(id: string, title: string, overrides: JsonObject): Capability {
  return { id, title, request: chat(overrides, 'optional') };
}

export const tokenLimit: Capability = {
  id: 'max-tokens',
  title: 'the token limit under the name max_tokens',
  essential: true,
  request: chat({}, 'optional'),
  refused: ({ reply }) => /max_(completion_)?tokens/.test(Buffer.from(bytesOf(reply)).toString('utf8')),
  without: renamedLimit,
};

export const directness: Capability = {
  id: 'direct-answers',
  title: 'an answer within a few tokens (it reasons first)',
  essential: true,
  request: chat({ messages: [{ role: 'user', content: 'What is the capital of France?' }] }, 'optional'),
  // A reasoning model may refuse a limit that its reasoning alone would use up.
  shown: (exchange) => !reasons(exchange),
  without: raisedLimit,
};

export const temperature = member('temperature', 0, 'temperature');
export const topP = member('top_p', 0.9, 'top_p');
export const presencePenalty = member('presence_penalty', 0.5, 'presence_penalty');
export const frequencyPenalty = member('frequency_penalty', 0.5, 'frequency_penalty');
export const stop = member('stop', '§§', 'stop sequences');
export const fourStops: Capability = {
  ...asked('four-stops', 'four stop sequences', { stop: ['§1', '§2', '§3', '§4'] }),
  without: withOneStop,
};
export const seed = member('seed', 7, 'seed');
export const user = member('user', 'user-1234', 'user');
export const logitBias = member('logit_bias', { '100': 1 }, 'logit_bias');
export const textFormat = member('response_format', { type: 'text' }, 'response_format text');

export const choices = asked('n', 'several choices (n)', { n: 2 });
export const logprobs: Capability = {
  ...asked('logprobs', 'logprobs', { logprobs: true, top_logprobs: 2 }),
  shown: (exchange) => readCompletion(exchange).choices.some(({ logprobs: found }) => isObject(found)),
};
export const completionLimit: Capability = {
  id: 'max-completion-tokens',
  title: 'max_completion_tokens',
  request: renamedLimit(chat({}, 'optional')),
};
export const streamOptions: Capability = {
  ...asked('stream-options', 'usage in streams (stream_options)', {
    stream: true,
    stream_options: { include_usage: true },
  }),
  without: dropping('stream_options'),
};

export const systemRole: Capability = {
  ...asked('system-role', 'system messages', {
    messages: [
      { role: 'system', content: 'You are terse.' },
      { role: 'user', content: 'Say hello.' },
    ],
  }),
  without: withoutSystem,
};
export const developerRole = asked('developer-role', 'developer messages', {
  messages: [
    { role: 'developer', content: 'You are terse.' },
    { role: 'user', content: 'Say hello.' },
  ],
});
export const systemParts = asked('system-parts', 'text parts in system messages', {
  messages: [
    { role: 'system', content: [{ type: 'text', text: 'You are terse.' }] },
    { role: 'user', content: 'Say hello.' },
  ],
});
export const name = asked('name', 'names of participants', {
  messages: [{ role: 'user', name: 'alice_1', content: 'Say hello.' }],
});

export const emptyContent = asked('empty-content', 'empty messages', { messages: [{ role: 'user', content: '' }] });
export const unknownMember = asked('unknown-member', 'members unknown to the contract', { x_conformance_unknown: 1 });
export const nulls = asked('nulls', 'null for members that may be null', {
  temperature: null,
  top_p: null,
  stop: null,
});

const asksForJson = { messages: [{ role: 'user', content: 'Answer in JSON: {"greeting": "hello"}' }] };
export const jsonObject = asked('json-object', 'JSON mode', {
  ...asksForJson,
  response_format: { type: 'json_object' },
  max_tokens: 24,
});
export const jsonSchema = asked('json-schema', 'structured outputs', {
  ...asksForJson,
  response_format: {
    type: 'json_schema',
    json_schema: {
      name: 'greeting',
      strict: true,
      schema: {
        type: 'object',
        properties: { greeting: { type: 'string' } },
        required: ['greeting'],
        additionalProperties: false,
      },
    },
  },
  max_tokens: 24,
});

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

/** In the order they are asked. */
export const capabilities: readonly Capability[] = [
  tokenLimit,
  directness,
  temperature,
  topP,
  presencePenalty,
  frequencyPenalty,
  stop,
  fourStops,
  seed,
  user,
  logitBias,
  textFormat,
  choices,
  logprobs,
  completionLimit,
  streamOptions,
  systemRole,
  developerRole,
  systemParts,
  name,
  emptyContent,
  unknownMember,
  nulls,
  jsonObject,
  jsonSchema,
  tools,
  bareTool,
  noTool,
  anyTool,
  namedTool,
  oneCall,
  functions,
];

function dropping(name: string): (request: Request) => Request {
  return (request) => {
    const body = jsonBody(request);
    if (!isObject(body) || !Object.hasOwn(body, name)) return request;
    const { [name]: _, ...rest } = body;
    return { ...request, body: { ...request.body, json: rest } };
  };
}

function withoutSystem(request: Request): Request {
  const body = bodyObject(request);
  const { messages } = body;
  if (!Array.isArray(messages)) return request;
  const others = messages.filter((message) => !isObject(message) || message['role'] !== 'system');
  return others.length === messages.length
    ? request
    : { ...request, body: { ...request.body, json: { ...body, messages: others } } };
}

function withOneStop(request: Request): Request {
  const body = bodyObject(request);
  const { stop: sequences } = body;
  if (!Array.isArray(sequences)) return request;
  return { ...request, body: { ...request.body, json: { ...body, stop: sequences.at(-1) ?? null } } };
}

function renamedLimit(request: Request): Request {
  const { max_tokens: limit, ...rest } = bodyObject(request);
  if (typeof limit !== 'number') return request;
  return { ...request, body: { ...request.body, json: { ...rest, max_completion_tokens: limit } } };
}

/** Enough for a short reasoning; what a reasoning model needs before it says its first word. */
const reasoningLimit = 512;

function raisedLimit(request: Request): Request {
  const limit = limitOf(request);
  if (limit === undefined || limit >= reasoningLimit) return request;
  const body = bodyObject(request);
  const member = typeof body['max_completion_tokens'] === 'number' ? 'max_completion_tokens' : 'max_tokens';
  return { ...request, body: { ...request.body, json: { ...body, [member]: reasoningLimit } } };
}

/** It says so, it counts tokens of reasoning, or it spent its limit without a word. */
function reasons(exchange: Exchange): boolean {
  const { choices: answers, body } = readCompletion(exchange);
  const details = usageOf(body)?.['completion_tokens_details'];
  const counted = isObject(details) ? details['reasoning_tokens'] : undefined;
  return answers.some(({ message, content, finishReason }) => {
    const said = message['reasoning_content'] ?? message['reasoning'];
    const silent = (content ?? '') === '' && finishReason === 'length';
    return (typeof said === 'string' && said !== '') || silent || (typeof counted === 'number' && counted > 0);
  });
}
