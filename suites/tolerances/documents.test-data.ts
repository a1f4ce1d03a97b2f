import { readEmbeddings } from '../../src/transport/embeddings.ts';
import { answers } from './answers.test-data.ts';
import { members } from './members.test-data.ts';
import {
  answered,
  both,
  has,
  inBodies,
  inChoices,
  inDeltas,
  inErrors,
  lacks,
  member,
  objectsIn,
  refused,
} from './seen.test-data.ts';
import { sequence } from './sequence.test-data.ts';
import type { Witnesses } from './witnesses.test-data.ts';

/** What servers do where the published documents are wrong. */
export const documents: Witnesses = {
  'LEG-S3': {
    'no refusal': members['LEG-05']!['missing']!,
    'no logprobs': members['LEG-07']!['whole']!,
    'no refusal within logprobs': inChoices(
      ({ logprobs }) => member(logprobs, 'content') !== undefined && member(logprobs, 'refusal') === undefined,
    ),
  },
  'LEG-S4': {
    'null until the end': ({ textStreams }) =>
      textStreams.some(({ chunks }) =>
        chunks.some(({ choices }) => choices.some(({ finishReason }) => finishReason === null)),
      ),
  },
  'LEG-S5': answers['LEG-59']!,
  'LEG-S6': {
    'a text': (seen) =>
      seen
        .of('base64')
        .some((one) => readEmbeddings(one).entries.some(({ embedding }) => typeof embedding === 'string')),
  },
  'LEG-S8': {
    'no param': inErrors(lacks('param')),
    'no code': inErrors(lacks('code')),
  },
  'LEG-S10': {
    'an event stream': ({ textStreams }) => textStreams.some(({ mediaType }) => mediaType === 'text/event-stream'),
  },
  'LEG-S16': { taken: answered('no parts') },
  'LEG-S17': {
    'a null role': inDeltas(({ role }) => role === null),
    'null tool_calls': inDeltas(({ tool_calls: calls }) => calls === null),
  },
  'LEG-S18': { ...sequence['LEG-34'], ...sequence['LEG-35'] },
  'LEG-S19': { 'no usage': inBodies((body) => objectsIn(body['choices']).length > 0 && !has('usage')(body)) },
  'LEG-S20': { null: members['LEG-04']!['null']! },
  'LEG-S22': { refused: refused('no prompt'), answered: answered('no prompt') },
  'LEG-S23': {
    'refused of embeddings alone': both(
      refused('embedding, for a task'),
      answered('an unknown member'),
      answered('text, unknown member'),
    ),
    'taken by all': both(answered('embedding, for a task'), answered('an unknown member')),
  },
};
