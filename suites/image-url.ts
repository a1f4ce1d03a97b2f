import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { when } from '../src/transport/edits.ts';
import { isOk } from '../src/transport/guards.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { isAnswer } from '../src/transport/status.ts';
import { answeredAnyway } from './answered-anyway.ts';
import { imageNowhere } from './probes/images.ts';

/** Whether a request shows an image at what is no URL. */
const isNowhere = (request: Request) =>
  /"image_url":\{"url":"(?!data:|https?:)/.test(JSON.stringify(bodyObject(request)['messages'] ?? []));

export default {
  id: 'image-url',
  title: 'Where an image is',
  profile: 'vision',
  over: imageNowhere,
  checks: {
    'is-a-url': {
      should: 'An image whose URL is none is declined in a 4xx.',
      cite: schema(
        '#/components/schemas/ChatCompletionRequestMessageContentPartImage/properties/image_url/properties/url/format',
      ),
      covers: ['CHAT-VIS-003'],
      when: ({ reply }) => isAnswer(reply.status) && reply.status < 500,
      *find({ reply }) {
        if (isOk(reply.reply)) yield finding('/reply/status', words('4xx'), reply.status);
      },
      fault: when((_, request) => isNowhere(request), answeredAnyway),
    },
  },
} satisfies Suite<{ reply: JsonReply }>;
