import { isObject, type JsonObject } from '../../src/spec/json.ts';
import { readChatStream } from '../../src/transport/chat-stream.ts';
import { readCompletion } from '../../src/transport/completion.ts';
import { editEvents, editHeader, editJson, insertEvent, when, whenStream } from '../../src/transport/edits.ts';
import { bytesOf, type Reply } from '../../src/transport/exchange.ts';
import { textOf } from '../../src/transport/utf8.ts';
import { bodyObject } from '../../src/transport/request.ts';
import type { Deviations } from '../deviations.ts';
import { isFinishing } from '../chunks.ts';
import { isChat, offersTools } from '../exchanges.ts';
import { answered, everyChunk, listOf, repliedWith } from './edits.ts';
import { editChunks } from '../../src/transport/edits.ts';

const text = (reply: Reply) => textOf(bytesOf(reply));
const streamed = (reply: Reply) => readChatStream({ request: { method: 'POST', path: '', intent: 'plain' }, reply });
const whole = (reply: Reply) => readCompletion({ request: { method: 'POST', path: '', intent: 'plain' }, reply });

/** Groups 1 and 2 of the catalogue: transport, framing, the end of a stream. */
export const http: Deviations = {
  'HTTP-01': {
    says: 'Without the member stream the answer is a stream.',
    fault: answered(
      'whole',
      repliedWith('text/event-stream', (reply) => asStream(whole(reply).object)),
    ),
    caught: ['http/json-media-type'],
  },
  'HTTP-02': {
    says: 'A whole completion is labelled as an event stream and has the terminator of one behind it.',
    fault: answered(
      'whole',
      repliedWith('text/event-stream', (reply) => `${text(reply)}data: [DONE]`),
    ),
    caught: ['http/json-media-type'],
  },
  'HTTP-03': {
    says: 'An event stream is labelled application/json.',
    fault: answered('streamed', whenStream(editHeader('content-type', 'application/json'))),
    caught: ['http/stream-media-type'],
  },
  'HTTP-04': {
    says: 'The chunks come as lines of JSON and not as events.',
    fault: answered(
      'streamed',
      repliedWith('application/x-ndjson', (reply) =>
        streamed(reply)
          .chunks.map(({ json }) => `${JSON.stringify(json)}\n`)
          .join(''),
      ),
    ),
    caught: ['http/stream-media-type'],
  },
  'HTTP-05': {
    says: 'The text of the answer is streamed bare, without events and chunks.',
    fault: answered(
      'streamed',
      repliedWith('text/plain', (reply) => streamed(reply).messages[0]?.content ?? ''),
    ),
    caught: ['http/stream-media-type'],
  },
  'HTTP-06': {
    says: 'stream true is ignored: the answer is one completion.',
    fault: answered(
      'streamed',
      repliedWith('application/json', (reply) => JSON.stringify(asWhole(reply))),
    ),
    caught: ['http/stream-media-type'],
  },
  'HTTP-08': {
    says: 'A proxy takes the headers of the stream away and sends its events at once, as a page.',
    fault: answered('streamed', repliedWith('text/html', text)),
    caught: ['http/stream-media-type'],
  },
  'HTTP-09': { says: 'A path that nobody serves is answered 200.', as: 'routes/unknown-path' },
  'HTTP-14': {
    says: 'A failure has status 200, with choices null and the error beside it.',
    fault: answered(
      'whole',
      editJson(() => ({ choices: null, error: { message: 'The upstream failed.', code: 502 } })),
    ),
    caught: ['http/no-error-in-success'],
  },
  'SSE-01': { says: 'The stream ends without [DONE].', as: 'event-stream/done' },
  'SSE-03': {
    says: 'A comment that keeps the connection alive is passed on as data.',
    fault: insertEvent(1, ': still working'),
    caught: ['event-stream/one-object-per-event'],
  },
  'SSE-04': {
    says: 'What keeps the connection alive is an event with empty data.',
    fault: insertEvent(1, { event: 'ping', data: '' }),
    caught: ['event-stream/one-object-per-event'],
  },
  'SSE-07': {
    says: 'Some events lack the blank line between them, so that what they say runs together.',
    fault: when(
      (_, request) =>
        isChat(request) &&
        !offersTools(request) &&
        !['stop', 'response_format'].some((name) => name in bodyObject(request)),
      editEvents((events) => {
        const [one, other] = events.length < 8 ? [] : events.slice(4);
        return one && other ? events.toSpliced(4, 2, { data: `${one.data}\n${other.data}`, at: other.at }) : events;
      }),
    ),
    caught: ['event-stream/one-object-per-event', 'forms/loses-no-text'],
  },
  'SSE-08': { says: 'A mistaken request is answered 200 where it asks for a stream.', as: 'refusals/streamed-alike' },
  'SSE-11': {
    says: 'A stream that failed on its way says [DONE], as if it had ended well.',
    fault: editChunks((chunks) => chunks.filter(({ json }) => !isFinishing(json))),
    caught: ['stream-delta/finishes'],
  },
  'SSE-12': {
    says: 'Chunks carry error null.',
    fault: everyChunk((json) => ({ error: null, ...json })),
    caught: ['event-stream/no-error-member'],
  },
  'SSE-13': {
    says: 'A stream ends before it has said anything.',
    fault: editEvents((events) => events.slice(0, 0)),
    caught: ['event-stream/chunk-before-done', 'event-stream/done'],
  },
};

function asStream(completion: JsonObject): string {
  const { usage: _, object: __, choices, ...common } = completion;
  const chunk = (deltas: readonly JsonObject[]) => ({ ...common, object: 'chat.completion.chunk', choices: deltas });
  const said = listOf(choices).flatMap((one) => (isObject(one) ? [one] : []));
  const begun = chunk(said.map(({ index = 0, message = {} }) => ({ index, delta: message, finish_reason: null })));
  const ended = chunk(
    said.map(({ index = 0, finish_reason: reason = 'stop' }) => ({ index, delta: {}, finish_reason: reason })),
  );
  return [JSON.stringify(begun), JSON.stringify(ended), '[DONE]'].map((data) => `data: ${data}\n\n`).join('');
}

function asWhole(reply: Reply): JsonObject {
  const { chunks, messages } = streamed(reply);
  const { usage: _, ...first } = chunks[0]?.json ?? {};
  const choices = messages.map(({ index, content, finishReasons }) => ({
    index: index as number,
    message: { role: 'assistant', content, refusal: null },
    finish_reason: finishReasons.at(-1)?.value ?? 'stop',
  }));
  return { ...first, object: 'chat.completion', choices };
}
