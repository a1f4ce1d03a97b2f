import { isObject } from '../../src/spec/json.ts';
import { editJson, insertEvent, put, without } from '../../src/transport/edits.ts';
import type { Deviations } from '../deviations.ts';
import { editCompletion } from '../exchanges.ts';
import { answered, everyChoice, everyChunk } from './edits.ts';

/** Group 3 of the catalogue: the members of completions and chunks. */
export const shapes: Deviations = {
  'SHP-01': {
    says: 'Chunks lack object.',
    fault: everyChunk((json) => without(json, '/object')),
    caught: ['chat-stream/object'],
  },
  'SHP-02': { says: 'A chunk calls itself a whole completion.', as: 'chat-stream/object' },
  'SHP-03': { says: 'A chat completion calls itself a text completion.', as: 'chat/object' },
  'SHP-04': {
    says: 'A whole completion lacks object.',
    fault: editCompletion((json) => without(json, '/object')),
    caught: ['chat/object'],
  },
  'SHP-05': {
    says: 'object is empty in every chunk, or a word of the vendor.',
    fault: everyChunk((json) => ({ ...json, object: '' })),
    caught: ['chat-stream/object'],
  },
  'SHP-06': { says: 'Chunks lack id.', as: 'chat-stream/id' },
  'SHP-08': { says: 'created is in milliseconds.', as: 'chat/created' },
  'SHP-09': {
    says: 'created has a fraction.',
    fault: editCompletion((json) => ({ ...json, created: Number(json['created']) + 0.123 })),
    caught: ['chat/created'],
  },
  'SHP-10': {
    says: 'Chunks lack created.',
    fault: everyChunk((json) => without(json, '/created')),
    caught: ['chat-stream/created'],
  },
  'SHP-11': {
    says: 'model is missing in a whole completion.',
    fault: editCompletion((json) => without(json, '/model')),
    caught: ['chat/model'],
  },
  'SHP-12': {
    says: 'Streamed choices lack index.',
    fault: everyChoice((choice) => without(choice, '/index')),
    caught: [
      'chat-stream/choice-index',
      'choices-stream/all-come',
      'stream-delta/finishes-once',
      'stream-delta/nothing-after-finish',
    ],
  },
  'SHP-13': {
    says: 'index counts the chunks.',
    fault: everyChoice((choice, i) => ({ ...choice, index: i })),
    caught: ['chat-stream/choice-index', 'stream-delta/finishes'],
  },
  'SHP-14': { says: 'A chunk has choices null.', as: 'chat-stream/choices' },
  'SHP-15': {
    says: 'The chunk that brings the usage lacks choices.',
    fault: everyChunk((json) => (isObject(json['usage']) ? without(json, '/choices') : json)),
    caught: ['chat-stream/choices'],
  },
  'SHP-24': {
    says: 'Every chunk has an empty object as its usage.',
    fault: everyChunk((json) => (isObject(json['usage']) ? json : { ...json, usage: {} })),
    caught: ['stream-usage/comes-once', 'usage/counters'],
  },
  'SHP-25': {
    says: 'finish_reason of a whole completion is null.',
    fault: editCompletion((json) => put(json, '/choices/0/finish_reason', null)),
    caught: ['chat/finish-reason'],
  },
  'SHP-26': {
    says: 'The answer has messages where a completion has choices.',
    fault: answered(
      'whole',
      editJson((json) => ({ ...without(json, '/choices'), messages: [{ role: 'assistant', content: 'Hello.' }] })),
    ),
    caught: ['http/is-a-completion'],
  },
  'SHP-27': {
    says: 'An event that tells the cost has next to nothing of a chunk.',
    fault: insertEvent(2, '{"choices":[],"cost":"0.0004"}'),
    caught: ['chat-stream/is-a-chunk'],
  },
};
