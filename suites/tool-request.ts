import { schema } from '../src/check/cite.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject, type JsonObject } from '../src/spec/json.ts';
import { limitOf } from '../src/transport/completion.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import * as has from './capabilities.ts';
import { acceptance, everyRequest } from './acceptance.ts';
import { offersTools } from './exchanges.ts';
import { forcedCall, toolCall, toolResult } from './probes/optional.ts';

const choice = schema('#/components/schemas/ChatCompletionToolChoiceOption');
const hasResult = ({ messages }: JsonObject) => JSON.stringify(messages ?? []).includes('"role":"tool"');
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
    probes: [toolResult, toolCall, forcedCall],
    asks: [has.tools, has.bareTool, has.noTool, has.anyTool, has.namedTool, has.oneCall, has.functions],
  },
  checks: acceptance(offersTools, {
    'tool-result': {
      must: 'An assistant message with content null and tool calls is accepted, with the result of the tool behind it.',
      cite: schema('#/components/schemas/ChatCompletionRequestToolMessage'),
      covers: ['CHAT-REQ-007'],
      fits: hasResult,
    },
    streamed: {
      must: 'A request with tools may ask for a stream, and is accepted, or declined in a 4xx.',
      optional: true,
      cite: schema('#/components/schemas/ChatCompletionStreamResponseDelta/properties/tool_calls'),
      covers: ['CHAT-STREAM-048'],
      fits: (body) => body['stream'] === true,
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
    'bare-function': {
      optional: true,
      must: 'A function with nothing but a name is accepted.',
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
      must: 'tool_choice none is accepted.',
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
