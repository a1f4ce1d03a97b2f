import { prose, schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject, type JsonObject } from '../src/spec/json.ts';
import type { ChatStream } from '../src/transport/chat-stream.ts';
import { editChunk, editChunks, without } from '../src/transport/edits.ts';
import { limitOf } from '../src/transport/completion.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { isEnded, messagesOf, ownChunks } from './chunks.ts';
import { everyChunked } from './exchanges.ts';

const options = schema('#/components/schemas/ChatCompletionStreamOptions/properties/include_usage');
/** A usage that fits any answer to the request. */
function counted(request: Request): JsonObject {
  const completion = limitOf(request) ?? 9;
  return { prompt_tokens: 9, completion_tokens: completion, total_tokens: 9 + completion };
}

export function asksForUsage(request: Request): boolean {
  const { stream_options: wanted } = bodyObject(request);
  return isObject(wanted) && wanted['include_usage'] === true;
}

export const lastFinish = (view: ChatStream) =>
  Math.max(-1, ...messagesOf(view).flatMap(({ finishReasons }) => finishReasons.map(({ event }) => event)));
export const isBare = (json: JsonObject) =>
  Array.isArray(json['choices']) && json['choices'].length === 0 && isObject(json['usage']);

export default {
  id: 'stream-usage',
  title: 'Chat completions, streamed: usage',
  profile: 'core',
  over: everyChunked,
  checks: {
    'comes-when-asked': {
      must: 'With include_usage accepted, the usage of the request comes with the last finish_reason or after it.',
      cite: options,
      covers: ['CHAT-STREAM-021'],
      when: (view) => asksForUsage(view.request) && isEnded(view) && lastFinish(view) !== -1,
      *find(view) {
        const last = view.usages.at(-1)?.event ?? -1;
        if (last === -1) yield finding('/chunks', words('a chunk with usage'), words('none'));
        else if (last < lastFinish(view))
          yield finding(
            `/events/${last}/usage`,
            words('usage with or after the last finish_reason'),
            words('usage before it'),
          );
      },
      fault: editChunks((chunks) =>
        chunks.filter(({ json }) => !isBare(json)).map((one) => ({ ...one, json: without(one.json, '/usage') })),
      ),
    },
    type: {
      must: 'The usage of a chunk, where it is present, is an object or null.',
      cite: schema('#/components/schemas/CreateChatCompletionStreamResponse/properties/usage'),
      covers: ['CHAT-STREAM-001'],
      *find(view) {
        for (const { at, usage } of ownChunks(view))
          if (usage !== undefined && usage !== null && !isObject(usage))
            yield finding(`${at}/usage`, words('an object or null'), usage);
      },
      fault: editChunk('first', { usage: 0 }),
    },
    'comes-once': {
      should: 'With include_usage, one chunk has a usage that is not null, and it is the last one.',
      cite: options,
      covers: ['CHAT-STREAM-023'],
      when: (view) => asksForUsage(view.request) && view.usages.length > 0 && isEnded(view),
      *find(view) {
        if (view.usages.length > 1)
          yield finding(
            `/events/${view.usages[0]!.event}/usage`,
            words('usage on the last chunk alone'),
            words(`usage on ${view.usages.length} chunks`),
          );
        const behind = ownChunks(view).find(
          ({ event, choices }) => event > view.usages.at(-1)!.event && choices.length > 0,
        );
        if (behind) yield finding(behind.at, words('no choice after the usage'), behind.json['choices']);
      },
      fault: editChunks(([first, ...rest], request) =>
        first && asksForUsage(request)
          ? [{ ...first, json: { ...first.json, usage: counted(request) } }, ...rest]
          : [...(first ? [first] : []), ...rest],
      ),
    },
    'comes-by-itself': {
      may: 'With include_usage, the usage comes in a chunk of its own whose choices are empty.',
      cite: options,
      covers: ['CHAT-STREAM-047'],
      when: (view) => asksForUsage(view.request) && view.usages.length > 0,
      *find(view) {
        const last = view.usages.at(-1)!;
        const chunk = ownChunks(view).find(({ event }) => event === last.event);
        if (chunk && chunk.choices.length > 0)
          yield finding(`${chunk.at}/usage`, words('a chunk with empty choices'), words('a chunk with a choice'));
      },
      fault: editChunks((chunks) => {
        const bare = chunks.findLast(({ json }) => isBare(json));
        const before = bare && chunks[bare.i - 1];
        return before
          ? chunks
              .filter((one) => one !== bare)
              .map((one) => (one === before ? { ...one, json: { ...one.json, usage: bare.json['usage']! } } : one))
          : chunks;
      }),
    },
    'null-until-then': {
      may: 'With include_usage, every chunk before the last carries usage null.',
      cite: options,
      covers: ['CHAT-STREAM-022'],
      when: (view) => asksForUsage(view.request) && view.usages.length > 0,
      *find(view) {
        const absent = ownChunks(view).find(({ json, choices }) => choices.length > 0 && !Object.hasOwn(json, 'usage'));
        if (absent) yield finding(`${absent.at}/usage`, null, undefined);
      },
      fault: editChunks((chunks) =>
        chunks.map((one) => (one.json['usage'] === null ? { ...one, json: without(one.json, '/usage') } : one)),
      ),
    },
    'no-usage-chunk-unasked': {
      must: 'Without include_usage no chunk comes whose choices are empty and which only brings the usage: clients read choices[0].',
      cite: options,
      covers: ['CHAT-STREAM-045'],
      when: ({ request }) => !asksForUsage(request),
      *find(view) {
        for (const { at, json } of ownChunks(view))
          if (isBare(json)) yield finding(`${at}/choices`, words('a choice, or no such chunk'), json['choices']);
      },
      fault: editChunks((chunks, request) => {
        const last = chunks.at(-1);
        return last && !asksForUsage(request)
          ? [...chunks, { json: { ...last.json, choices: [], usage: counted(request) } }]
          : chunks;
      }),
    },
    'no-usage-unasked': {
      may: 'Without include_usage, chunks carry no usage, or null.',
      cite: prose('stream options', 'usage is only present where include_usage asks for it'),
      covers: ['CHAT-STREAM-020'],
      when: ({ request }) => !asksForUsage(request),
      *find(view) {
        for (const { at, json, choices } of ownChunks(view))
          if (isObject(json['usage']) && choices.length > 0)
            yield finding(`${at}/usage`, words('null or nothing'), json['usage']);
      },
      fault: editChunks((chunks, request) => {
        const last = chunks.findLast(({ json }) => Array.isArray(json['choices']) && json['choices'].length > 0);
        return last && !asksForUsage(request)
          ? chunks.map((one) => (one === last ? { ...one, json: { ...one.json, usage: counted(request) } } : one))
          : chunks;
      }),
    },
  },
} satisfies Suite<ChatStream>;
