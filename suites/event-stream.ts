import { client, prose, schema, standard } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject } from '../src/spec/json.ts';
import type { ChatStream } from '../src/transport/chat-stream.ts';
import {
  dropEvent,
  editBytes,
  editChunk,
  editEnd,
  editEvents,
  insertEvent,
  rawStream,
  truncate,
  whenStream,
} from '../src/transport/edits.ts';
import { anyStream } from './exchanges.ts';

const whatwg = standard(
  'WHATWG HTML §9.2.6, interpreting an event stream',
  'https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation',
);
const done = prose('chat completions, streaming', 'a stream ends with the message `data: [DONE]`');
const sound = ({ error }: ChatStream) => error === undefined;
const isDoneEvent = ({ data }: { data: string }) => data.trim() === '[DONE]';
/** Milliseconds that a stream may stay open behind its end. */
const grace = 2000;

export default {
  id: 'event-stream',
  title: 'Server-sent events: framing and termination',
  profile: 'core',
  over: anyStream,
  checks: {
    fields: {
      must: 'Every line of the stream up to its end is blank, a comment, or a field named data, event, id or retry; what other names carry is lost.',
      cite: whatwg,
      covers: ['SSE-001'],
      *find({ stream, events, done: [end] }) {
        // Clients have stopped reading when something strays in behind [DONE] (LEG-24).
        const { to = Infinity } = end === undefined ? {} : events[end]!;
        for (const { name, at } of stream.unknownFields.filter((field) => field.at < to))
          yield finding(
            '/stream',
            words('data, event, id, retry or a comment'),
            words(`a field named ${JSON.stringify(name)} at byte ${at}`),
          );
      },
      fault: rawStream((text) => text.replace(/(^|\n)(?=data:)/, '$1text: lost\n')),
    },
    'one-object-per-event': {
      must: 'Every dispatched event but the terminator holds exactly one JSON object.',
      cite: prose('chat completions, streaming', 'each event is a JSON object'),
      covers: ['SSE-002'],
      *find({ events, json, done: [end] }) {
        for (const [i, { data }] of events.slice(0, end).entries()) {
          const text = json[i];
          if (text && !isObject(text.value))
            yield finding(
              `/events/${i}`,
              words('one JSON object'),
              text.error ? words(`${text.error.message}: ${JSON.stringify(data.slice(0, 200))}`) : text.value,
            );
        }
      },
      fault: insertEvent(1, '"text"'),
    },
    'goes-well': {
      must: 'A stream that every endpoint can answer does not fail on its way.',
      cite: schema('#/paths/~1chat~1completions/post/responses/200/content/text~1event-stream'),
      covers: ['HTTP-001'],
      persistent: true,
      when: ({ request }) => request.intent === 'plain',
      *find({ error, errorAt }) {
        if (error !== undefined) yield finding(`/events/${errorAt}`, words('a chunk'), error);
      },
      fault: editEvents((events) =>
        events.map((event) =>
          isDoneEvent(event) ? { ...event, data: '{"error":{"message":"The model went away."}}' } : event,
        ),
      ),
    },
    'valid-utf8': {
      must: 'The bytes of the stream are UTF-8.',
      cite: whatwg,
      covers: ['SSE-008'],
      *find({ stream }) {
        if (stream.invalidUtf8At !== undefined)
          yield finding('/stream', words('UTF-8'), words(`an invalid byte at offset ${stream.invalidUtf8At}`));
      },
      fault: whenStream(editBytes((bytes) => Buffer.concat([bytes, Uint8Array.of(0x3a, 0xff, 0x0a)]))),
    },
    'no-bom': {
      should: 'The stream begins with its first field or comment, not with a byte order mark.',
      cite: whatwg,
      covers: ['SSE-009'],
      *find({ stream }) {
        if (stream.bom) yield finding('/stream', words('no byte order mark'), words('U+FEFF at the start'));
        if (stream.nul)
          yield finding('/stream', words('an id without U+0000'), words('an id with it, which is ignored'));
      },
      fault: whenStream(editBytes((bytes) => Buffer.concat([Uint8Array.of(0xef, 0xbb, 0xbf), bytes]))),
    },
    'unnamed-events': {
      may: 'Events have no name, or the name message.',
      cite: prose('chat completions, streaming', 'data-only server-sent events'),
      covers: ['SSE-006'],
      *find({ events }) {
        for (const [i, { event }] of events.entries())
          if (!['', 'message', 'error'].includes(event))
            yield finding(`/events/${i}/event`, words('none, or "message"'), event);
      },
      fault: insertEvent(1, { event: 'ping', data: '{}' }),
    },
    'one-line-data': {
      may: 'The JSON of an event stands on one data line; readers that do not join lines lose the rest.',
      cite: whatwg,
      covers: ['SSE-010'],
      *find({ events }) {
        for (const [i, { dataLines }] of events.entries())
          if (dataLines > 1) yield finding(`/events/${i}`, words('one data line'), words(`${dataLines} data lines`));
      },
      fault: editEvents((events) =>
        events.map((event, i) =>
          i === 0 && event.data.startsWith('{') ? { ...event, data: event.data.replace('{', '{\n') } : event,
        ),
      ),
    },
    'chunk-before-done': {
      must: 'A stream holds at least one chunk before `[DONE]`.',
      cite: client('openai-node', '6.49.0', 'request ended without sending any chunks'),
      covers: ['SSE-016'],
      when: (view) => sound(view) && (view.done.length > 0 || view.reply.end.how === 'complete'),
      *find({ chunks, events }) {
        if (chunks.length === 0)
          yield finding('/events', words('at least one chunk'), words(`${events.length} events, none of them a chunk`));
      },
      fault: editEvents((events) => events.filter(isDoneEvent)),
    },
    done: {
      must: 'A stream that did not fail ends with `data: [DONE]`.',
      cite: done,
      covers: ['SSE-003', 'CMPL-028'],
      when: (view) => sound(view) && view.reply.end.how === 'complete',
      *find({ done: ends, stream, events }) {
        if (ends.length > 0 || stream.undispatched?.data.trim() === '[DONE]') return;
        yield finding(`/events/${events.length}`, words('data: [DONE]'), words('the end of the stream'));
      },
      fault: dropEvent(isDoneEvent),
    },
    'done-is-dispatched': {
      should: 'A blank line follows `data: [DONE]`, without which a reader that keeps to the standard never sees it.',
      cite: whatwg,
      covers: ['SSE-005'],
      when: sound,
      *find({ stream }) {
        if (stream.undispatched?.data.trim() === '[DONE]')
          yield finding('/stream', words('a blank line behind data: [DONE]'), words('the end of the stream'));
      },
      fault: rawStream((text) => text.replace(/(data: ?\[DONE\])[^]*$/, '$1\n')),
    },
    'done-exactly': {
      should: 'The terminator is exactly `[DONE]`.',
      cite: done,
      covers: ['SSE-003'],
      when: sound,
      *find({ events, done: ends }) {
        for (const i of ends)
          if (events[i]!.data !== '[DONE]') yield finding(`/events/${i}/data`, '[DONE]', events[i]!.data);
      },
      fault: editEvents((events) =>
        events.map((event) => (isDoneEvent(event) ? { ...event, data: '[DONE] ' } : event)),
      ),
    },
    'done-once': {
      should: '`[DONE]` comes once, and no event comes after it.',
      cite: done,
      covers: ['SSE-004'],
      when: (view) => sound(view) && view.done.length > 0,
      *find({ events, done: [first = 0] }) {
        for (const [i, { data }] of events.entries())
          if (i > first) yield finding(`/events/${i}`, words('nothing after [DONE]'), data);
      },
      fault: insertEvent('last', '[DONE]'),
    },
    'not-cut-off': {
      must: 'The server does not break a stream off: its HTTP message comes to its proper end.',
      cite: standard('RFC 9112 §8', 'https://www.rfc-editor.org/rfc/rfc9112#section-8'),
      covers: ['SSE-017'],
      persistent: true,
      *find({ reply: { end }, events }) {
        if (end.how === 'truncated')
          yield finding(`/events/${events.length}`, words('the end of the message'), words(end.detail ?? end.how));
      },
      fault: whenStream(truncate()),
    },
    'ends-after-done': {
      should: 'The body ends within two seconds of `[DONE]`; clients that read to its end would wait.',
      cite: done,
      covers: ['SSE-018'],
      persistent: true,
      when: ({ done: ends, reply }) => ends.length > 0 && (reply.end.how === 'complete' || reply.end.how === 'timeout'),
      *find({ events, done: [end = 0], reply }) {
        const held = reply.end.at - events[end]!.at;
        if (held > grace)
          yield finding('/reply/end', words(`at most ${grace} ms after [DONE]`), words(`${Math.round(held)} ms`));
      },
      fault: whenStream(editEnd((end) => ({ ...end, at: end.at + 2 * grace }))),
    },
    'not-held-open': {
      must: 'Once every choice has finished the stream ends, or says `[DONE]`; it is not kept open without data.',
      cite: done,
      covers: ['SSE-019'],
      persistent: true,
      when: ({ messages, error }) =>
        error === undefined && messages.length > 0 && messages.every(({ finishReasons }) => finishReasons.length > 0),
      *find({ reply: { end }, done: ends }) {
        if (end.how === 'timeout' && ends.length === 0)
          yield finding(
            '/reply/end',
            words('[DONE], or the end of the stream'),
            words(end.detail ?? 'a deadline passed'),
          );
      },
      fault: whenStream((reply, request, earlier) => {
        const open = dropEvent(isDoneEvent)(reply, request, earlier);
        return { ...open, end: { how: 'timeout', at: reply.end.at + 60_000, detail: 'no data for 60 s' } };
      }),
    },
    'no-error-member': {
      should: 'A chunk of a stream that goes well has no member `error`, not even null.',
      cite: client('openai-go', '4e5a07a', 'the stream ends in an error wherever the key exists, whatever its value'),
      covers: ['ERR-018'],
      when: sound,
      *find({ chunks }) {
        for (const { at, json } of chunks)
          if (Object.hasOwn(json, 'error')) yield finding(`${at}/error`, undefined, json['error']);
      },
      fault: editChunk(0, { error: null }),
    },
  },
} satisfies Suite<ChatStream>;
