import { prose, schema } from '../src/check/cite.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject, type JsonObject } from '../src/spec/json.ts';
import { mistakenTools, type Mistaken } from './probes/negatives.ts';
import { messagesIn, objectsIn, rejection } from './rejection.ts';

const toolMessage = '#/components/schemas/ChatCompletionRequestToolMessage';
const resultsIn = (body: JsonObject) => messagesIn(body).filter(({ role }) => role === 'tool');
const callsIn = (body: JsonObject) => messagesIn(body).flatMap(({ tool_calls: calls }) => objectsIn(calls));
const namesIn = ({ tools }: JsonObject) =>
  objectsIn(tools).flatMap(({ function: one }) => (isObject(one) ? [one['name']] : []));

export default {
  id: 'mistaken-tools',
  title: 'Mistaken tools and results of tools',
  profile: 'negatives',
  over: mistakenTools,
  checks: rejection({
    'unknown-choice': {
      should: 'A tool_choice that is a text other than none, auto and required is refused with a 4xx.',
      cite: schema('#/components/schemas/ChatCompletionToolChoiceOption'),
      covers: ['CHAT-NEG-018'],
      fits: ({ tool_choice: choice }) => typeof choice === 'string' && !['none', 'auto', 'required'].includes(choice),
    },
    'no-type': {
      should: 'A tool without a type is refused with a 4xx.',
      cite: schema('#/components/schemas/ChatCompletionTool/required'),
      covers: ['CHAT-NEG-019'],
      fits: ({ tools }) => objectsIn(tools).some(({ type }) => type === undefined),
    },
    'name-with-spaces': {
      should: 'A function whose name holds a space is refused with a 4xx.',
      cite: prose('function object, name', 'letters, digits, underscores and dashes, at most 64 of them'),
      covers: ['CHAT-NEG-020'],
      fits: (body) => namesIn(body).some((name) => String(name).includes(' ')),
    },
    'result-of-nothing': {
      should: 'A tool message without tool_call_id is refused with a 4xx.',
      cite: schema(`${toolMessage}/required`),
      covers: ['CHAT-NEG-021'],
      fits: (body) => resultsIn(body).some(({ tool_call_id: id }) => id === undefined),
    },
    'result-without-call': {
      may: 'A tool message that answers no call of an assistant message before it is refused with a 4xx.',
      cite: schema(`${toolMessage}/properties/tool_call_id`),
      covers: ['CHAT-NEG-022'],
      fits: (body) =>
        resultsIn(body).some(
          ({ tool_call_id: id }) => id !== undefined && !callsIn(body).some((call) => call['id'] === id),
        ),
    },
  }),
} satisfies Suite<Mistaken>;
