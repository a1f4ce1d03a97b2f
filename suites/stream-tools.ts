import { client, schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { at as valueAt, isObject, type Json, type JsonObject } from '../src/spec/json.ts';
import { readChatStream, type ChatStream } from '../src/transport/chat-stream.ts';
import { editDelta, put, when, without } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import { tools } from './capabilities.ts';
import { choicesIn, isEnded, messagesOf } from './chunks.ts';
import { everyChunked, offersTools } from './exchanges.ts';
import { forcedCall, toolCall } from './probes/tools.ts';
import { isParallel } from './tools-of.ts';

const call = '#/components/schemas/ChatCompletionMessageToolCallChunk/properties';
const throws = client('openai-node', '6.49.0', 'tool call snapshot missing `type`');

type Fragment = { at: string; choice: Json | undefined; json: JsonObject };

function fragmentsIn(view: ChatStream): readonly Fragment[] {
  return choicesIn(view).flatMap(({ at, index, delta: { tool_calls: list } }) =>
    (Array.isArray(list) ? list : []).flatMap((json, i) =>
      isObject(json) ? [{ at: `${at}/delta/tool_calls/${i}`, choice: index, json }] : [],
    ),
  );
}

/** Calls can be told apart only where every fragment says which it belongs to. */
const isIndexed = (view: ChatStream) => fragmentsIn(view).every(({ json: { index } }) => Number.isInteger(index));
const callsIn = (view: ChatStream) =>
  messagesOf(view).flatMap(({ toolCalls, finishReasons }) =>
    toolCalls.map((one) => ({ ...one, finish: finishReasons.at(-1) })),
  );
const functionOf = ({ json }: Fragment) => (isObject(json['function']) ? json['function'] : {});
const hasCall = (json: JsonObject) => JSON.stringify(json).includes('"tool_calls":[{');
const isFragment = (json: JsonObject) => hasCall(json) && !JSON.stringify(json).includes('"name":"');
/** Where the model is free to call what it likes, as often as it likes. */
const severally = (fault: Fault) => when((_, request) => isParallel(request), fault);
const editCall = (edit: (delta: JsonObject) => JsonObject, which = hasCall) => editDelta(which, edit);

export default {
  id: 'stream-tools',
  title: 'Tool calls, streamed: fragments by index',
  profile: 'tools',
  over: {
    ...everyChunked,
    where: (exchange) =>
      offersTools(exchange.request) && everyChunked.where(exchange) && fragmentsIn(readChatStream(exchange)).length > 0,
    probes: [toolCall, forcedCall],
    asks: [tools],
  },
  checks: {
    index: {
      must: 'Every fragment of a tool call has an index, a whole number of 0 or more.',
      cite: throws,
      covers: ['CHAT-STREAM-026'],
      owns: ['/choices/*/delta/tool_calls/*/index'],
      *find(view) {
        for (const {
          at,
          json: { index },
        } of fragmentsIn(view))
          if (!Number.isInteger(index) || (index as number) < 0)
            yield finding(`${at}/index`, words('an integer of 0 or more'), index);
      },
      fault: editCall((delta) => without(delta, '/tool_calls/0/index')),
    },
    'whole-call': {
      must: 'The fragments of a call add up to an id, the type function, the name of the function and arguments as text.',
      cite: throws,
      covers: ['CHAT-STREAM-027', 'CHAT-TOOL-017'],
      when: (view) => isEnded(view) && isIndexed(view),
      *find(view) {
        for (const { index, ids, type, name, finish } of callsIn(view)) {
          const at = `/events/${finish?.event ?? view.events.length - 1}`;
          if (type === 'custom') continue;
          if (ids.length === 0) yield finding(at, words(`an id for tool call ${index}`), words('none in any fragment'));
          if (type !== 'function')
            yield finding(
              at,
              words(`type "function" for tool call ${index}`),
              type === '' ? words('none in any fragment') : type,
            );
          if (name === '')
            yield finding(at, words(`a function name for tool call ${index}`), words('none in any fragment'));
        }
        const given = new Set(
          fragmentsIn(view)
            .filter((one) => typeof functionOf(one)['arguments'] === 'string')
            .map(({ json }) => json['index']),
        );
        for (const { index, type } of callsIn(view))
          if (type !== 'custom' && !given.has(index))
            yield finding('/chunks', words(`arguments for tool call ${index}`), words('none in any fragment'));
      },
      fault: editCall((delta) => without(delta, '/tool_calls/0/type')),
    },
    'same-id': {
      must: 'The id of a tool call does not change from fragment to fragment.',
      cite: schema(`${call}/id`),
      covers: ['CHAT-STREAM-028'],
      when: isIndexed,
      *find(view) {
        for (const { index, ids, finish } of callsIn(view))
          if (ids.length > 1)
            yield finding(
              `/events/${finish?.event ?? 0}`,
              words(`one id for tool call ${index}`),
              words(ids.join(', then ')),
            );
      },
      fault: editCall((delta) => put(delta, '/tool_calls/0/id', 'call_another'), isFragment),
    },
    'an-index-each': {
      must: 'Calls of one answer have an index each; fragments of two calls under one index cannot be told apart.',
      cite: schema(`${call}/index`),
      covers: ['CHAT-STREAM-030'],
      // A second id under one index, with a second name, is a second call and no changed one.
      when: isIndexed,
      *find(view) {
        for (const { index, ids, names, finish } of callsIn(view))
          if (ids.length > 1 && names.length > 1)
            yield finding(
              `/events/${finish?.event ?? 0}`,
              words('an index for each call'),
              words(`index ${index} for ${ids.join(' and ')}`),
            );
      },
      fault: severally(
        editDelta(isFragment, (delta) =>
          put(put(delta, '/tool_calls/0/id', 'call_second'), '/tool_calls/0/function/name', 'get_weather'),
        ),
      ),
      also: ['stream-tools/same-id'],
    },
    'distinct-ids': {
      must: 'Calls of one answer have different ids: the results are told apart by them.',
      cite: schema('#/components/schemas/ChatCompletionRequestToolMessage/properties/tool_call_id'),
      covers: ['CHAT-STREAM-027', 'CHAT-TOOL-006'],
      when: isIndexed,
      *find(view) {
        const seen = new Set<string>();
        for (const {
          ids: [id = ''],
          index,
          finish,
        } of callsIn(view)) {
          if (id !== '' && seen.has(id))
            yield finding(`/events/${finish?.event ?? 0}`, words(`another id for tool call ${index}`), id);
          seen.add(id);
        }
      },
      fault: severally(
        editDelta(hasCall, (delta) => {
          const first = valueAt(delta, '/tool_calls/0');
          const called = { name: 'get_weather', arguments: '{"city":"Bonn"}' };
          return isObject(first) ? put(delta, '/tool_calls/1', { ...first, index: 7, function: called }) : delta;
        }),
      ),
    },
    'arguments-type': {
      must: 'The arguments of a fragment, where they are present and not null, are a string.',
      cite: schema(`${call}/function/properties/arguments`),
      covers: ['CHAT-STREAM-032', 'CHAT-TOOL-002'],
      owns: ['/choices/*/delta/tool_calls/*/function/arguments'],
      *find(view) {
        for (const one of fragmentsIn(view)) {
          const { arguments: text } = functionOf(one);
          if (text !== undefined && text !== null && typeof text !== 'string')
            yield finding(`${one.at}/function/arguments`, words('a string'), text);
        }
      },
      fault: severally(
        editCall((delta) => put(delta, '/tool_calls/0/function/arguments', { city: 'Paris' }), isFragment),
      ),
      also: ['tool-arguments/json'],
    },
  },
} satisfies Suite<ChatStream>;
