import { isObject, type JsonObject } from '../../src/spec/json.ts';
import type { ChatStream, ChunkChoice } from '../../src/transport/chat-stream.ts';
import { bodyObject } from '../../src/transport/request.ts';
import { offersTools } from '../exchanges.ts';
import { callsIn, inChunkChoices, inDeltas, inStreams, lacks, objectsIn, type Witness } from './seen.test-data.ts';
import type { Witnesses } from './witnesses.test-data.ts';

const text = ({ delta }: ChunkChoice) => (typeof delta['content'] === 'string' ? delta['content'] : '');
const says = (choice: ChunkChoice) => text(choice) !== '' || callsIn(choice.delta).length > 0;
const choicesOf = ({ chunks }: ChatStream) => chunks.flatMap(({ choices }) => choices);
const firsts = (test: (delta: JsonObject) => boolean) =>
  inStreams(
    (stream) =>
      !offersTools(stream.request) &&
      choicesOf(stream)
        .slice(0, 1)
        .some(({ delta }) => delta['role'] === 'assistant' && test(delta)),
  );
const asksForUsage = ({ request }: ChatStream) => bodyObject(request)['stream_options'] !== undefined;
const ordinary = ({ chunks }: ChatStream) => chunks.filter(({ choices }) => choices.length > 0).slice(0, -1);
const single = (stream: ChatStream) => (stream.messages.length === 1 ? choicesOf(stream) : []);
const named = ({ function: called }: JsonObject) => isObject(called) && typeof called['name'] === 'string';

/** Whether every choice of every stream says what it says in one chunk. */
export const atOnce: Witness = ({ streams }) =>
  streams.every((stream) => choicesOf(stream).filter(says).length <= stream.messages.length);

/** Order and contents of chunks. */
export const sequence: Witnesses = {
  'LEG-28': {
    'with empty text': firsts(({ content }) => content === ''),
    'with null': firsts(({ content }) => content === null),
    'with no text': firsts((delta) => lacks('content')(delta) && callsIn(delta).length === 0),
    'with the first text': firsts(({ content }) => typeof content === 'string' && content !== ''),
  },
  'LEG-29': {
    'in every delta': inStreams(
      (stream) => choicesOf(stream).length > 3 && choicesOf(stream).every(({ delta }) => delta['role'] === 'assistant'),
    ),
  },
  'LEG-30': {
    'nothing in the last': inStreams((stream) =>
      choicesOf(stream).some(({ delta, finishReason }) => finishReason === 'stop' && Object.keys(delta).length === 0),
    ),
    'empty text in the midst': inStreams((stream) =>
      single(stream)
        .slice(1)
        .some(({ delta, finishReason }) => finishReason === null && delta['content'] === ''),
    ),
    'empty text in the last': inStreams((stream) =>
      choicesOf(stream).some(({ delta, finishReason }) => finishReason !== null && delta['content'] === ''),
    ),
  },
  'LEG-31': {
    'one token': inStreams((stream) => choicesOf(stream).filter(says).length === tokensOf(stream)),
    several: inStreams((stream) => {
      const pieces = single(stream).filter(says).length;
      return pieces > 1 && pieces * 1.5 < tokensOf(stream) && stream.messages[0]!.reasoning === '';
    }),
    'the whole answer': atOnce,
  },
  'LEG-32': {
    content: inStreams((stream) =>
      choicesOf(stream).some((choice) => choice.finishReason === 'stop' && text(choice) !== ''),
    ),
    tool_calls: inStreams((stream) =>
      choicesOf(stream).some(
        ({ finishReason, delta }) => typeof finishReason === 'string' && callsIn(delta).length > 0,
      ),
    ),
    logprobs: inChunkChoices(({ finish_reason: reason, logprobs }) => reason !== null && isObject(logprobs)),
  },
  'LEG-33': {
    null: inStreams((stream) => !asksForUsage(stream) && ordinary(stream).some(({ usage }) => usage === null)),
    none: inStreams((stream) => !asksForUsage(stream) && ordinary(stream).some(({ json }) => lacks('usage')(json))),
  },
  'LEG-34': {
    none: inStreams((stream) => asksForUsage(stream) && ordinary(stream).some(({ json }) => lacks('usage')(json))),
  },
  'LEG-35': {
    'on the last with choices': inStreams(({ chunks }) =>
      chunks.some(({ usage, choices }) => isObject(usage) && choices.length > 0),
    ),
  },
  'LEG-36': {
    'several in a chunk': inStreams(({ chunks }) => chunks.some(({ choices }) => choices.length > 1)),
    'the second first': inStreams((stream) => choicesOf(stream)[0]?.index === 1),
    interleaved: inStreams((stream) => changes(choicesOf(stream).map(({ index }) => index)) > 2),
  },
  'LEG-37': {
    unsorted: (seen) =>
      seen.replies('embeddings').some(({ data }) => objectsIn(data).some(({ index }, i) => index !== i)),
  },
  'LEG-38': {
    'in one piece': inStreams((stream) =>
      fragments(stream).some(({ function: called }) => isObject(called) && isWhole(called['arguments'])),
    ),
    'in many': inStreams((stream) => fragments(stream).filter((call) => !named(call)).length > 2),
    'id, type and name first only': inStreams((stream) =>
      fragments(stream).some((call) => lacks('id')(call) && lacks('type')(call) && !named(call)),
    ),
  },
  'LEG-39': {
    'null beside': inDeltas((delta) => callsIn(delta).length > 0 && delta['content'] === null),
    'empty text beside': inDeltas((delta) => callsIn(delta).length > 0 && delta['content'] === ''),
    'text before': inStreams(
      (stream) => fragments(stream).length > 0 && choicesOf(stream).some((choice) => text(choice) !== ''),
    ),
  },
};

function tokensOf({ usages }: ChatStream): number {
  const [{ usage } = { usage: {} }] = usages;
  return Number((usage as JsonObject)['completion_tokens'] ?? NaN);
}

function changes(indexes: readonly unknown[]): number {
  return indexes.filter((index, i) => i > 0 && index !== indexes[i - 1]).length;
}

function fragments(stream: ChatStream): readonly JsonObject[] {
  return choicesOf(stream).flatMap(({ delta }) => callsIn(delta));
}

function isWhole(argument: unknown): boolean {
  return typeof argument === 'string' && /^\{[^]+\}$/.test(argument);
}
