import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { when } from '../src/transport/edits.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { isAnswer, isRefusal } from '../src/transport/status.ts';
import { answeredAnyway } from './answered-anyway.ts';
import { isChat } from './exchanges.ts';
import { refusals, type MistakenTwice } from './probes/negatives.ts';
import { saysSomething } from './probes/sound.ts';
import { refusedAlike } from './refused-alike.ts';

/** A chat completion request that has a model and no messages. */
function lacksMessages(request: Request): boolean {
  const { model, messages } = bodyObject(request);
  return isChat(request) && model !== undefined && messages === undefined;
}

export default {
  id: 'refusals',
  title: 'A request without messages, whole and streamed',
  profile: 'core',
  over: refusals,
  checks: {
    'no-messages': {
      must: 'A request without messages is refused with a 4xx.',
      cite: schema('#/components/schemas/CreateChatCompletionRequest/required'),
      covers: ['CHAT-NEG-001'],
      when: ({ plain }) => isAnswer(plain.status) && plain.status < 500,
      *find({ plain }) {
        if (saysSomething(plain)) yield finding('/plain/status', words('4xx'), plain.status);
      },
      fault: when((reply, request) => isRefusal(reply.status) && lacksMessages(request), answeredAnyway),
    },
    'streamed-alike': refusedAlike('must', 'A request without messages that is refused 4xx', lacksMessages),
  },
} satisfies Suite<MistakenTwice>;
