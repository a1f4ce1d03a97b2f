import { schema } from '../src/check/cite.ts';
import type { Suite } from '../src/check/suite.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { acceptance, everyRequest } from './acceptance.ts';
import * as has from './capabilities.ts';
import { formatOf, wantsStream } from './exchanges.ts';
import { jsonObject, jsonSchema } from './probes/formats.ts';

/** A format and no log probabilities beside it, which are another suite's matter. */
const isFormatted = (request: Request) => formatOf(request) !== 'text' && bodyObject(request)['logprobs'] !== true;

export default {
  id: 'format-request',
  title: 'Requests for JSON that are accepted',
  profile: 'structured-outputs',
  over: {
    ...everyRequest,
    where: (exchange) => isFormatted(exchange.request) && everyRequest.where(exchange),
    probes: [jsonObject, jsonSchema],
    asks: [has.jsonObject, has.jsonSchema],
  },
  checks: acceptance(isFormatted, {
    streamed: {
      should: 'A format that is accepted in one piece is accepted with `stream` true.',
      cite: schema('#/components/schemas/CreateChatCompletionRequest/properties/response_format'),
      covers: ['CHAT-FMT-004'],
      fits: (_, request) => wantsStream(request),
    },
    'json-object': {
      optional: true,
      should: 'response_format json_object is accepted where the conversation asks for JSON, or declined.',
      cite: schema('#/components/schemas/ResponseFormatJsonObject'),
      covers: ['CHAT-REQ-026'],
      fits: (_, request) => formatOf(request) === 'json_object',
    },
    'json-schema': {
      optional: true,
      should: 'response_format json_schema is accepted, or declined.',
      cite: schema('#/components/schemas/ResponseFormatJsonSchema'),
      covers: ['CHAT-REQ-027'],
      fits: (_, request) => formatOf(request) === 'json_schema',
    },
  }),
} satisfies Suite<JsonReply>;
