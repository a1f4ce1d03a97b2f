import { schema, standard } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import type { Contract } from '../src/schema/contract.ts';
import { when } from '../src/transport/edits.ts';
import type { Exchange } from '../src/transport/exchange.ts';
import { isOk } from '../src/transport/guards.ts';
import { readJsonReply, type JsonReply } from '../src/transport/json-reply.ts';
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
/** Refused, or answered. */
const isSettled = (exchange: Exchange) => isRefusal(exchange.reply.status) || saysSomething(readJsonReply(exchange));
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
          const wrong = wrongIn(reply.request, contract);
          if (wrong) yield finding(`/${name}/status`, words(`4xx: ${wrong}`), outcome(reply));
        }
      },
      fault: when(
        (reply, request) => isBreach(request) && !wantsStream(request) && isSettled({ request, reply }),
        refusedWith(500),
      ),
    },
    'empty-messages': {
      should: 'A request with no message in its messages is refused with a 4xx.',
      cite: schema('#/components/schemas/CreateChatCompletionRequest/properties/messages/minItems'),
      covers: ['CHAT-NEG-003'],
      when: ({ plain }) => isEmpty(plain.request),
      *find({ plain }) {
        if (saysSomething(plain)) yield finding('/plain/status', words('4xx'), plain.status);
      },
      fault: when((reply, request) => isEmpty(request) && isRefusal(reply.status), answeredAnyway),
    },
    'streamed-alike': refusedAlike(
      'should',
      'A request that breaks one constraint of its schema and is refused 4xx',
      (request) => isBreach(request) || isEmpty(request),
    ),
    'still-answering': {
      must: 'A plain request that follows refused ones is answered as if there had been none.',
      cite: standard('RFC 9110 §3.3', 'https://www.rfc-editor.org/rfc/rfc9110#section-3.3'),
      covers: ['NEG-001'],
      persistent: true,
      // A plain request that is refused is refused for itself.
      when: ({ after }) => (isAnswer(after.status) || after.status === 0) && !isRefusal(after.status),
      *find({ after, ...mistaken }) {
        // An endpoint that is down altogether, be it since the last time, shows nothing of what brought it down.
        const refused = Object.values(mistaken).some(({ status }) => status >= 400);
        if (refused && !isOk(after.reply)) yield finding('/after/status', words('2xx'), outcome(after));
      },
      fault: when((_, request) => asksAfterwards(request), refusedWith(500)),
      also: ['chat-request/plain'],
    },
  },
} satisfies Suite<Breaches>;

/** What a request breaks, as it was sent; undefined where nothing is left of it, for the endpoint lacks what was wrong. */
function wrongIn(request: Request, contract: Contract): string | undefined {
  const json = jsonBody(request);
  if (json === undefined) return 'the body is no JSON';
  const operation = contract.operation(request.method, request.path);
  const [violation] = operation?.request('application/json')?.violations(json) ?? [];
  return violation && `${violation.at} is not ${violation.expected}`;
}
