import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject } from '../src/spec/json.ts';
import type { Completion } from '../src/transport/completion.ts';
import { put } from '../src/transport/edits.ts';
import { bodyObject } from '../src/transport/request.ts';
import { functions } from './capabilities.ts';
import { editCompletion, everyCompletion } from './exchanges.ts';

export default {
  id: 'function-call',
  title: 'The deprecated functions, in one piece',
  profile: 'tools',
  over: {
    ...everyCompletion,
    where: (exchange) => Array.isArray(bodyObject(exchange.request)['functions']) && everyCompletion.where(exchange),
    probes: [],
    asks: [functions],
  },
  checks: {
    forced: {
      may: 'A function that function_call forces is called in function_call, by its name and with its arguments as text.',
      cite: schema('#/components/schemas/ChatCompletionResponseMessage/properties/function_call'),
      covers: ['CHAT-REQ-034'],
      when: ({ choices }) =>
        choices.some(({ finishReason }) => finishReason === 'stop' || finishReason === 'function_call'),
      *find({ request, choices }) {
        const forced = bodyObject(request)['function_call'];
        const due = isObject(forced) ? forced['name'] : undefined;
        for (const { at, message, json } of choices) {
          if (!isObject(json['message'])) continue;
          const called = isObject(message['function_call']) ? message['function_call'] : {};
          if (called['name'] !== due) yield finding(`${at}/message/function_call/name`, due, called['name']);
          else if (typeof called['arguments'] !== 'string')
            yield finding(`${at}/message/function_call/arguments`, words('text'), called['arguments']);
        }
      },
      fault: editCompletion((json, request) =>
        Array.isArray(bodyObject(request)['functions'])
          ? put(json, '/choices/0/message/function_call/name', 'pong')
          : undefined,
      ),
    },
  },
} satisfies Suite<Completion>;
