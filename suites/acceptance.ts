import type { Citation } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Check, Every, Sentence } from '../src/check/suite.ts';
import { isObject, type JsonObject } from '../src/spec/json.ts';
import { when } from '../src/transport/edits.ts';
import { bytesOf, type Exchange, type Reply } from '../src/transport/exchange.ts';
import { isOk } from '../src/transport/guards.ts';
import { readJsonReply, type JsonReply } from '../src/transport/json-reply.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { isAnswer, isRefusal } from '../src/transport/status.ts';
import { isChat } from './exchanges.ts';
import { saysSomething } from './probes/sound.ts';
import { oneChat, oneStream, talk } from './probes/chat.ts';
import { marksIn } from './probes/isolation.ts';
import { limit } from './probes/limit.ts';
import { refusedWith } from './refusal.ts';

/** Every chat completion request of ours that is in order, and whether it was accepted. */
export const everyRequest: Every<JsonReply> = {
  // What a burst meets is the load, and says nothing of the kind of request.
  where: (exchange) => isChat(exchange.request) && marksIn(exchange.request).length === 0 && isInOrder(exchange),
  read: readJsonReply,
  answers: saysSomething,
  declined: ({ request, status }) => request.intent === 'optional' && isRefusal(status),
  probes: [oneChat, oneStream, talk, limit],
};

/** Whether a request that is in order got an answer that tells whether it was accepted. */
export function isInOrder({ request, reply }: Exchange): boolean {
  return (
    !request.abort &&
    request.intent !== 'invalid' &&
    (request.auth ?? 'key') === 'key' &&
    isAnswer(reply.status) &&
    !isOutOfRoom(reply)
  );
}

/** Whether a refusal is for want of tokens, of the answer or of the context: then it says nothing of the kind of request. */
function isOutOfRoom(reply: Reply): boolean {
  const text = Buffer.from(bytesOf(reply)).toString('utf8');
  return (
    reply.status === 400 && /output limit was reached|context_length_exceeded|context length|context window/i.test(text)
  );
}

/** A kind of request, and what the contract says of accepting it. A request is of the first kind that it fits. */
export type Kind = Sentence & {
  cite: Citation;
  covers: readonly string[];
  /** An endpoint may decline it. */
  optional?: true;
  fits(body: JsonObject, request: Request): boolean;
};

const ordinary = new Set(['model', 'messages', 'max_tokens', 'max_completion_tokens', 'stream']);
/** The optional members of a body, by name. */
export const extras = (body: JsonObject) =>
  Object.keys(body)
    .filter((name) => !ordinary.has(name))
    .join();
const messagesOf = ({ messages }: JsonObject) => (Array.isArray(messages) ? messages.filter(isObject) : []);

/** What is special about the messages of a request that has no other members; '' where a user just says something. */
export function features(body: JsonObject): string {
  const messages = messagesOf(body);
  const some = (holds: (message: JsonObject) => boolean) => messages.some(holds);
  const isOf = (role: string) => (one: JsonObject) => one['role'] === role;
  const found = {
    'system-parts': some((one) => one['role'] === 'system' && Array.isArray(one['content'])),
    system: some((one) => one['role'] === 'system' && typeof one['content'] === 'string'),
    developer: some(isOf('developer')),
    name: some((one) => one['name'] !== undefined),
    empty: some((one) => one['content'] === ''),
    'user-parts': some((one) => one['role'] === 'user' && Array.isArray(one['content'])),
    history: some(isOf('assistant')),
    unicode: /[\u0080-\uffff]/.test(JSON.stringify(messages)),
    members: extras(body) !== '',
  };
  return Object.entries(found)
    .flatMap(([name, holds]) => (holds ? [name] : []))
    .join(' ');
}

/** Whether a request tries the newer name of the token limit, and nothing else; where it has to, it is plain. */
export const asksForNewerLimit = (body: JsonObject, { intent }: Request) =>
  intent === 'optional' && features(body) === '' && body['max_completion_tokens'] !== undefined;

/** One check for each kind of the requests that `concerns` picks. */
export function acceptance<Name extends string>(
  concerns: (request: Request) => boolean,
  all: Readonly<Record<Name, Kind>>,
): Record<Name, Check<JsonReply>> {
  const kinds = new WeakMap<Request, string>();
  const kindOf = (request: Request): string => {
    const known = kinds.get(request);
    if (known !== undefined) return known;
    const kind = Object.entries<Kind>(all).find(([, { fits }]) => fits(bodyObject(request), request))?.[0] ?? '';
    kinds.set(request, kind);
    return kind;
  };
  // A server cannot tell the intent of a request.
  const isKind = (name: string, request: Request) =>
    [request, { ...request, intent: 'optional' as const }].some((one) => kindOf(one) === name);
  const check = (name: string, kind: Kind): Check<JsonReply> => ({
    ...kind,
    persistent: true,
    when: ({ request }) => kindOf(request) === name,
    *find(view) {
      if (!isOk(view.reply)) yield finding('/status', words('2xx'), words(`${view.status} ${view.text.slice(0, 200)}`));
    },
    // A member may be declined, so that only a failure in its place breaks the rule.
    fault: when(
      (reply, request) => concerns(request) && isOk(reply) && isKind(name, request),
      refusedWith('optional' in kind ? 500 : 400),
    ),
  });
  return Object.fromEntries(Object.entries<Kind>(all).map(([name, kind]) => [name, check(name, kind)])) as Record<
    Name,
    Check<JsonReply>
  >;
}
