import { prose, schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { limitOf, type Completion } from '../src/transport/completion.ts';
import type { ChatStream } from '../src/transport/chat-stream.ts';
import { inTurn } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { editFinish } from './answer.ts';
import { messagesOf } from './chunks.ts';
import { stop } from './probes/stop.ts';
import { editStreamedText, editText, visible } from './text.ts';

type Views = { free: Completion; again: Completion; string: Completion; array: Completion; streamed: ChatStream };

const rule = prose(
  'stop',
  'up to four sequences end the generation; the returned text does not contain the one that did',
);
const meaning = schema(
  '#/components/schemas/CreateChatCompletionResponse/properties/choices/items/properties/finish_reason',
);

/** Characters that no other text begins with by chance. */
const telling = 8;

const free = (view: Views) => view.free.choices[0]?.content ?? '';
/** Word by word, and not as one answer served twice from a cache. */
const repeats = (view: Views) =>
  free(view) !== '' &&
  free(view) === view.again.choices[0]?.content &&
  view.free.object['id'] !== view.again.object['id'];

/** The sequences a request names. */
export function sequencesOf(request: Request): readonly string[] {
  const { stop: named } = bodyObject(request);
  return (Array.isArray(named) ? named : [named]).filter((one): one is string => typeof one === 'string');
}

type Stopped = {
  name: 'string' | 'array' | 'streamed';
  at: string;
  request: Request;
  text: string;
  reason: unknown;
  tokens: unknown;
};

function stoppedOf(view: Views): readonly Stopped[] {
  const whole = (['string', 'array'] as const).map((name): Stopped => {
    const { choices, request, usage } = view[name];
    const [choice] = choices;
    return {
      name,
      at: `/${name}/choices/0`,
      request,
      text: choice?.content ?? '',
      reason: choice?.finishReason,
      tokens: usage?.['completion_tokens'],
    };
  });
  const [message] = messagesOf(view.streamed);
  const reason = message?.finishReasons.at(-1);
  const { request, usages } = view.streamed;
  return [
    ...whole,
    {
      name: 'streamed',
      at: `/streamed/events/${reason?.event ?? 0}/choices/0`,
      request,
      text: message?.content ?? '',
      reason: reason?.value,
      tokens: usages.at(-1)?.usage['completion_tokens'],
    },
  ];
}

/** Where the first of the sequences begins in the text that was said without them; Infinity where none does. */
function placeOf(text: string, request: Request): number {
  return Math.min(
    ...sequencesOf(request)
      .map((one) => text.indexOf(one))
      .filter((place) => place !== -1),
    Infinity,
  );
}

/** Whether the answer is what was said before, up to the sequence: then the sequence, and nothing else, ended it. */
function endedByIt({ text, request, tokens }: Stopped, before: string): boolean {
  const place = placeOf(before, request);
  const limit = limitOf(request) ?? Infinity;
  return (
    place !== Infinity &&
    text.trim() === before.slice(0, place).trim() &&
    !(typeof tokens === 'number' && tokens >= limit)
  );
}

function* without(view: Views, name: Stopped['name'], member: string) {
  const { text, request } = stoppedOf(view).find((one) => one.name === name)!;
  for (const sequence of sequencesOf(request))
    if (visible(text).includes(sequence))
      yield finding(`/${name}/${member}`, words(`text without ${JSON.stringify(sequence)}`), text);
}

export default {
  id: 'stop',
  title: 'Stop sequences, in both forms',
  profile: 'parameters',
  over: stop,
  checks: {
    'string-is-left-out': {
      must: 'The text of an answer does not contain the stop sequence that its request gives as a string.',
      cite: rule,
      covers: ['CHAT-FIN-006', 'CHAT-REQ-011'],
      *find(view) {
        yield* without(view, 'string', 'choices/0/message/content');
      },
      fault: forStop(
        'string',
        editText((text, request) => text + (sequencesOf(request)[0] ?? '')),
      ),
    },
    'array-is-left-out': {
      must: 'The text of an answer contains none of the stop sequences that its request gives as an array.',
      cite: rule,
      covers: ['CHAT-FIN-007', 'CHAT-REQ-011'],
      *find(view) {
        yield* without(view, 'array', 'choices/0/message/content');
      },
      fault: forStop(
        'array',
        editText((text, request) => text + (sequencesOf(request).at(-1) ?? '')),
      ),
    },
    'stream-leaves-it-out': {
      must: 'The joined text of a stream does not contain the stop sequence, also where it spans chunks.',
      cite: rule,
      covers: ['CHAT-STREAM-036'],
      *find(view) {
        yield* without(view, 'streamed', 'content');
      },
      fault: forStop(
        'streamed',
        editStreamedText((text, request) => text + (sequencesOf(request)[0] ?? '')),
      ),
    },
    'finishes-with-stop': {
      must: 'An answer that a stop sequence ended has finish_reason stop, in both forms.',
      cite: meaning,
      covers: ['CHAT-FIN-005'],
      when: (view) => stoppedOf(view).some((one) => endedByIt(one, free(view))),
      *find(view) {
        for (const one of stoppedOf(view))
          if (endedByIt(one, free(view)) && one.reason === 'length')
            yield finding(`${one.at}/finish_reason`, 'stop', one.reason);
      },
      fault: (reply, request, earlier) =>
        sequencesOf(request).length === 0
          ? reply
          : editFinish((choice) => ({ ...choice, finish_reason: 'length' }))(reply, request, earlier),
    },
    'ends-there': {
      must: 'Where the model repeats itself word by word, the answer with a stop sequence is what it said without, up to the sequence.',
      cite: rule,
      covers: ['CHAT-FIN-007'],
      // Two equal answers may be chance; the third that differs then is sampling (LEG-75).
      persistent: true,
      when: repeats,
      *find(view) {
        // One answer may be empty by chance (LEG-95).
        const silent = stoppedOf(view).every(({ text }) => text.trim() === '');
        for (const { name, text, request, reason } of stoppedOf(view)) {
          const place = placeOf(free(view), request);
          const due = free(view).slice(0, place).trim();
          const said = text.trim();
          // Another text altogether is sampling; one that breaks off before the sequence, or goes on behind it, is not.
          // What the limit cut, or a filter, breaks off anywhere: thoughts that nobody sees use the limit too (LEG-52).
          const cut = reason === 'stop' && (said !== '' || silent) && due.startsWith(said);
          const on =
            due.length >= telling && said.startsWith(due) && !sequencesOf(request).some((one) => said.includes(one));
          if (place !== Infinity && said !== due && (cut || on)) yield finding(`/${name}`, due, text);
        }
      },
      fault: (reply, request, earlier) =>
        sequencesOf(request).length === 0
          ? reply
          : inTurn(
              editText((text) => text.slice(0, 1)),
              editStreamedText((text) => text.slice(0, 1)),
            )(reply, request, earlier),
    },
  },
} satisfies Suite<Views>;

function forStop(form: Stopped['name'], fault: Fault): Fault {
  return (reply, request, earlier) => {
    const { stop: named, stream } = bodyObject(request);
    const its = stream === true ? 'streamed' : Array.isArray(named) ? 'array' : 'string';
    return named !== undefined && its === form ? fault(reply, request, earlier) : reply;
  };
}
