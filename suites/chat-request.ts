import { schema } from '../src/check/cite.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject, type JsonObject } from '../src/spec/json.ts';
import { limitOf } from '../src/transport/completion.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import { acceptance, everyRequest, extras, features, type Kind } from './acceptance.ts';
import { offersTools } from './exchanges.ts';

const member = (name: string) => schema(`#/components/schemas/CreateChatCompletionRequest/properties/${name}`);
const message = (role: string) => schema(`#/components/schemas/ChatCompletionRequest${role}Message`);

/** The limit of most requests of ours: a smaller one may be refused for itself. */
const ordinaryLimit = 16;
const isBare = (body: JsonObject) => features(body) === '';
/** An optional member on its own beside a plain question, so that a refusal can only be meant for it. */
const alone =
  (...names: string[]) =>
  (body: JsonObject) =>
    features(body) === 'members' && extras(body) === names.join();

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
  'system-parts': {
    should: 'The content of a system message may be an array of text parts.',
    optional: true,
    cite: message('System'),
    covers: ['CHAT-REQ-006'],
    fits: (body) => features(body) === 'system-parts',
  },
  'developer-role': {
    should: 'A developer message is accepted like a system message, or declined in a 4xx.',
    optional: true,
    cite: message('Developer'),
    covers: ['CHAT-REQ-028', 'HTTP-014'],
    fits: (body) => features(body) === 'developer',
  },
  name: {
    should: 'A message may name its participant.',
    optional: true,
    cite: message('User'),
    covers: ['CHAT-REQ-004'],
    fits: (body) => features(body) === 'name',
  },
  'empty-content': {
    should: 'Empty content of a user message is accepted, or declined in a 4xx.',
    optional: true,
    cite: message('User'),
    covers: ['CHAT-REQ-036'],
    fits: (body) => features(body) === 'empty',
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
  'max-completion-tokens': {
    optional: true,
    should: 'max_completion_tokens is accepted.',
    cite: member('max_completion_tokens'),
    covers: ['CHAT-REQ-013'],
    fits: (body, { intent }) => intent === 'optional' && isBare(body) && body['max_completion_tokens'] !== undefined,
  },
  plain: {
    must: 'A short question with a token limit is accepted and answered 200, streamed or not; where max_tokens is declined, with max_completion_tokens.',
    cite: schema('#/paths/~1chat~1completions/post'),
    covers: ['HTTP-001', 'CHAT-REQ-012'],
    fits: isBare,
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
    should: 'n is accepted within 1 to 4, or declined.',
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
    should: 'stream_options with include_usage is accepted where stream is true, or declined in a 4xx.',
    cite: member('stream_options'),
    covers: ['CHAT-REQ-032', 'HTTP-014'],
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
    should: 'A member that may be null may be given as null, or is declined in a 4xx.',
    optional: true,
    cite: member('temperature/type'),
    covers: ['CHAT-REQ-019', 'HTTP-014'],
    fits: (body) => Object.values(body).includes(null),
  },
  'unknown-member': {
    should: 'A member that the contract does not know is ignored, or declined in a 4xx.',
    optional: true,
    cite: schema('#/components/schemas/CreateChatCompletionRequest'),
    covers: ['CHAT-REQ-030'],
    fits: alone('x_conformance_unknown'),
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
