import { schema } from '../src/check/cite.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject, type JsonObject } from '../src/spec/json.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import type { Request } from '../src/transport/request.ts';
import * as has from './capabilities.ts';
import { acceptance, everyRequest } from './chat-request.ts';
import { offersTools } from './exchanges.ts';

const choice = schema('#/components/schemas/ChatCompletionToolChoiceOption');
const optional =
  (fits: (body: JsonObject) => boolean) =>
  (body: JsonObject, { intent }: Request) =>
    intent === 'optional' && fits(body);
const chosen = (value: unknown) => optional(({ tool_choice: wanted }) => wanted === value);

export default {
  id: 'tool-request',
  title: 'Requests with tools that are accepted',
  profile: 'tools',
  over: {
    ...everyRequest,
    where: (exchange) => offersTools(exchange.request) && everyRequest.where(exchange),
    probes: [],
    asks: [has.tools, has.bareTool, has.noTool, has.anyTool, has.namedTool, has.oneCall, has.functions],
  },
  checks: acceptance({
    functions: {
      may: 'The deprecated functions are accepted.',
      cite: schema('#/components/schemas/CreateChatCompletionRequest/properties/functions'),
      covers: ['CHAT-REQ-034'],
      fits: optional((body) => Array.isArray(body['functions'])),
    },
    parallel: {
      may: 'parallel_tool_calls false is accepted.',
      cite: schema('#/components/schemas/ParallelToolCalls'),
      covers: ['CHAT-REQ-031'],
      fits: optional((body) => body['parallel_tool_calls'] !== undefined),
    },
    'bare-function': {
      must: 'A function with nothing but a name is accepted.',
      cite: schema('#/components/schemas/FunctionObject/required'),
      covers: ['CHAT-REQ-021', 'CHAT-REQ-022'],
      fits: optional((body) => JSON.stringify(body['tools']) === '[{"type":"function","function":{"name":"ping"}}]'),
    },
    auto: {
      must: 'One function with tool_choice auto is accepted.',
      cite: choice,
      covers: ['CHAT-REQ-020', 'CHAT-REQ-023'],
      fits: chosen('auto'),
    },
    none: { must: 'tool_choice none is accepted.', cite: choice, covers: ['CHAT-REQ-023'], fits: chosen('none') },
    required: {
      should: 'tool_choice required is accepted, or declined.',
      cite: choice,
      covers: ['CHAT-REQ-024'],
      fits: chosen('required'),
    },
    named: {
      must: 'A forced function is accepted, or declined.',
      cite: schema('#/components/schemas/ChatCompletionNamedToolChoice'),
      covers: ['CHAT-REQ-023'],
      fits: optional((body) => isObject(body['tool_choice'])),
    },
  }),
} satisfies Suite<JsonReply>;
