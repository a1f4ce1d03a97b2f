import { schema } from '../src/check/cite.ts';
import type { Suite } from '../src/check/suite.ts';
import { mistakes, type Mistaken } from './probes/negatives.ts';
import { messagesIn, rejection } from './rejection.ts';

const userMessage = '#/components/schemas/ChatCompletionRequestUserMessage';

export default {
  id: 'mistakes',
  title: 'Messages that nobody can read',
  profile: 'core',
  over: mistakes,
  checks: rejection({
    'no-role': {
      must: 'A message without a role is refused with a 4xx.',
      cite: schema(`${userMessage}/required`),
      covers: ['CHAT-NEG-006'],
      fits: (body) => messagesIn(body).some(({ role }) => role === undefined),
    },
    'numeric-content': {
      must: 'A message whose content is a number or a boolean is refused with a 4xx.',
      cite: schema(`${userMessage}/properties/content`),
      covers: ['CHAT-NEG-008'],
      fits: (body) => messagesIn(body).some(({ content }) => ['number', 'boolean'].includes(typeof content)),
    },
  }),
} satisfies Suite<Mistaken>;
