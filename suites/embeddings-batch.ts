import { isDeepStrictEqual } from 'node:util';

import { prose, schema } from '../src/check/cite.ts';
import { finding, words, type Finding } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject } from '../src/spec/json.ts';
import { put } from '../src/transport/edits.ts';
import { inputsOf, type Embeddings, type Vector } from '../src/transport/embeddings.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { editEmbeddings, editVectors } from './embedded.ts';
import { batch, lists, passages, type BatchViews } from './probes/embeddings.ts';
import { cosine, nearest, same, vectorsOf } from './vectors.ts';

const index = schema('#/components/schemas/Embedding/properties/index');
const names = ['a', 'b', 'c', 'd'] as const;
const texts: readonly unknown[] = Object.values(passages);

const alone = (views: BatchViews) => names.map((name) => vectorsOf(views[name])[0]);
const tokens = ({ usage }: Embeddings) => Number(usage?.['prompt_tokens'] ?? NaN);

/** Whether one text has one vector, and each text another. */
function tells(views: BatchViews): boolean {
  const again = cosine(alone(views)[0], vectorsOf(views.again)[0]) ?? 0;
  return again >= same && alone(views).every((vector, i) => nearest(vector, alone(views)) === i);
}

/** The entries of a list that are nearer to another text alone than to their own. */
function* strays(views: BatchViews, name: keyof typeof lists | 'batch'): Iterable<Finding> {
  const view = views[name];
  for (const [i, vector] of vectorsOf(view).entries()) {
    const own = texts.indexOf(inputsOf(view.request)[i]);
    const place = nearest(vector, alone(views));
    if (place !== undefined && place !== own) {
      const at = view.entries.find((entry) => entry.index === i)!.at;
      yield finding(
        `/${name}${at}/embedding`,
        words(`the vector of ${JSON.stringify(texts[own])}, which has index ${i}`),
        words(`that of ${JSON.stringify(texts[place])}`),
      );
    }
  }
}

const isStray = (views: BatchViews) => [...strays(views, 'batch')].length > 0;
const inOrder = (request: Request) => JSON.stringify(inputsOf(request)) === JSON.stringify(texts);
const isList = (request: Request) => inputsOf(request).length > 1 && texts.includes(inputsOf(request)[0]);
const isAlone = (request: Request, name: (typeof names)[number]) => bodyObject(request)['input'] === passages[name];

/** Every vector moves to the next input. */
const rotated = (holds: (request: Request) => boolean) =>
  editEmbeddings((json, request) => {
    const { data } = json;
    if (!Array.isArray(data) || !holds(request)) return undefined;
    const moved = data.map((entry, i) => {
      const next = data[(i + 1) % data.length];
      return isObject(entry) && isObject(next) ? { ...entry, embedding: next['embedding'] ?? null } : entry;
    });
    return { ...json, data: moved };
  });

export default {
  id: 'embeddings-batch',
  title: 'Embeddings of texts alone, in one list, and in several lists at once',
  profile: 'embeddings',
  over: batch,
  checks: {
    'index-is-the-input': {
      must: 'A vector of a list is nearer to that of its own text alone than to that of another.',
      cite: index,
      covers: ['EMB-006'],
      when: tells,
      *find(views) {
        yield* strays(views, 'batch');
      },
      fault: rotated(inOrder),
    },
    'at-once': {
      must: 'Lists that are sent at once get their own vectors, each under the index of its text.',
      cite: index,
      covers: ['EMB-005', 'EMB-006'],
      when: (views) => tells(views) && !isStray(views),
      *find(views) {
        for (const name of Object.keys(lists) as (keyof typeof lists)[]) yield* strays(views, name);
      },
      fault: rotated((request) => isList(request) && !inOrder(request)),
    },
    'as-alone': {
      may: 'A vector of a list is that of its text alone, but for rounding.',
      cite: prose('embeddings, input', 'a list of texts is embedded in a single request'),
      covers: ['EMB-006'],
      when: (views) => tells(views) && !isStray(views),
      *find(views) {
        for (const [i, vector] of vectorsOf(views.batch).entries()) {
          const found = cosine(vector, alone(views)[i]);
          if (found !== undefined && found < same)
            yield finding(`/batch/body/data/${i}/embedding`, words(`a cosine of ${same} or more`), found);
        }
      },
      fault: editVectors((vector, _, request) => (isList(request) ? tilted(vector) : vector)),
    },
    repeats: {
      should: 'The same text has the same vector each time, but for rounding.',
      cite: prose('embeddings guide', 'a text is measured by its vector, which can be stored and compared later'),
      covers: ['EMB-009'],
      when: (views) => cosine(alone(views)[0], vectorsOf(views.again)[0]) !== undefined,
      *find(views) {
        const found = cosine(alone(views)[0], vectorsOf(views.again)[0])!;
        if (found < same) yield finding('/again/body/data/0/embedding', words(`a cosine of ${same} or more`), found);
      },
      // Every second time.
      fault: editVectors((vector, _, request, earlier) =>
        isAlone(request, 'a') && earlier.filter((one) => isAlone(one, 'a')).length % 2 === 1
          ? vector.toReversed()
          : vector,
      ),
    },
    'tell-apart': {
      should: 'Texts that say different things have different vectors.',
      cite: prose('embeddings guide', 'the distance between two vectors says how related their texts are'),
      covers: ['EMB-025'],
      persistent: true,
      when: (views) => cosine(alone(views)[0], alone(views)[2]) !== undefined,
      *find(views) {
        const [first, ...others] = alone(views);
        if (others.every((other) => isDeepStrictEqual(other, first)))
          yield finding(
            '/c/body/data/0/embedding',
            words('another vector than that of another text'),
            words('the same'),
          );
      },
      fault: editVectors((vector) => vector.map(() => 0.5)),
    },
    'any-length': {
      should: 'Vectors of short and of long texts are of one length.',
      cite: prose('the embedding object, embedding', 'the length of a vector depends on the model'),
      covers: ['EMB-008'],
      when: (views) => alone(views).every((vector) => vector !== undefined),
      *find(views) {
        const due = alone(views)[0]!.length;
        for (const [i, vector] of alone(views).entries())
          if (vector!.length !== due)
            yield finding(`/${names[i]}/body/data/0/embedding`, words(`${due} numbers`), words(`${vector!.length}`));
      },
      fault: editVectors((vector, _, request) => (isAlone(request, 'd') ? vector.slice(1) : vector)),
    },
    sum: {
      should: 'prompt_tokens of a list is the sum of those of its texts alone, but for a token each.',
      cite: schema('#/components/schemas/CreateEmbeddingResponse/properties/usage/properties/prompt_tokens'),
      covers: ['EMB-021'],
      when: (views) => [views.batch, ...names.map((name) => views[name])].every((view) => tokens(view) > 0),
      *find(views) {
        const sum = names.reduce((all, name) => all + tokens(views[name]), 0);
        // Estimates are rounded, and a list may be opened and closed as a whole.
        if (Math.abs(tokens(views.batch) - sum) > names.length)
          yield finding('/batch/body/usage/prompt_tokens', words(`about ${sum}`), tokens(views.batch));
      },
      fault: editEmbeddings((json, request) =>
        inOrder(request) ? put(put(json, '/usage/prompt_tokens', 7), '/usage/total_tokens', 7) : undefined,
      ),
    },
    'related-are-near': {
      may: 'Texts that say the same are nearer to one another than to a text about something else.',
      cite: prose('embeddings guide', 'the distance between two vectors says how related their texts are'),
      covers: ['EMB-023'],
      when: tells,
      *find(views) {
        const [a, b, c, d] = alone(views);
        for (const [name, one, related, other] of [
          ['b', a, b, c],
          ['b', b, a, c],
          ['d', c, d, a],
        ] as const) {
          const [near = NaN, far = NaN] = [cosine(one, related), cosine(one, other)];
          if (near <= far) yield finding(`/${name}/body/data/0/embedding`, words(`a cosine above ${far}`), near);
        }
      },
      fault: editVectors((vector, input) => (input === passages.b ? vector.map((number) => -number) : vector)),
    },
  },
} satisfies Suite<BatchViews>;

/** Near what it was, and not the same. */
function tilted(vector: Vector): Vector {
  const length = Math.hypot(...vector);
  return vector.map((number, i) => (i === 0 ? number + 0.2 * length : number));
}
