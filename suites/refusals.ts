import { client } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { when } from '../src/transport/edits.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import { bodyObject } from '../src/transport/request.ts';
import { isAnswer, isRefusal } from '../src/transport/status.ts';
import { wantsStream } from './exchanges.ts';
import { stranger } from './probes/endpoint.ts';
import { negatives } from './probes/negatives.ts';
import { emptyStream } from './empty-stream.ts';

export default {
  id: 'refusals',
  title: 'Mistaken requests, whole and streamed',
  profile: 'core',
  over: negatives,
  checks: {
    'streamed-alike': {
      must: 'A request that is refused 4xx is refused 4xx with `stream` true as well, and not in an event stream with status 200.',
      cite: client('openai-node', '6.49.0', 'an APIError without a status'),
      covers: ['ERR-017'],
      persistent: true,
      when: ({ plain, streamed }) => isRefusal(plain.status) && isAnswer(streamed.status) && streamed.status < 500,
      *find({ plain, streamed }) {
        if (!isRefusal(streamed.status))
          yield finding('/streamed/status', words(`4xx, as ${plain.status} without stream`), streamed.status);
      },
      fault: when(
        (reply, request) =>
          wantsStream(request) && isRefusal(reply.status) && bodyObject(request)['model'] !== stranger,
        emptyStream,
      ),
    },
  },
} satisfies Suite<{ plain: JsonReply; streamed: JsonReply }>;
