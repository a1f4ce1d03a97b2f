import { schema, type Citation } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Check, Every, Sentence, Suite } from '../src/check/suite.ts';
import { isObject, type JsonObject } from '../src/spec/json.ts';
import { when } from '../src/transport/edits.ts';
import { readChatStream } from '../src/transport/chat-stream.ts';
import { limitOf } from '../src/transport/completion.ts';
import { isOk, isStream } from '../src/transport/guards.ts';
import { readJsonReply, type JsonReply } from '../src/transport/json-reply.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { isAnswer, isRefusal } from '../src/transport/status.ts';
import { capabilities } from './capabilities.ts';
import { isChat, offersTools, saysSomething } from './exchanges.ts';
import { oneChat, oneStream } from './probes/chat.ts';
import { refusedWith } from './refusal.ts';

/** Every chat completion request of ours that is in order, and whether it was accepted. */
export const everyRequest: Every<JsonReply> = {
  where: ({ request, reply }) =>
    isChat(request) &&
    !request.abort &&
    request.intent !== 'invalid' &&
    (request.auth ?? 'key') === 'key' &&
    isAnswer(reply.status),
  read: readJsonReply,
  answers: saysSomething,
  declined: ({ request, status }) => request.intent === 'optional' && isRefusal(status),
  probes: [oneChat, oneStream],
  asks: capabilities,
};

/** A kind of request, and what the contract says of accepting it. A request is of the first kind that it fits. */
type Kind = Sentence & {
  cite: Citation;
  covers: readonly string[];
  /** An endpoint may decline it. */
  optional?: true;
  fits(body: JsonObject, request: Request): boolean;
};

const member = (name: string) => schema(`#/components/schemas/CreateChatCompletionRequest/properties/${name}`);
const message = (role: string) => schema(`#/components/schemas/ChatCompletionRequest${role}Message`);

/** The limit of most requests of ours: a smaller one may be refused for itself. */
const ordinaryLimit = 16;
const ordinary = new Set(['model', 'messages', 'max_tokens', 'max_completion_tokens', 'stream']);
const extras = (body: JsonObject) =>
  Object.keys(body)
    .filter((name) => !ordinary.has(name))
    .join();
const messagesOf = ({ messages }: JsonObject) => (Array.isArray(messages) ? messages.filter(isObject) : []);
const parts = (role: string) => (body: JsonObject) =>
  messagesOf(body).some((one) => one['role'] === role && Array.isArray(one['content']));
const role = (name: string) => (body: JsonObject) => messagesOf(body).some((one) => one['role'] === name);
/** An optional member on its own, so that a refusal can only be meant for it. */
const alone =
  (...names: string[]) =>
  (body: JsonObject) =>
    extras(body) === names.join();

const kinds = {
  minimal: {
    must: 'A request with nothing but model and messages is accepted.',
    cite: schema('#/components/schemas/CreateChatCompletionRequest/required'),
    covers: ['CHAT-REQ-001'],
    fits: (body) => Object.keys(body).sort().join() === 'messages,model',
  },
  'small-limit': {
    must: 'A token limit may be any positive number, down to 1.',
    cite: member('max_tokens'),
    covers: ['CHAT-REQ-012'],
    fits: (_, request) => (limitOf(request) ?? ordinaryLimit) < ordinaryLimit,
  },
  'system-role': {
    optional: true,
    must: 'A system message before a user message is accepted, or declined where the model has no such role.',
    cite: message('System'),
    covers: ['CHAT-REQ-002'],
    fits: (body) => role('system')(body) && !parts('system')(body),
  },
  'system-parts': {
    optional: true,
    should: 'The content of a system message may be an array of text parts.',
    cite: message('System'),
    covers: ['CHAT-REQ-006'],
    fits: parts('system'),
  },
  'developer-role': {
    optional: true,
    may: 'A developer message is accepted like a system message.',
    cite: message('Developer'),
    covers: ['CHAT-REQ-028'],
    fits: role('developer'),
  },
  name: {
    optional: true,
    should: 'A message may name its participant.',
    cite: message('User'),
    covers: ['CHAT-REQ-004'],
    fits: (body) => messagesOf(body).some((one) => one['name'] !== undefined),
  },
  'empty-content': {
    should: 'Empty content of a user message is accepted, or declined in a 4xx.',
    optional: true,
    cite: message('User'),
    covers: ['CHAT-REQ-036'],
    fits: (body) => messagesOf(body).at(-1)?.['content'] === '',
  },
  'user-parts': {
    must: 'The content of a user message may be an array of text parts.',
    cite: message('User'),
    covers: ['CHAT-REQ-005'],
    fits: (body) => extras(body) === '' && parts('user')(body),
  },
  history: {
    must: 'A conversation of several turns, user and assistant alternating, is accepted.',
    cite: member('messages'),
    covers: ['CHAT-REQ-003'],
    fits: (body) => extras(body) === '' && role('assistant')(body),
  },
  unicode: {
    must: 'Content may be any well-formed Unicode text.',
    cite: message('User'),
    covers: ['CHAT-REQ-035'],
    fits: (body) => extras(body) === '' && /[\u0080-\uffff]/.test(JSON.stringify(body['messages'])),
  },
  'stream-false': {
    must: 'stream false is accepted and means the same as its absence.',
    cite: member('stream'),
    covers: ['CHAT-REQ-018'],
    fits: (body) => extras(body) === '' && body['stream'] === false,
  },
  'max-completion-tokens': {
    optional: true,
    should: 'max_completion_tokens is accepted.',
    cite: member('max_completion_tokens'),
    covers: ['CHAT-REQ-013'],
    fits: (body, { intent }) =>
      intent === 'optional' && extras(body) === '' && body['max_completion_tokens'] !== undefined,
  },
  plain: {
    must: 'A short question with a token limit is accepted and answered 200, streamed or not; where max_tokens is declined, with max_completion_tokens.',
    cite: schema('#/paths/~1chat~1completions/post'),
    covers: ['HTTP-001', 'CHAT-REQ-012'],
    fits: (body) => extras(body) === '',
  },
  temperature: {
    optional: true,
    must: 'temperature 0 is accepted, or declined by a model that takes no temperature.',
    cite: member('temperature'),
    covers: ['CHAT-REQ-008'],
    fits: alone('temperature'),
  },
  'top-p': {
    optional: true,
    must: 'top_p is accepted, or declined.',
    cite: member('top_p'),
    covers: ['CHAT-REQ-009'],
    fits: alone('top_p'),
  },
  penalties: {
    optional: true,
    must: 'presence_penalty and frequency_penalty are accepted, or declined.',
    cite: member('presence_penalty'),
    covers: ['CHAT-REQ-010'],
    fits: (body) => alone('presence_penalty')(body) || alone('frequency_penalty')(body),
  },
  stop: {
    optional: true,
    must: 'A stop sequence is accepted, as a string or as an array of one to four, or declined.',
    cite: member('stop'),
    covers: ['CHAT-REQ-011'],
    fits: alone('stop'),
  },
  seed: {
    optional: true,
    should: 'seed is accepted.',
    cite: member('seed'),
    covers: ['CHAT-REQ-017'],
    fits: alone('seed'),
  },
  user: {
    optional: true,
    should: 'user is accepted, as a short printable text.',
    cite: member('user'),
    covers: ['CHAT-REQ-016'],
    fits: alone('user'),
  },
  'logit-bias': {
    optional: true,
    should: 'logit_bias is accepted, or declined.',
    cite: member('logit_bias'),
    covers: ['CHAT-REQ-015'],
    fits: alone('logit_bias'),
  },
  n: {
    optional: true,
    should: 'n is accepted within 1 to 4, or declined; fewer choices than asked are no answer.',
    cite: member('n'),
    covers: ['CHAT-REQ-014'],
    fits: alone('n'),
  },
  logprobs: {
    optional: true,
    should: 'logprobs are accepted, or declined.',
    cite: member('logprobs'),
    covers: ['HTTP-014'],
    fits: alone('logprobs', 'top_logprobs'),
  },
  'stream-options': {
    optional: true,
    may: 'stream_options with include_usage is accepted where stream is true.',
    cite: member('stream_options'),
    covers: ['CHAT-REQ-032'],
    fits: alone('stream_options'),
  },
  'text-format': {
    optional: true,
    should: 'response_format text is accepted, which is the default.',
    cite: schema('#/components/schemas/ResponseFormatText'),
    covers: ['CHAT-REQ-025'],
    fits: (body) => alone('response_format')(body) && formatOf(body) === 'text',
  },
  'json-object': {
    optional: true,
    should: 'response_format json_object is accepted where the conversation asks for JSON, or declined.',
    cite: schema('#/components/schemas/ResponseFormatJsonObject'),
    covers: ['CHAT-REQ-026'],
    fits: (body) => alone('response_format')(body) && formatOf(body) === 'json_object',
  },
  'json-schema': {
    optional: true,
    should: 'response_format json_schema is accepted, or declined.',
    cite: schema('#/components/schemas/ResponseFormatJsonSchema'),
    covers: ['CHAT-REQ-027'],
    fits: (body) => alone('response_format')(body) && formatOf(body) === 'json_schema',
  },
  nulls: {
    may: 'A member that may be null may be given as null, and is then as good as absent.',
    optional: true,
    cite: member('temperature/type'),
    covers: ['CHAT-REQ-019'],
    fits: (body) => Object.values(body).includes(null),
  },
  'unknown-member': {
    should: 'A member that the contract does not know is ignored, or declined in a 4xx.',
    optional: true,
    cite: schema('#/components/schemas/CreateChatCompletionRequest'),
    covers: ['CHAT-REQ-030'],
    fits: alone('x_conformance_unknown'),
  },
  combined: {
    must: 'Documented members within their bounds are accepted together, where the endpoint accepts each alone.',
    cite: schema('#/components/schemas/CreateChatCompletionRequest'),
    covers: ['CHAT-REQ-008', 'CHAT-REQ-009', 'CHAT-REQ-010', 'CHAT-REQ-011', 'CHAT-REQ-017'],
    fits: () => true,
  },
} satisfies Record<string, Kind>;

function formatOf({ response_format: format }: JsonObject): unknown {
  return isObject(format) ? format['type'] : undefined;
}

export default {
  id: 'chat-request',
  title: 'Chat completion requests that are accepted',
  profile: 'core',
  over: { ...everyRequest, where: (exchange) => !offersTools(exchange.request) && everyRequest.where(exchange) },
  checks: acceptance((request) => !offersTools(request), kinds),
} satisfies Suite<JsonReply>;

/** One check for each kind of the requests that `concerns` picks. */
export function acceptance<Name extends string>(
  concerns: (request: Request) => boolean,
  all: Readonly<Record<Name, Kind>>,
): Record<Name, Check<JsonReply>> {
  const kindOf = (request: Request) =>
    Object.entries<Kind>(all).find(([, { fits }]) => fits(bodyObject(request), request))?.[0];
  // A server cannot tell the intent of a request.
  const isKind = (name: string, request: Request) =>
    [request, { ...request, intent: 'optional' as const }].some((one) => kindOf(one) === name);
  const check = (name: string, kind: Kind): Check<JsonReply> => ({
    ...kind,
    persistent: true,
    when: ({ request }) => kindOf(request) === name,
    *find(view) {
      if (!isOk(view.reply)) yield finding('/status', words('2xx'), words(`${view.status} ${view.text.slice(0, 200)}`));
      else if (isStream(view.reply)) {
        const { error, errorAt } = readChatStream(view);
        if (error !== undefined) yield finding(`/events/${errorAt}`, words('a stream that goes well'), error);
      }
    },
    // A member may be declined, so that only a failure in its place breaks the rule.
    fault: when(
      (reply, request) => isChat(request) && concerns(request) && isOk(reply) && isKind(name, request),
      refusedWith('optional' in kind ? 500 : 400),
    ),
  });
  return Object.fromEntries(Object.entries<Kind>(all).map(([name, kind]) => [name, check(name, kind)])) as Record<
    Name,
    Check<JsonReply>
  >;
}
