import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Check, Suite } from '../src/check/suite.ts';
import { when } from '../src/transport/edits.ts';
import { isOk } from '../src/transport/guards.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { isChat, isPlain, wantsStream } from './exchanges.ts';
import { drawn } from './probes/chat.ts';
import { refusedWith } from './refusal.ts';

type Views = { bare: JsonReply; whole: JsonReply; streamed: JsonReply };

const ordinary = new Set(['model', 'messages', 'max_tokens', 'max_completion_tokens', 'stream']);
const membersOf = (request: Request) => Object.keys(bodyObject(request)).filter((name) => !ordinary.has(name));
const hasSeveral = (request: Request) => isChat(request) && isPlain(request) && membersOf(request).length > 1;

/** That a conversation which is accepted is accepted with members beside it, in one form. */
function accepted(form: 'whole' | 'streamed', sentence: string): Check<Views> {
  return {
    must: sentence,
    cite: schema('#/components/schemas/CreateChatCompletionRequest'),
    covers: ['CHAT-REQ-008', 'CHAT-REQ-009', 'CHAT-REQ-010', 'CHAT-REQ-011'],
    persistent: true,
    when: (view) => membersOf(view[form].request).length > 0 && (form === 'whole' || isOk(view.whole.reply)),
    *find(view) {
      const { reply, status, text } = view[form];
      if (!isOk(reply)) yield finding(`/${form}/status`, words('2xx'), words(`${status} ${text.slice(0, 200)}`));
    },
    fault: when(
      (reply, request) => isOk(reply) && hasSeveral(request) && wantsStream(request) === (form === 'streamed'),
      refusedWith(400),
    ),
  };
}

export default {
  id: 'members',
  title: 'Documented members beside a conversation',
  profile: 'parameters',
  over: drawn,
  checks: {
    whole: accepted(
      'whole',
      'Members within their bounds are accepted together, where the endpoint accepts each alone, and the conversation without them.',
    ),
    streamed: accepted(
      'streamed',
      'A request that is accepted whole is accepted with `stream` true, whatever members it has.',
    ),
  },
} satisfies Suite<Views>;
