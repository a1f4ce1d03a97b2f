import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { at as valueAt, isObject, type Json } from '../src/spec/json.ts';
import type { Completion } from '../src/transport/completion.ts';
import { put, without } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import * as has from './capabilities.ts';
import { editCompletion, everyCompletion, offersTools } from './exchanges.ts';
import { forcedCall, toolCall, toolResult } from './probes/tools.ts';
import { isParallel } from './tools-of.ts';

const call = '#/components/schemas/ChatCompletionMessageToolCall';

const callsIn = ({ choices }: Completion) =>
  choices.flatMap(({ at, toolCalls }) => toolCalls.map((json, i) => ({ at: `${at}/message/tool_calls/${i}`, json })));
const isCustom = (json: Json) => isObject(json) && json['type'] === 'custom';

export default {
  id: 'tool-calls',
  title: 'Tool calls in one piece',
  profile: 'tools',
  over: {
    ...everyCompletion,
    where: (exchange) =>
      offersTools(exchange.request) &&
      everyCompletion.where(exchange) &&
      callsIn(everyCompletion.read(exchange)).length > 0,
    probes: [toolCall, forcedCall, toolResult],
    asks: [has.tools, has.namedTool],
  },
  checks: {
    whole: {
      must: 'A tool call has an id that is not empty, the type function, and a function with a name and with arguments as text.',
      cite: schema(`${call}/required`),
      covers: ['CHAT-RESP-001', 'CHAT-RESP-021', 'CHAT-TOOL-001', 'CHAT-TOOL-002', 'CHAT-TOOL-006', 'CHAT-TOOL-017'],
      owns: ['id', 'type', 'function', 'function/name', 'function/arguments'].map(
        (member) => `/choices/*/message/tool_calls/*/${member}`,
      ),
      *find(view) {
        for (const { at, json } of callsIn(view)) {
          if (isCustom(json)) continue;
          const { id, type, function: called } = isObject(json) ? json : {};
          const { name, arguments: text } = isObject(called) ? called : {};
          if (typeof id !== 'string' || id === '') yield finding(`${at}/id`, words('an identifier'), id);
          if (type !== 'function') yield finding(`${at}/type`, 'function', type);
          if (typeof name !== 'string' || name === '')
            yield finding(`${at}/function/name`, words('the name of the function'), name);
          if (typeof text !== 'string') yield finding(`${at}/function/arguments`, words('JSON text in a string'), text);
        }
      },
      fault: editCalls((json) => without(json, '/id')),
    },
    'distinct-ids': {
      must: 'Calls of one message have different ids: the results are told apart by them.',
      cite: schema('#/components/schemas/ChatCompletionRequestToolMessage/properties/tool_call_id'),
      covers: ['CHAT-RESP-021', 'CHAT-TOOL-006'],
      *find(view) {
        const seen = new Set<string>();
        for (const { at, json } of callsIn(view)) {
          const id = isObject(json) && typeof json['id'] === 'string' ? `${at.split('/message')[0]} ${json['id']}` : '';
          if (id !== '' && seen.has(id))
            yield finding(
              `${at}/id`,
              words('another id than the calls before'),
              isObject(json) ? json['id'] : undefined,
            );
          seen.add(id);
        }
      },
      fault: editCompletion((json, request) => {
        const first = valueAt(json, '/choices/0/message/tool_calls/0');
        return isObject(first) && isParallel(request)
          ? put(json, '/choices/0/message/tool_calls', [first, first])
          : undefined;
      }),
    },
    'content-beside-calls': {
      should: 'content is present, as null at least, where the message calls a tool.',
      cite: schema('#/components/schemas/ChatCompletionResponseMessage/required'),
      covers: ['CHAT-RESP-018'],
      *find({ choices }) {
        for (const { at, message: said, toolCalls } of choices)
          if (toolCalls.length > 0 && said['content'] === undefined)
            yield finding(`${at}/message/content`, words('a string or null'), undefined);
      },
      fault: editCompletion((json) =>
        valueAt(json, '/choices/0/message/tool_calls/0') === undefined
          ? undefined
          : without(json, '/choices/0/message/content'),
      ),
    },
  },
} satisfies Suite<Completion>;

function editCalls(edit: (json: { readonly [name: string]: Json }) => Json): Fault {
  return editCompletion((json) => {
    const first = valueAt(json, '/choices/0/message/tool_calls/0');
    return isObject(first) ? put(json, '/choices/0/message/tool_calls/0', edit(first)) : undefined;
  });
}
