import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { when } from '../src/transport/edits.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { isAnswer, isRefusal } from '../src/transport/status.ts';
import { answeredAnyway } from './answered-anyway.ts';
import { numbers, type Endured } from './probes/hostile.ts';
import { saysSomething } from './probes/sound.ts';
import { choices } from './requests/hostile.ts';
import { inTime, survival } from './survival.ts';

const id = 'hostile-limits';
const asksForAMillion = (request: Request) => bodyObject(request)['n'] === choices;

export default {
  id,
  title: 'Numbers far beyond what any model has',
  profile: 'hostile',
  over: numbers,
  checks: {
    // What is a plain mistake among them is never answered 5xx by the rule on all of those.
    ...survival(id, 'a number far beyond what any model has'),
    'in-time': inTime(id, 'A request with a number far beyond what any model has'),
    choices: {
      may: 'A request for a million choices is refused with a 4xx.',
      cite: schema('#/components/schemas/CreateChatCompletionRequest/properties/n/maximum'),
      covers: ['CHAT-REQ-014'],
      when: ({ reply }) => asksForAMillion(reply.request) && isAnswer(reply.status) && reply.status < 500,
      *find({ reply }) {
        if (saysSomething(reply)) yield finding('/reply/status', words('4xx'), reply.status);
      },
      fault: when((reply, request) => asksForAMillion(request) && isRefusal(reply.status), answeredAnyway),
    },
  },
} satisfies Suite<Endured>;
