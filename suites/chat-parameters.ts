import { schema } from '../src/check/cite.ts';
import type { Suite } from '../src/check/suite.ts';
import type { JsonObject } from '../src/spec/json.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import { acceptance, asksForNewerLimit, everyRequest, extras, features, type Kind } from './acceptance.ts';
import { parameters } from './capabilities.ts';
import { isChat, isPlain } from './exchanges.ts';
import { drawn } from './probes/chat.ts';

const member = (name: string) => schema(`#/components/schemas/CreateChatCompletionRequest/properties/${name}`);
const message = (role: string) => schema(`#/components/schemas/ChatCompletionRequest${role}Message`);

/** An optional member on its own beside a plain question, so that a refusal can only be meant for it. */
const alone =
  (...names: string[]) =>
  (body: JsonObject) =>
    features(body) === 'members' && extras(body) === names.join();

const kinds = {
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
  'max-completion-tokens': {
    optional: true,
    should: 'max_completion_tokens is accepted.',
    cite: member('max_completion_tokens'),
    covers: ['CHAT-REQ-013'],
    fits: asksForNewerLimit,
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
    covers: ['CHAT-REQ-025', 'CHAT-FMT-006'],
    fits: alone('response_format'),
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

export default {
  id: 'chat-parameters',
  title: 'Optional members of chat completion requests, and other forms of messages',
  profile: 'parameters',
  over: {
    ...everyRequest,
    where: (exchange) => isPlain(exchange.request) && everyRequest.where(exchange),
    probes: [drawn],
    asks: parameters,
  },
  checks: acceptance((request) => isChat(request) && isPlain(request), kinds),
} satisfies Suite<JsonReply>;
