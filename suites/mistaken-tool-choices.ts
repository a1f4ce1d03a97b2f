import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject, type JsonObject } from '../src/spec/json.ts';
import { readChatStream } from '../src/transport/chat-stream.ts';
import { when } from '../src/transport/edits.ts';
import { isStream } from '../src/transport/guards.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import { bodyObject } from '../src/transport/request.ts';
import { isAnswer, isRefusal } from '../src/transport/status.ts';
import { answeredAnyway } from './answered-anyway.ts';
import { emptyStream } from './empty-stream.ts';
import { isChat, wantsStream } from './exchanges.ts';
import { mistakenToolChoices, type MistakenTwice } from './probes/negatives.ts';

const choice = '#/components/schemas/ChatCompletionToolChoiceOption';

const namesFunction = ({ tool_choice: chosen }: JsonObject) => isObject(chosen);
const requiresNone = ({ tool_choice: chosen, tools }: JsonObject) => chosen === 'required' && tools === undefined;
const isSettled = ({ status }: JsonReply) => isAnswer(status) && status < 500;

/** Whether a stream that began with status 200 says no more than that the request was no good. */
function failsLate({ request, reply }: JsonReply): boolean {
  return isStream(reply) && readChatStream({ request, reply }).error !== undefined;
}

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
      when: ({ plain, streamed }) =>
        namesFunction(bodyObject(plain.request)) && isSettled(plain) && isSettled(streamed),
      *find({ plain, streamed }) {
        for (const [name, { status }] of Object.entries({ plain, streamed }))
          if (!isRefusal(status)) yield finding(`/${name}/status`, words('4xx'), status);
      },
      fault: when(
        (reply, request) => isChat(request) && isRefusal(reply.status) && namesFunction(bodyObject(request)),
        answeredAnyway,
      ),
    },
    'required-without-tools': {
      should:
        'A tool_choice required without tools is refused or answered, and never fails only inside a stream that began with status 200.',
      cite: schema(choice),
      covers: ['CHAT-NEG-017'],
      when: ({ plain, streamed }) => requiresNone(bodyObject(plain.request)) && isSettled(plain) && isSettled(streamed),
      *find({ streamed }) {
        if (failsLate(streamed)) yield finding('/streamed/status', words('4xx, or an answer'), streamed.status);
      },
      fault: when(
        (reply, request) => wantsStream(request) && isRefusal(reply.status) && requiresNone(bodyObject(request)),
        emptyStream,
      ),
    },
  },
} satisfies Suite<MistakenTwice>;
