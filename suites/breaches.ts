import { schema, standard } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { when } from '../src/transport/edits.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import { bodyObject, jsonBody, type Request } from '../src/transport/request.ts';
import { isAnswer, isRefusal } from '../src/transport/status.ts';
import { answeredAnyway } from './answered-anyway.ts';
import { isChat, wantsStream } from './exchanges.ts';
import { breaches, stillThere, type Breaches } from './probes/breaches.ts';
import { saysSomething } from './probes/sound.ts';
import { refusedAlike } from './refused-alike.ts';
import { refusedWith } from './refusal.ts';
import { isBreach } from './requests/breach.ts';

/** Neither refused nor answered, but for a failure of the server or a redirection. */
const isFailure = ({ status }: JsonReply) => isAnswer(status) && status >= 300 && !isRefusal(status);
/** Whether no status came, although the endpoint was there. */
const isLost = ({ status }: JsonReply, all: Breaches) =>
  status === 0 && Object.values(all).some((other) => other.status !== 0);
const outcome = ({ status, reply: { end } }: JsonReply) => (status === 0 ? words(end.detail ?? end.how) : status);
const asksAfterwards = (request: Request) => JSON.stringify(request.body ?? null).includes(stillThere);
/** A chat completion request with nobody saying anything. */
const isEmpty = (request: Request) => {
  const { messages } = bodyObject(request);
  return isChat(request) && Array.isArray(messages) && messages.length === 0;
};

export default {
  id: 'breaches',
  title: 'Requests that break one constraint of the schema',
  profile: 'negatives',
  over: breaches,
  checks: {
    answered: {
      should:
        'A request that breaks one constraint of its schema is refused with a 4xx, or answered where what is wrong is disregarded, and causes no 5xx and no lost connection.',
      cite: schema('#/components/schemas/CreateChatCompletionRequest'),
      covers: ['CHAT-NEG-035'],
      persistent: true,
      *find(view, { contract }) {
        const { after: _after, ...mistaken } = view;
        for (const [name, reply] of Object.entries(mistaken)) {
          // A mistake in plain sight has a rule of its own on statuses.
          if (!isLost(reply, view) && !(isBreach(reply.request) && isFailure(reply))) continue;
          const { method, path } = reply.request;
          const body = contract.operation(method, path)?.request('application/json');
          const [violation] = body?.violations(jsonBody(reply.request)) ?? [];
          if (violation)
            yield finding(
              `/${name}/status`,
              words(`4xx: ${violation.at} is not ${violation.expected}`),
              outcome(reply),
            );
        }
      },
      fault: when(
        (reply, request) => isBreach(request) && !wantsStream(request) && isRefusal(reply.status),
        refusedWith(500),
      ),
    },
    'empty-messages': {
      should: 'A request with no message in its messages is refused with a 4xx.',
      cite: schema('#/components/schemas/CreateChatCompletionRequest/properties/messages/minItems'),
      covers: ['CHAT-NEG-003'],
      when: ({ plain }) => isEmpty(plain.request),
      *find({ plain, streamed }) {
        for (const [name, reply] of Object.entries({ plain, streamed }))
          if (saysSomething(reply)) yield finding(`/${name}/status`, words('4xx'), reply.status);
      },
      fault: when((reply, request) => isEmpty(request) && isRefusal(reply.status), answeredAnyway),
    },
    'streamed-alike': refusedAlike(
      'A request that breaks one constraint of its schema and is refused 4xx',
      (request) => isBreach(request) || isEmpty(request),
    ),
    'still-answering': {
      must: 'A plain request that follows refused ones is answered as if there had been none.',
      cite: standard('RFC 9110 §3.3', 'https://www.rfc-editor.org/rfc/rfc9110#section-3.3'),
      covers: ['NEG-001'],
      persistent: true,
      when: ({ after, ...replies }) =>
        (isAnswer(after.status) || after.status === 0) && Object.values(replies).some(({ status }) => status >= 400),
      *find({ after }) {
        if (!saysSomething(after)) yield finding('/after/status', words('a chat completion'), outcome(after));
      },
      fault: when((_, request) => asksAfterwards(request), refusedWith(500)),
      also: ['chat-request/plain'],
    },
  },
} satisfies Suite<Breaches>;
