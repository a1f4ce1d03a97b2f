import { standard } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Check } from '../src/check/suite.ts';
import { readChatStream } from '../src/transport/chat-stream.ts';
import { when } from '../src/transport/edits.ts';
import { isStream } from '../src/transport/guards.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import type { Request } from '../src/transport/request.ts';
import { isAnswer, isRefusal } from '../src/transport/status.ts';
import { answeredAnyway } from './answered-anyway.ts';
import { wantsStream } from './exchanges.ts';

export type Views = { plain: JsonReply; streamed: JsonReply };

/** The rule that a refusal does not depend on the form that was asked for. */
export function refusedAlike(
  level: 'must' | 'should',
  what: string,
  concerns: (request: Request) => boolean,
): Check<Views> {
  const sentence = `${what} is refused 4xx with \`stream\` true as well.`;
  return {
    ...(level === 'must' ? { must: sentence } : { should: sentence }),
    cite: standard('RFC 9110 §15.5', 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5'),
    covers: ['ERR-017'],
    persistent: true,
    when: ({ plain, streamed }) => isRefusal(plain.status) && isAnswer(streamed.status) && streamed.status < 500,
    *find({ plain, streamed }) {
      if (!isRefusal(streamed.status) && !isLateRefusal(streamed))
        yield finding('/streamed/status', words(`4xx, as ${plain.status} without stream`), streamed.status);
    },
    fault: when(
      (reply, request) => wantsStream(request) && isRefusal(reply.status) && concerns(request),
      answeredAnyway,
    ),
  };
}

/** Whether a stream that began with status 200 brings nothing but the news that the request is refused. */
export function isLateRefusal({ request, reply }: JsonReply): boolean {
  if (!isStream(reply)) return false;
  const { error, messages } = readChatStream({ request, reply });
  return error !== undefined && messages.every(({ content }) => (content ?? '') === '');
}
