import { schema } from '../src/check/cite.ts';
import type { Suite } from '../src/check/suite.ts';
import type { JsonObject } from '../src/spec/json.ts';
import { limitOf } from '../src/transport/completion.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import { acceptance, asksForNewerLimit, everyRequest, extras, features, type Kind } from './acceptance.ts';
import { isChat, isPlain } from './exchanges.ts';

const member = (name: string) => schema(`#/components/schemas/CreateChatCompletionRequest/properties/${name}`);
const message = (role: string) => schema(`#/components/schemas/ChatCompletionRequest${role}Message`);

/** The limit of most requests of ours: a smaller one may be refused for itself. */
const ordinaryLimit = 16;
const isBare = (body: JsonObject) => features(body) === '';

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
    fits: (body, request) => extras(body) === '' && (limitOf(request) ?? ordinaryLimit) < ordinaryLimit,
  },
  'system-role': {
    must: 'A system message before a user message is accepted, or declined where the model has no such role.',
    optional: true,
    cite: message('System'),
    covers: ['CHAT-REQ-002'],
    fits: (body) => features(body) === 'system',
  },
  'user-parts': {
    must: 'The content of a user message may be an array of text parts.',
    cite: message('User'),
    covers: ['CHAT-REQ-005'],
    fits: (body) => features(body) === 'user-parts',
  },
  history: {
    must: 'A conversation of several turns, user and assistant alternating, is accepted.',
    cite: member('messages'),
    covers: ['CHAT-REQ-003'],
    fits: (body) => features(body) === 'history',
  },
  unicode: {
    must: 'Content may be any well-formed Unicode text.',
    cite: message('User'),
    covers: ['CHAT-REQ-035'],
    fits: (body) => features(body) === 'unicode',
  },
  conversation: {
    must: 'A coherent conversation is accepted: turns that alternate, in any well-formed Unicode text, as strings or as text parts.',
    cite: member('messages'),
    covers: ['CHAT-REQ-003', 'CHAT-REQ-005', 'CHAT-REQ-035'],
    fits: (body) => extras(body) === '' && features(body).includes(' '),
  },
  'stream-false': {
    must: 'stream false is accepted and means the same as its absence.',
    cite: member('stream'),
    covers: ['CHAT-REQ-018'],
    fits: (body) => isBare(body) && body['stream'] === false,
  },
  plain: {
    must: 'A short question with a token limit is accepted and answered 200, streamed or not; where max_tokens is declined, with max_completion_tokens.',
    cite: schema('#/paths/~1chat~1completions/post'),
    covers: ['HTTP-001', 'CHAT-REQ-012'],
    // Asked for by that name alone, it is a parameter of its own.
    fits: (body, request) => isBare(body) && !asksForNewerLimit(body, request),
  },
} satisfies Record<string, Kind>;

export default {
  id: 'chat-request',
  title: 'Chat completion requests that are accepted',
  profile: 'core',
  over: { ...everyRequest, where: (exchange) => isPlain(exchange.request) && everyRequest.where(exchange) },
  checks: acceptance((request) => isChat(request) && isPlain(request), kinds),
} satisfies Suite<JsonReply>;
