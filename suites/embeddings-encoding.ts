import { client } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { vectorOf, wantsBase64, type Embeddings, type Vector } from '../src/transport/embeddings.ts';
import { editEntries } from './embedded.ts';
import { encodings, type EncodingViews } from './probes/embeddings.ts';
import { cosine, same, vectorsOf } from './vectors.ts';

/** It asks for base64 wherever its user does not say, and decodes whatever comes. */
const sdk = client('openai-node', '6.49.0', 'other numbers than were sent, and no error');

const only = (view: Embeddings) => view.entries[0];
const isText = ({ base64 }: EncodingViews) => typeof only(base64)?.embedding === 'string';
const floats = ({ base64 }: EncodingViews) => only(base64)?.vector;
const isFinite = (vector: Vector | undefined) => vector !== undefined && vector.every(Number.isFinite);

/** Another text in the place of the base64. */
const editText = (edit: (text: string) => string | number[]) =>
  editEntries((entry, request) => {
    const { embedding } = entry;
    return wantsBase64(request) && typeof embedding === 'string' ? { ...entry, embedding: edit(embedding) } : entry;
  });

export default {
  id: 'embeddings-encoding',
  title: 'Embeddings as numbers and as base64',
  profile: 'embeddings',
  over: encodings,
  checks: {
    'is-text': {
      must: 'A request with `encoding_format` base64 that is accepted is answered with strings.',
      cite: sdk,
      covers: ['EMB-011'],
      when: ({ base64 }) => base64.entries.length > 0,
      *find({ base64 }) {
        for (const { at, embedding } of base64.entries)
          if (typeof embedding !== 'string') yield finding(`/base64${at}/embedding`, words('base64 text'), embedding);
      },
      fault: editText((text) => [...vectorOf(text)!]),
    },
    decodes: {
      must: 'The text of an embedding is base64 with its padding, of a whole number of 32-bit floats, each of them finite.',
      cite: sdk,
      covers: ['EMB-007', 'EMB-011'],
      when: isText,
      *find(views) {
        const { at, embedding, vector } = only(views.base64)!;
        if (!isFinite(vector) || vector!.length === 0)
          yield finding(`/base64${at}/embedding`, words('base64 of finite 32-bit floats'), embedding);
      },
      fault: editText((text) => Buffer.from(text, 'base64').subarray(2).toString('base64')),
    },
    'same-numbers': {
      must: 'The base64 text of an embedding holds the floats of the same vector, 32 bits each, the lowest byte first.',
      cite: sdk,
      covers: ['EMB-011'],
      // A model whose numbers change from call to call cannot be compared with itself.
      when: (views) =>
        isText(views) &&
        isFinite(floats(views)) &&
        floats(views)!.length > 0 &&
        (cosine(vectorsOf(views.float)[0], vectorsOf(views.again)[0]) ?? 0) >= same,
      *find(views) {
        const { at } = only(views.base64)!;
        const [float] = vectorsOf(views.float);
        const found = cosine(floats(views), float);
        if (floats(views)!.length !== float!.length)
          yield finding(
            `/base64${at}/embedding`,
            words(`${float!.length} floats of 32 bits`),
            words(`${floats(views)!.length}`),
          );
        else if (found === undefined || found < close)
          yield finding(
            `/base64${at}/embedding`,
            words(`about ${JSON.stringify(float!.slice(0, 3))} …`),
            words(`${JSON.stringify(floats(views)!.slice(0, 3))} …`),
          );
      },
      fault: editText((text) => Buffer.from(text, 'base64').swap32().toString('base64')),
    },
  },
} satisfies Suite<EncodingViews>;

/** What no rounding explains: bytes that are read as other numbers have nothing in common with the vector. */
const close = 0.99;
