import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject } from '../src/spec/json.ts';
import { when } from '../src/transport/edits.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { isRefusal } from '../src/transport/status.ts';
import { answeredAnyway } from './answered-anyway.ts';
import { isChat } from './exchanges.ts';
import { mistakenToolChoices, type MistakenTwice } from './probes/negatives.ts';
import { saysSomething } from './probes/sound.ts';

const namesFunction = (request: Request) => isChat(request) && isObject(bodyObject(request)['tool_choice']);

export default {
  id: 'mistaken-tool-choices',
  title: 'A tool_choice of what is not there, whole and streamed',
  profile: 'negatives',
  over: mistakenToolChoices,
  checks: {
    'undeclared-function': {
      should: 'A tool_choice that names a function which tools does not declare is refused with a 4xx.',
      cite: schema('#/components/schemas/ChatCompletionNamedToolChoice'),
      covers: ['CHAT-NEG-016'],
      when: ({ plain }) => namesFunction(plain.request),
      *find(views) {
        for (const [name, reply] of Object.entries(views))
          if (saysSomething(reply)) yield finding(`/${name}/status`, words('4xx'), reply.status);
      },
      fault: when((reply, request) => namesFunction(request) && isRefusal(reply.status), answeredAnyway),
    },
  },
} satisfies Suite<MistakenTwice>;
