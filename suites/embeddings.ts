import { prose, schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject, type Json, type JsonObject } from '../src/spec/json.ts';
import { without } from '../src/transport/edits.ts';
import { inputsOf, wantsBase64, type Embeddings } from '../src/transport/embeddings.ts';
import { bodyObject } from '../src/transport/request.ts';
import { editEmbeddings, editEntries, editVectors, everyEmbedding, isBlank } from './embedded.ts';
import { wrongMembers } from './schema.ts';

const response = '#/components/schemas/CreateEmbeddingResponse/properties';
const embedding = '#/components/schemas/Embedding/properties';
/** What has no list of vectors at all departs in nothing else. */
const isList = ({ object }: Embeddings) => Array.isArray(object['data']);
const asNumbers = ({ request }: Embeddings) => !wantsBase64(request);
const dimensionsOf = ({ request }: Embeddings) => bodyObject(request)['dimensions'];
const dataOf = ({ data }: JsonObject) => (Array.isArray(data) ? (data as readonly Json[]) : []);

export default {
  id: 'embeddings',
  title: 'Embeddings: the list, its entries and their vectors',
  profile: 'embeddings',
  over: everyEmbedding,
  checks: {
    data: {
      must: 'The vectors of an answer stand in an array data, as objects.',
      cite: schema(`${response}/data`),
      covers: ['EMB-001', 'EMB-002', 'EMB-003'],
      owns: ['/data', '/data/*'],
      *find({ object, entries }) {
        if (!Array.isArray(object['data'])) yield finding('/body/data', words('an array'), object['data']);
        for (const { at, json } of entries) if (!isObject(json)) yield finding(at, words('an object'), json);
      },
      fault: editEmbeddings((json) => ({ ...json, data: {} })),
    },
    schema: {
      must: 'Every other member of an answer that is present has the type and the values that the contract gives it.',
      cite: schema('#/components/schemas/CreateEmbeddingResponse'),
      covers: ['EMB-001', 'EMB-002', 'EMB-003'],
      when: isList,
      *find(view, context) {
        yield* wrongMembers(view, view.object, context, '/body');
      },
      fault: editEmbeddings((json) => ({ ...json, object: 'embeddings' })),
    },
    required: {
      should: 'An answer names its object and its model, and every entry its object.',
      cite: schema('#/components/schemas/CreateEmbeddingResponse/required'),
      covers: ['EMB-002', 'EMB-003'],
      when: isList,
      *find({ object, entries }) {
        for (const name of ['object', 'model'])
          if ((object[name] ?? null) === null) yield finding(`/body/${name}`, words('a string'), object[name]);
        for (const { at, json } of entries)
          if (isObject(json) && (json['object'] ?? null) === null)
            yield finding(`${at}/object`, 'embedding', json['object']);
      },
      fault: editEntries((entry) => without(entry, '/object')),
    },
    'one-each': {
      must: 'There are as many entries as inputs: a text or a list of token ids is one, a list of either is several.',
      cite: schema(`#/components/schemas/CreateEmbeddingRequest/properties/input`),
      covers: ['EMB-004', 'EMB-005'],
      when: isList,
      *find({ request, entries }) {
        const due = inputsOf(request).length;
        if (entries.length !== due)
          yield finding('/body/data', words(`${due} ${due === 1 ? 'entry' : 'entries'}`), words(`${entries.length}`));
      },
      fault: editEmbeddings((json) => ({ ...json, data: dataOf(json).slice(0, -1) })),
    },
    indexes: {
      must: 'The index of an entry is the place of its input: each of 0 to the last stands once, in whatever order.',
      cite: schema(`${embedding}/index`),
      covers: ['EMB-003', 'EMB-004', 'EMB-005'],
      owns: ['/data/*/index'],
      when: ({ request, entries }) => entries.length === inputsOf(request).length,
      *find({ entries }) {
        const due = new Set<Json>(entries.keys());
        for (const { at, index } of entries)
          if (index === undefined || !due.delete(index))
            yield finding(`${at}/index`, words(`each of 0 to ${entries.length - 1} once`), index);
      },
      fault: editEntries((entry) => ({ ...entry, index: Number(entry['index']) + 1 })),
    },
    numbers: {
      must: 'A vector is an array of numbers that is not empty, unless the request asks for base64.',
      cite: schema(`${embedding}/embedding`),
      covers: ['EMB-001', 'EMB-003', 'EMB-007', 'EMB-012'],
      owns: ['/data/*/embedding', '/data/*/embedding/*'],
      when: asNumbers,
      *find({ entries }) {
        for (const { at, json, embedding: given } of entries) {
          if (!isObject(json)) continue;
          if (!Array.isArray(given) || given.length === 0)
            yield finding(`${at}/embedding`, words('an array of numbers'), given);
          else {
            const other = (given as readonly Json[]).findIndex((one) => typeof one !== 'number');
            if (other >= 0) yield finding(`${at}/embedding/${other}`, words('a number'), given[other]);
          }
        }
      },
      fault: editEntries((entry, request) =>
        Array.isArray(entry['embedding']) && !wantsBase64(request)
          ? { ...entry, embedding: [entry['embedding']] }
          : entry,
      ),
    },
    'equal-lengths': {
      must: 'The vectors of one answer are of one length.',
      cite: prose('the embedding object, embedding', 'the length of a vector depends on the model'),
      covers: ['EMB-007'],
      when: ({ entries }) => entries.length > 1,
      *find({ entries }) {
        const due = entries[0]?.vector?.length;
        for (const { at, vector } of entries)
          if (vector && due !== undefined && vector.length !== due)
            yield finding(`${at}/embedding`, words(`${due} numbers`), words(`${vector.length}`));
      },
      fault: editVectors((vector, input, request) =>
        inputsOf(request).length > 1 && inputsOf(request).at(-1) === input ? vector.slice(1) : vector,
      ),
    },
    dimensions: {
      must: 'Where a request with `dimensions` is accepted, its vectors have as many numbers.',
      cite: schema('#/components/schemas/CreateEmbeddingRequest/properties/dimensions'),
      covers: ['EMB-013'],
      when: (view) => typeof dimensionsOf(view) === 'number' && view.entries.some(({ vector }) => vector),
      *find(view) {
        for (const { at, vector } of view.entries)
          if (vector && vector.length !== dimensionsOf(view))
            yield finding(`${at}/embedding`, words(`${String(dimensionsOf(view))} numbers`), words(`${vector.length}`));
      },
      fault: editVectors((vector, _, request) =>
        bodyObject(request)['dimensions'] === undefined ? vector : [...vector, ...vector.slice(0, 8)],
      ),
    },
    'not-zero': {
      should: 'The vector of a text that has a word is not all zeros.',
      cite: prose('embeddings guide', 'the distance between two vectors says how related their texts are'),
      covers: ['EMB-007'],
      when: ({ request }) => !isBlank(request),
      *find({ entries }) {
        for (const { at, vector } of entries)
          if (vector && vector.length > 0 && vector.every((one) => one === 0))
            yield finding(`${at}/embedding`, words('numbers other than 0'), words(`${vector.length} zeros`));
      },
      fault: editVectors((vector) => vector.map(() => 0)),
    },
  },
} satisfies Suite<Embeddings>;
