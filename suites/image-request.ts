import { schema } from '../src/check/cite.ts';
import type { Suite } from '../src/check/suite.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import { acceptance, everyRequest } from './acceptance.ts';
import * as has from './capabilities.ts';
import { showsImage } from './exchanges.ts';
import { imageDetails } from './probes/images.ts';

const part = '#/components/schemas/ChatCompletionRequestMessageContentPartImage';

export default {
  id: 'image-request',
  title: 'Requests with images that are accepted',
  profile: 'vision',
  over: {
    ...everyRequest,
    where: (exchange) => showsImage(exchange.request) && everyRequest.where(exchange),
    probes: [imageDetails],
    asks: [has.images],
  },
  checks: acceptance(showsImage, {
    streamed: {
      optional: true,
      must: 'A question with an image may ask for a stream, and is accepted, or declined in a 4xx.',
      cite: schema('#/components/schemas/CreateChatCompletionRequest/properties/stream'),
      covers: ['CHAT-VIS-005', 'CHAT-VIS-004'],
      fits: (body) => body['stream'] === true,
    },
    detail: {
      optional: true,
      may: 'An image may come with detail low, high or auto.',
      cite: schema(`${part}/properties/image_url/properties/detail`),
      covers: ['CHAT-VIS-004'],
      fits: (body) => JSON.stringify(body).includes('"detail":'),
    },
    'data-url': {
      optional: true,
      should: 'An image in a data URL is accepted, or declined in a 4xx by a model that reads text only.',
      cite: schema(part),
      covers: ['CHAT-VIS-002', 'CHAT-REQ-029'],
      fits: () => true,
    },
  }),
} satisfies Suite<JsonReply>;
