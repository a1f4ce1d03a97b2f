import type { JsonObject } from '../../src/spec/json.ts';
import {
  answered,
  both,
  has,
  member,
  objectsIn,
  refused,
  saidTo,
  type Seen,
  type Witness,
  withStatus,
} from './seen.test-data.ts';
import type { Name } from './script.test-data.ts';
import type { Witnesses } from './witnesses.test-data.ts';

const listed = (seen: Seen) => seen.replies('models').flatMap(({ data }) => objectsIn(data));
const inModels =
  (test: (model: JsonObject) => boolean): Witness =>
  (seen) =>
    listed(seen).some(test);
const varies =
  (name: Name): Witness =>
  (seen) =>
    new Set(saidTo(seen, name).filter((text) => text !== '')).size > 1;

/** Models, and the members of requests. */
export const requests: Witnesses = {
  'LEG-65': {
    'further members': inModels(has('permission', 'root', 'parent')),
    'lengths and prices': both(inModels(has('max_model_len')), inModels(has('pricing'))),
    'made at no known time': inModels(({ created }) => created === 0),
    'no shutdown_date': inModels((model) => !has('shutdown_date')(model)),
  },
  'LEG-66': {
    'no key': both(answered('models without a key'), withStatus(401, 'no key')),
    'no order': (seen) => {
      const ids = objectsIn(seen.replies('models')[0]?.['data']).map(({ id }) => String(id));
      return ids.join() !== ids.toSorted().join();
    },
    'models that do not chat': (seen) => listed(seen).some(({ id }) => id === 'voice') && refusedModel(seen),
    'aliases left out': both(
      answered('no such model'),
      (seen) => !listed(seen).some(({ id }) => id === 'nobody-has-this'),
    ),
  },
  'LEG-67': {
    'any name': both(answered('no such model'), (seen) => new Set(listed(seen).map(({ id }) => id)).size === 1),
  },
  'LEG-68': {
    'completions, 404': withStatus(404, 'text'),
    'completions, 405': withStatus(405, 'text'),
    'completions, 501': withStatus(501, 'text'),
    'embeddings, 404': withStatus(404, 'embedding'),
    'embeddings, 501': withStatus(501, 'embedding'),
  },
  'LEG-69': { refused: refused('two') },
  'LEG-70': { 'all of them': refused('scored', 'alternatives alone', 'a bias', 'a name') },
  'LEG-71': {
    'all of them': both(
      refused('a frequency penalty', 'a presence penalty', 'a bias', 'one call at a time', 'a tier'),
      answered('tools'),
    ),
  },
  'LEG-72': { 'a seed without effect': varies('seeded') },
  'LEG-73': {
    ignored: answered('an unknown member'),
    refused: refused('an unknown member'),
  },
  'LEG-74': {
    temperature: answered('too hot'),
    'five stops': answered('five stops'),
    top_logprobs: answered('too many alternatives'),
    'a negative limit': answered('no limit at all'),
  },
  'LEG-75': { 'the same seed': varies('seeded'), 'temperature 0': varies('greedy') },
  'LEG-76': { 'one holds': answered('both limits'), refused: refused('both limits') },
  'LEG-77': {
    'no developer': refused('a developer'),
    'as a system': both(answered('a developer'), answered('a system')),
    'user and assistant in turn': refused('two of one role'),
  },
  'LEG-97': { 'listed only': both(withStatus(404, 'a model'), answered('models')) },
  'LEG-98': {
    'more than 16 tokens': (seen) =>
      seen.replies('text').some(({ usage }) => Number(member(usage, 'completion_tokens')) > 16),
  },
  'LEG-99': { taken: answered('a result of no call') },
  'LEG-78': { 'a limit': refused('a null limit'), 'another member': refused('a null temperature') },
};

function refusedModel(seen: Seen): boolean {
  return seen.of('the mute model').every(({ reply }) => reply.status >= 400);
}
