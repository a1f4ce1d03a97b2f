import { client } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Every, Suite } from '../src/check/suite.ts';
import { when } from '../src/transport/edits.ts';
import { readJsonReply, type JsonReply } from '../src/transport/json-reply.ts';
import type { Request } from '../src/transport/request.ts';
import { isAnswer, isRefusal } from '../src/transport/status.ts';
import { emptyStream } from './empty-stream.ts';
import { isChat, wantsStream } from './exchanges.ts';
import { unknownModel } from './probes/endpoint.ts';
import { refusals } from './probes/negatives.ts';
import { isLateRefusal } from './refused-alike.ts';

/** Streams asked for with a good key. */
const asksForStream = (request: Request) =>
  isChat(request) && wantsStream(request) && (request.auth ?? 'key') === 'key';

/** Every mistaken request for a stream that was refused or answered. */
const everyMistake: Every<JsonReply> = {
  where: ({ request, reply }) => request.intent === 'invalid' && asksForStream(request) && isAnswer(reply.status),
  read: readJsonReply,
  probes: [refusals, unknownModel],
};

export default {
  id: 'late-refusals',
  title: 'Refusals of streams',
  profile: 'core',
  over: everyMistake,
  checks: {
    'not-in-a-stream': {
      must: 'A mistaken request for a stream is refused before the stream begins, and not inside an event stream with status 200.',
      cite: client('openai-node', '6.49.0', 'an APIError without a status'),
      covers: ['ERR-017', 'CHAT-NEG-017'],
      persistent: true,
      *find(view) {
        if (isLateRefusal(view)) yield finding('/status', words('4xx'), view.status);
      },
      fault: when((reply, request) => asksForStream(request) && isRefusal(reply.status), emptyStream),
    },
  },
} satisfies Suite<JsonReply>;
