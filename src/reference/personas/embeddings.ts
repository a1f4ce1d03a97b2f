import type { Json } from '../../spec/json.ts';
import type { Persona } from '../persona.ts';
import { randomOf } from '../random.ts';

const noEmbeddings: Persona = {
  id: 'no-embeddings',
  title: 'The model writes texts and has no embeddings',
  shows: ['LEG-68'],
  rules: { noEmbeddings: 404 },
};

const noEmbeddingsHere: Persona = {
  id: 'embeddings-not-implemented',
  title: 'Nobody has embeddings here',
  shows: ['LEG-68'],
  rules: { noEmbeddings: 501 },
};

const anyOrder: Persona = {
  id: 'embeddings-in-any-order',
  title: 'Embeddings in another order than their inputs',
  shows: ['LEG-37'],
  edits: {
    embeddings: (body, { call }) => ({ ...body, data: shuffled(body['data'] as Json[], call) }),
  },
};

const raw: Persona = {
  id: 'raw-vectors',
  title: 'Vectors of any length, each time a little different',
  shows: ['LEG-87', 'LEG-89'],
  mind: { norm: 17.3, jitter: 0.01 },
};

const fixed: Persona = {
  id: 'fixed-vectors',
  title: 'Vectors of one width, as numbers, for texts only',
  shows: ['LEG-51', 'LEG-88'],
  rules: {
    refuses: [
      { member: 'dimensions' },
      { member: 'encoding_format', when: (value) => value === 'base64', instead: 'float' },
      { member: 'input', when: (value) => Array.isArray(value) && value.some((one) => typeof one !== 'string') },
    ],
  },
};

const oneByOne: Persona = {
  id: 'one-embedding-at-a-time',
  title: 'One text a request',
  shows: ['LEG-51'],
  rules: { refuses: [{ member: 'input', when: (value) => Array.isArray(value) }] },
};

const extended: Persona = {
  id: 'embedding-extensions',
  title: 'Embeddings with members of vendors, in the request and in the reply',
  shows: ['LEG-01', 'LEG-90', 'LEG-S23'],
  rules: { vendorMembers: true },
  edits: {
    embeddings: (body) => ({
      ...body,
      id: 'embd-1',
      created: 1_750_000_000,
      data: (body['data'] as Json[]).map((entry) => ({ ...(entry as object), text: null, truncated: false })) as Json[],
      usage: { ...(body['usage'] as object), completion_tokens: 0, prompt_tokens_details: null, cost: 0.1 },
    }),
  },
};

export const embeddings: readonly Persona[] = [
  noEmbeddings,
  noEmbeddingsHere,
  anyOrder,
  raw,
  fixed,
  oneByOne,
  extended,
];

function shuffled(entries: readonly Json[], call: number): Json[] {
  const random = randomOf(`order/${call}`);
  const places = entries.map((entry) => ({ entry, place: random() }));
  return places.toSorted((a, b) => a.place - b.place).map(({ entry }) => entry);
}
