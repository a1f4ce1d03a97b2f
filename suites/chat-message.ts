import { prose, schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { at as valueAt, isObject, type JsonObject } from '../src/spec/json.ts';
import type { Completion } from '../src/transport/completion.ts';
import { put, without } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import { editCompletion, everyCompletion } from './exchanges.ts';

const choice = '#/components/schemas/CreateChatCompletionResponse/properties/choices/items/properties';
const message = '#/components/schemas/ChatCompletionResponseMessage/properties';
const calls = ({ tool_calls: tools, function_call: one }: JsonObject) =>
  (Array.isArray(tools) && tools.length > 0) || isObject(one);

export default {
  id: 'chat-message',
  title: 'Chat completions in one piece: the message of a choice',
  profile: 'core',
  over: everyCompletion,
  checks: {
    role: {
      must: 'The role of every message is "assistant".',
      cite: schema(`${message}/role`),
      covers: ['CHAT-RESP-017'],
      owns: ['/choices/*/message/role'],
      *find({ choices }) {
        for (const { at, role, json } of choices)
          if (isObject(json['message']) && role !== 'assistant') yield finding(`${at}/message/role`, 'assistant', role);
      },
      fault: editCompletion((json) => put(json, '/choices/0/message/role', 'user')),
    },
    content: {
      must: 'content is a string or null, and present unless the message calls a tool, refuses or speaks.',
      cite: schema(`${message}/content`),
      covers: ['CHAT-RESP-018'],
      owns: ['/choices/*/message/content'],
      *find({ choices }) {
        for (const { at, message: said, content, json } of choices) {
          if (!isObject(json['message'])) continue;
          const other = calls(said) || typeof said['refusal'] === 'string' || isObject(said['audio']);
          const absent = said['content'] === undefined;
          if (content === undefined && !(absent && other))
            yield finding(`${at}/message/content`, words('a string or null'), said['content']);
        }
      },
      fault: editCompletion((json) => put(json, '/choices/0/message/content', [{ type: 'text', text: 'hello' }])),
    },
    'null-content-has-a-reason': {
      should: 'content is null only where something stands in its place, or where the answer was cut or filtered.',
      cite: schema(`${message}/content`),
      covers: ['CHAT-RESP-019'],
      *find({ choices }) {
        for (const { at, message: said, content, finishReason } of choices) {
          const instead =
            calls(said) ||
            [said['refusal'], said['reasoning_content'], said['reasoning']].some((text) => typeof text === 'string') ||
            isObject(said['audio']);
          if (content === null && !instead && finishReason !== 'length' && finishReason !== 'content_filter')
            yield finding(`${at}/message/content`, words('a string'), null);
        }
      },
      fault: editCompletion((json) => {
        const said = isObject(json) ? (json['choices'] as JsonObject[])[0]?.['message'] : undefined;
        return isObject(said) && !calls(said)
          ? put(put(json, '/choices/0/message/content', null), '/choices/0/finish_reason', 'stop')
          : undefined;
      }),
    },
    'refusal-type': {
      must: 'refusal, where it is present, is a string or null.',
      cite: schema(`${message}/refusal`),
      covers: ['CHAT-RESP-001', 'CHAT-RESP-020'],
      owns: ['/choices/*/message/refusal'],
      *find({ choices }) {
        for (const { at, message: said, refusal } of choices)
          if (said['refusal'] !== undefined && refusal === undefined)
            yield finding(`${at}/message/refusal`, words('a string or null'), said['refusal']);
      },
      fault: editCompletion((json) => put(json, '/choices/0/message/refusal', false)),
    },
    'refusal-is-there': {
      may: 'A message has the member refusal, null where nothing was refused.',
      cite: schema('#/components/schemas/ChatCompletionResponseMessage/required'),
      covers: ['CHAT-RESP-020'],
      *find({ choices }) {
        for (const { at, json, message: said } of choices) {
          if (isObject(json['message']) && said['refusal'] === undefined)
            yield finding(`${at}/message/refusal`, null, undefined);
        }
      },
      fault: editCompletion((json) => without(json, '/choices/0/message/refusal')),
    },
    'tool-calls-type': {
      must: 'tool_calls, where it is present and not null, is an array.',
      cite: schema('#/components/schemas/ChatCompletionMessageToolCalls'),
      covers: ['CHAT-RESP-021'],
      owns: ['/choices/*/message/tool_calls'],
      *find({ choices }) {
        for (const {
          at,
          message: { tool_calls: list },
        } of choices)
          if (list !== undefined && list !== null && !Array.isArray(list))
            yield finding(`${at}/message/tool_calls`, words('an array'), list);
      },
      fault: editMessage((said) => (calls(said) ? said : { ...said, tool_calls: {} })),
    },
    'no-empty-tool-calls': {
      should: 'tool_calls is left out where no tool was called, and not empty: clients test for its presence.',
      cite: prose('chat completion page, response message', 'tool_calls holds the calls, if there are any'),
      covers: ['CHAT-RESP-022'],
      *find({ choices }) {
        for (const {
          at,
          message: { tool_calls: list },
        } of choices)
          if (Array.isArray(list) && list.length === 0)
            yield finding(`${at}/message/tool_calls`, words('no member'), list);
      },
      fault: editMessage((said) => (calls(said) ? said : { ...said, tool_calls: [] })),
    },
    'no-delta': {
      should: 'A choice of a whole completion has a message and no delta, which belongs to chunks.',
      cite: schema(`${choice}/message`),
      covers: ['CHAT-STREAM-038'],
      *find({ choices }) {
        for (const { at, json } of choices)
          if (isObject(json['delta'])) yield finding(`${at}/delta`, words('no member'), json['delta']);
      },
      fault: editCompletion((json) => put(json, '/choices/0/delta', { content: 'hello' })),
    },
  },
} satisfies Suite<Completion>;

/** An edit of the message of the first choice. */
function editMessage(edit: (message: JsonObject) => JsonObject): Fault {
  return editCompletion((json) => {
    const message = valueAt(json, '/choices/0/message');
    return isObject(message) ? put(json, '/choices/0/message', edit(message)) : undefined;
  });
}
