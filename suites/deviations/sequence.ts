import { isObject } from '../../src/spec/json.ts';
import { editChunks, put, when, without } from '../../src/transport/edits.ts';
import { bodyObject } from '../../src/transport/request.ts';
import { isFinishing } from '../chunks.ts';
import { editCompletion, offersTools } from '../exchanges.ts';
import { limitOf } from '../../src/transport/completion.ts';
import { editFinish } from '../answer.ts';
import type { Deviations } from '../deviations.ts';
import { everyChoice, everyChunk } from './edits.ts';

/** Groups 4 and 5 of the catalogue: what follows what in a stream, and why an answer ended. */
export const sequence: Deviations = {
  'SEQ-03': {
    says: 'Every chunk has an id of its own.',
    fault: everyChunk((json, i) => ({ ...json, id: `${String(json['id'])}-${i}` })),
    caught: ['chat-stream/same-id'],
  },
  'SEQ-05': { says: 'A chunk that only brings the usage comes unasked.', as: 'stream-usage/no-usage-chunk-unasked' },
  'SEQ-06': { says: 'No usage comes although it was asked for.', as: 'stream-usage/comes-when-asked' },
  'SEQ-07': {
    says: 'The chunk that brings the usage has only object and usage.',
    fault: everyChunk((json) => (isObject(json['usage']) ? without(json, '/choices') : json)),
    caught: ['chat-stream/choices'],
  },
  'SEQ-10': {
    says: 'No chunk has a finish_reason, and [DONE] comes.',
    fault: everyChoice((choice) => ({ ...choice, finish_reason: null })),
    caught: ['stream-delta/finishes'],
  },
  'SEQ-11': {
    says: 'Chunks before the last lack finish_reason.',
    fault: everyChoice((choice) => (choice['finish_reason'] === null ? without(choice, '/finish_reason') : choice)),
    caught: ['stream-delta/finish-reason-is-there'],
  },
  'SEQ-12': {
    says: 'finish_reason is an empty string until the choice ends.',
    fault: everyChoice((choice) => ({ ...choice, finish_reason: choice['finish_reason'] ?? '' })),
    caught: ['stream-delta/finish-reason'],
  },
  'SEQ-13': {
    says: 'finish_reason is the word null until the choice ends.',
    fault: everyChoice((choice) => ({ ...choice, finish_reason: choice['finish_reason'] ?? 'null' })),
    caught: ['stream-delta/finish-reason'],
  },
  'SEQ-14': {
    says: 'A choice that calls a tool ends twice, for two reasons.',
    fault: when(
      (_, request) => offersTools(request),
      editChunks((chunks) =>
        chunks.flatMap((one) => {
          if (!isFinishing(one.json)) return [one];
          const ended = (reason: string) =>
            JSON.parse(JSON.stringify(one.json).replaceAll(/"finish_reason":"\w+"/g, `"finish_reason":"${reason}"`));
          return [{ ...one, json: ended('tool_calls') }, { json: ended('stop') }];
        }),
      ),
    ),
    caught: ['stream-delta/finishes'],
  },
  'SEQ-16': { says: 'Text comes after the finish_reason.', as: 'stream-delta/nothing-after-finish' },
  'SEQ-17': {
    says: 'Of several streamed choices only the last gets a finish_reason.',
    fault: when(
      (_, request) => Number(bodyObject(request)['n'] ?? 1) > 1,
      everyChoice((choice) => (choice['index'] === 0 ? { ...choice, finish_reason: null } : choice)),
    ),
    caught: ['stream-delta/finishes'],
  },
  'FIN-05': {
    says: 'finish_reason is tool_calls, and tool_calls is empty.',
    fault: when(
      (_, request) => bodyObject(request)['tool_choice'] === 'required',
      editCompletion((json) => put(json, '/choices/0', callsNothing)),
    ),
    caught: ['finish-reason-calls/tool-calls-has-calls', 'chat-message/no-empty-tool-calls', 'tool-choice/required'],
  },
  'FIN-07': {
    says: 'An answer that the limit cut ends with stop, in both forms.',
    fault: when(
      (_, request) => (limitOf(request) ?? 99) <= 3,
      editFinish((choice) => ({ ...choice, finish_reason: 'stop' })),
    ),
    caught: ['limit/cut-is-length', 'limit/cut-stream-is-length'],
  },
  'FIN-08': { says: 'finish_reason is a word of the engine, as eos.', as: 'chat/finish-reason' },
  'FIN-09': {
    says: "finish_reason is another vendor's word for stop.",
    fault: editFinish((choice) =>
      choice['finish_reason'] === 'stop' ? { ...choice, finish_reason: 'end_turn' } : choice,
    ),
    caught: ['chat/finish-reason', 'stream-delta/finish-reason'],
  },
};

const callsNothing = {
  index: 0,
  message: { role: 'assistant', content: 'Fine, thanks.', refusal: null, tool_calls: [] },
  finish_reason: 'tool_calls',
};
