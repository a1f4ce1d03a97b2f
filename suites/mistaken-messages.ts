import { schema } from '../src/check/cite.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject, type JsonObject } from '../src/spec/json.ts';
import { mistakenMessages, type Mistaken } from './probes/negatives.ts';
import { messagesIn, objectsIn, rejection } from './rejection.ts';

const request = '#/components/schemas/CreateChatCompletionRequest';
const image = '#/components/schemas/ChatCompletionRequestMessageContentPartImage';
const roles = ['developer', 'system', 'user', 'assistant', 'tool', 'function'];
const parts = ['text', 'image_url', 'input_audio', 'file', 'refusal'];

const partsIn = (body: JsonObject) => messagesIn(body).flatMap(({ content }) => objectsIn(content));
const isUnknown = (value: unknown, known: readonly string[]) => typeof value === 'string' && !known.includes(value);

export default {
  id: 'mistaken-messages',
  title: 'Mistaken models and messages',
  profile: 'negatives',
  over: mistakenMessages,
  checks: rejection({
    'no-model': {
      may: 'A request that names no model is refused with a 4xx.',
      cite: schema(`${request}/required`),
      covers: ['CHAT-NEG-002'],
      fits: ({ model, messages }) => model === undefined && messages !== undefined,
    },
    'no-array': {
      should: 'A request whose messages are a text is refused with a 4xx.',
      cite: schema(`${request}/properties/messages/type`),
      covers: ['CHAT-NEG-004'],
      fits: ({ messages }) => typeof messages === 'string',
    },
    'unknown-role': {
      should: 'A message with a role that the contract does not have is refused with a 4xx.',
      cite: schema('#/components/schemas/ChatCompletionRequestMessage'),
      covers: ['CHAT-NEG-005'],
      fits: (body) => messagesIn(body).some(({ role }) => isUnknown(role, roles)),
    },
    'no-content': {
      should: 'A user message without content is refused with a 4xx.',
      cite: schema('#/components/schemas/ChatCompletionRequestUserMessage/required'),
      covers: ['CHAT-NEG-007'],
      fits: (body) => messagesIn(body).some(({ role, content }) => role === 'user' && content === undefined),
    },
    'unknown-part': {
      should: 'A part of a user message of a type that the contract does not have is refused with a 4xx.',
      cite: schema('#/components/schemas/ChatCompletionRequestUserMessageContentPart'),
      covers: ['CHAT-NEG-030'],
      fits: (body) => partsIn(body).some(({ type }) => isUnknown(type, parts)),
    },
    'bare-image-url': {
      may: 'An image_url that is a text in the place of an object is refused with a 4xx.',
      cite: schema(`${image}/properties/image_url`),
      covers: ['CHAT-NEG-031'],
      fits: (body) => partsIn(body).some(({ image_url: url }) => url !== undefined && !isObject(url)),
    },
  }),
} satisfies Suite<Mistaken>;
