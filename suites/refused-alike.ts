import { client } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Check } from '../src/check/suite.ts';
import { when } from '../src/transport/edits.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import type { Request } from '../src/transport/request.ts';
import { isAnswer, isRefusal } from '../src/transport/status.ts';
import { emptyStream } from './empty-stream.ts';
import { wantsStream } from './exchanges.ts';

export type Views = { plain: JsonReply; streamed: JsonReply };

/** The rule that a refusal does not depend on the form that was asked for. */
export function refusedAlike(what: string, concerns: (request: Request) => boolean): Check<Views> {
  return {
    must: `${what} is refused 4xx with \`stream\` true as well, and not in an event stream with status 200.`,
    cite: client('openai-node', '6.49.0', 'an APIError without a status'),
    covers: ['ERR-017'],
    persistent: true,
    when: ({ plain, streamed }) => isRefusal(plain.status) && isAnswer(streamed.status) && streamed.status < 500,
    *find({ plain, streamed }) {
      if (!isRefusal(streamed.status))
        yield finding('/streamed/status', words(`4xx, as ${plain.status} without stream`), streamed.status);
    },
    fault: when((reply, request) => wantsStream(request) && isRefusal(reply.status) && concerns(request), emptyStream),
  };
}
