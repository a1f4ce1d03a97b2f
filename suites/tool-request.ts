import { schema } from '../src/check/cite.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject, type JsonObject } from '../src/spec/json.ts';
import { limitOf } from '../src/transport/completion.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import * as has from './capabilities.ts';
import { acceptance, everyRequest } from './acceptance.ts';
import { offersTools } from './exchanges.ts';
import { forcedCall, toolCall, toolChoice, toolResult } from './probes/tools.ts';

const choice = schema('#/components/schemas/ChatCompletionToolChoiceOption');
const assistant = schema('#/components/schemas/ChatCompletionRequestAssistantMessage/properties/content');
/** The message with calls whose results follow it. */
const calling = ({ messages }: JsonObject) =>
  (Array.isArray(messages) ? messages : []).filter(isObject).find((message) => Array.isArray(message['tool_calls']));
const chosen = (value: unknown) => (body: JsonObject) => body['tool_choice'] === value;

export default {
  id: 'tool-request',
  title: 'Requests with tools that are accepted',
  profile: 'tools',
  over: {
    ...everyRequest,
    // A limit that is too small for a call may be refused for itself.
    where: (exchange) =>
      offersTools(exchange.request) && (limitOf(exchange.request) ?? Infinity) >= 16 && everyRequest.where(exchange),
    probes: [toolResult, toolCall, forcedCall, toolChoice],
    asks: [has.tools, has.bareTool, has.noTool, has.anyTool, has.namedTool, has.oneCall, has.strictTool, has.functions],
  },
  checks: acceptance(offersTools, {
    'empty-content': {
      should: 'An assistant message with tool calls may have empty content.',
      cite: assistant,
      covers: ['CHAT-TOOL-013'],
      fits: (body) => calling(body)?.['content'] === '',
    },
    'absent-content': {
      should: 'An assistant message with tool calls may do without content.',
      cite: assistant,
      covers: ['CHAT-TOOL-013'],
      fits: (body) => calling(body) !== undefined && calling(body)!['content'] === undefined,
    },
    functions: {
      optional: true,
      may: 'The deprecated functions are accepted.',
      cite: schema('#/components/schemas/CreateChatCompletionRequest/properties/functions'),
      covers: ['CHAT-REQ-034'],
      fits: (body) => Array.isArray(body['functions']),
    },
    parallel: {
      optional: true,
      may: 'parallel_tool_calls false is accepted.',
      cite: schema('#/components/schemas/ParallelToolCalls'),
      covers: ['CHAT-REQ-031'],
      fits: (body) => body['parallel_tool_calls'] !== undefined,
    },
    strict: {
      optional: true,
      should: 'A strict function is accepted, or declined in a 4xx.',
      cite: schema('#/components/schemas/FunctionObject/properties/strict'),
      covers: ['CHAT-TOOL-012'],
      fits: (body) => JSON.stringify(body['tools']).includes('"strict":true'),
    },
    allowed: {
      optional: true,
      may: 'A choice of allowed tools is accepted, or declined.',
      cite: schema('#/components/schemas/ChatCompletionAllowedToolsChoice'),
      covers: ['CHAT-TOOL-015'],
      fits: (body) => isObject(body['tool_choice']) && body['tool_choice']['type'] === 'allowed_tools',
    },
    'inherited-name': {
      optional: true,
      should:
        'A function is declared and forced also under a name such as constructor, or the choice is declined in a 4xx.',
      cite: schema('#/components/schemas/FunctionObject/properties/name'),
      covers: ['CHAT-TOOL-016'],
      fits: (body) => JSON.stringify(body['tools']).includes('"name":"constructor"'),
    },
    streamed: {
      must: 'A request with tools may ask for a stream, and is accepted, or declined in a 4xx.',
      optional: true,
      cite: schema('#/components/schemas/ChatCompletionStreamResponseDelta/properties/tool_calls'),
      covers: ['CHAT-STREAM-048'],
      fits: (body) => body['stream'] === true,
    },
    'bare-function': {
      optional: true,
      must: 'A function with nothing but a name is accepted, or declined in a 4xx.',
      cite: schema('#/components/schemas/FunctionObject/required'),
      covers: ['CHAT-REQ-021', 'CHAT-REQ-022'],
      fits: (body) => JSON.stringify(body['tools']) === '[{"type":"function","function":{"name":"ping"}}]',
    },
    auto: {
      optional: true,
      must: 'One function with tool_choice auto is accepted.',
      cite: choice,
      covers: ['CHAT-REQ-020', 'CHAT-REQ-023'],
      fits: chosen('auto'),
    },
    none: {
      optional: true,
      must: 'tool_choice none is accepted, or declined in a 4xx.',
      cite: choice,
      covers: ['CHAT-REQ-023'],
      fits: chosen('none'),
    },
    required: {
      optional: true,
      should: 'tool_choice required is accepted, or declined.',
      cite: choice,
      covers: ['CHAT-REQ-024'],
      fits: chosen('required'),
    },
    named: {
      optional: true,
      must: 'A forced function is accepted, or declined.',
      cite: schema('#/components/schemas/ChatCompletionNamedToolChoice'),
      covers: ['CHAT-REQ-023'],
      fits: (body) => isObject(body['tool_choice']),
    },
  }),
} satisfies Suite<JsonReply>;
