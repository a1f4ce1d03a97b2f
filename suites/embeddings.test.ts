import { describe, expect, test } from 'vitest';

import type { Json } from '../src/spec/json.ts';
import { when } from '../src/transport/edits.ts';
import { wantsBase64 } from '../src/transport/embeddings.ts';
import type { Fault } from '../src/transport/fault.ts';
import { bodyObject } from '../src/transport/request.ts';
import { editEmbeddings, editEntries, editVectors } from './embedded.ts';
import { isEmbeddings } from './exchanges.ts';
import { referenceModel, rehearse } from './rehearsal.test-data.ts';
import { cosine, nearest } from './vectors.ts';

const flagging = new Set(['fail', 'warn', 'note', 'error']);
const area = ['embeddings*', 'http/no-error-in-success', 'http/client-error-is-4xx'];

async function judged(fault: Fault) {
  const { verdicts, profiles } = await rehearse({ only: area, fault, model: referenceModel, exercise: false });
  return {
    profile: profiles.find(({ id }) => id === 'embeddings')!.verdict,
    flagged: verdicts.filter(({ verdict }) => flagging.has(verdict)).map(({ check }) => check),
  };
}

function answering(status: number, body: string, contentType = 'application/json'): Fault {
  return when(
    (_, request) => isEmbeddings(request),
    (reply) => ({
      ...reply,
      status,
      headers: { 'content-type': contentType },
      reads: [{ at: reply.headersAt, bytes: Buffer.from(body) }],
    }),
  );
}

const error = (message: string) => JSON.stringify({ error: { message, type: 'error', param: null, code: null } });

describe('a model that writes texts, asked for embeddings', () => {
  test.each<[string, Fault, string, string[]]>([
    ['a path that is not served', answering(404, '404 page not found', 'text/plain'), 'unsupported', []],
    ['another method only', answering(405, '', 'text/plain'), 'unsupported', []],
    ['a model that does not do this', answering(400, error('This model has no embeddings.')), 'unsupported', []],
    ['a server that was started without', answering(501, error('Start it with embeddings on.')), 'unsupported', []],
    ['a key for chat only', answering(403, error('The key is not good for this model.')), 'unsupported', []],
    [
      'a failure that says why',
      answering(500, error('this model does not support embeddings')),
      'unsupported',
      ['embeddings-offer/declined'],
    ],
    [
      'a failure that says nothing',
      answering(500, 'Internal Server Error', 'text/plain'),
      'incomplete',
      ['embeddings-offer/declined'],
    ],
    ['a proxy that reaches nobody', answering(502, '<html>', 'text/html'), 'incomplete', []],
    // As LM Studio says of every path that it does not know.
    ['success, and an error in it', answering(200, error('no embeddings')), 'unsupported', []],
    ['a page that stands everywhere', answering(200, '<html></html>', 'text/html'), 'unsupported', []],
    ['a catch-all that is well', answering(200, '{"status":"ok"}'), 'unsupported', []],
  ])('%s', async (_, fault, profile, flagged) => {
    expect(await judged(fault)).toEqual({ profile, flagged });
  });
});

const asBase64 = (write: (bytes: Buffer, number: number, i: number) => void, size: number): Fault =>
  editEntries((entry, request) => {
    const { embedding } = entry;
    if (!wantsBase64(request) || typeof embedding !== 'string') return entry;
    const bytes = Buffer.from(embedding, 'base64');
    const other = Buffer.alloc((bytes.length / 4) * size);
    for (let i = 0; i < bytes.length / 4; i++) write(other, bytes.readFloatLE(4 * i), i);
    return { ...entry, embedding: other.toString('base64') };
  });

describe('what servers were reported to do', () => {
  test.each<[string, Fault, string[]]>([
    [
      'base64 is ignored',
      editEntries((entry, request) =>
        wantsBase64(request) ? { ...entry, embedding: [...decoded(entry['embedding'])] } : entry,
      ),
      ['embeddings-encoding/is-text'],
    ],
    [
      '64-bit floats',
      asBase64((to, number, i) => to.writeDoubleLE(number, 8 * i), 8),
      ['embeddings-encoding/same-numbers'],
    ],
    [
      'the highest byte first',
      asBase64((to, number, i) => to.writeFloatBE(number, 4 * i), 4),
      ['embeddings-encoding/same-numbers'],
    ],
    [
      'the upper halves of floats',
      asBase64((to, number, i) => {
        const whole = Buffer.alloc(4);
        whole.writeFloatLE(number);
        whole.copy(to, 2 * i, 2);
      }, 2),
      ['embeddings-encoding/same-numbers'],
    ],
    [
      'dimensions are ignored',
      editVectors((vector, _, request) =>
        bodyObject(request)['dimensions'] === undefined ? vector : [...vector, ...vector.slice(0, 64)],
      ),
      ['embeddings/dimensions'],
    ],
    [
      'a counter of indexes that requests share',
      editEntries((entry, _, earlier) => ({ ...entry, index: Number(entry['index']) + (earlier.length % 2) })),
      ['embeddings/indexes'],
    ],
    [
      'no vector for a blank text',
      editEntries((entry, request) => (bodyObject(request)['input'] === ' ' ? { ...entry, embedding: null } : entry)),
      ['embeddings/numbers'],
    ],
    ['not a number, as null', editEntries((entry) => withNull(entry)), ['embeddings/numbers']],
    [
      'a list of token ids, taken for several texts',
      editEmbeddings((json, request) => {
        const { input } = bodyObject(request);
        const [entry] = json['data'] as Json[];
        const several = Array.isArray(input) && typeof input[0] === 'number';
        return several ? { ...json, data: input.map((_, index) => ({ ...(entry as object), index })) } : undefined;
      }),
      ['embeddings/one-each'],
    ],
    [
      'a vector that is always the same',
      editVectors((vector) => vector.map((_, i) => (i === 0 ? 1 : 0))),
      ['embeddings-batch/tell-apart'],
    ],
    [
      'another vector at every call',
      editVectors((vector, _, __, earlier) => vector.map((number, i) => number * Math.sin(i * (earlier.length + 1)))),
      ['embeddings-batch/repeats'],
    ],
    [
      'no object at all',
      answering(200, JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion', choices: [] })),
      ['embeddings/data'],
    ],
    [
      'an empty text that ends in a failure',
      when((_, request) => bodyObject(request)['input'] === '', answering(500, error('index out of range'))),
      ['http/client-error-is-4xx'],
    ],
    [
      'an empty text that is never answered',
      when(
        (_, request) => bodyObject(request)['input'] === '',
        (reply) => ({ ...reply, status: 0, reads: [], end: { how: 'timeout', at: 9, detail: 'no headers in time' } }),
      ),
      ['embeddings-negatives/empty-text'],
    ],
  ])('%s', async (_, fault, flagged) => {
    expect((await judged(fault)).flagged).toEqual(flagged);
  });
});

describe('what conformant servers do', () => {
  const slightly = (by: number): Fault =>
    editVectors((vector, _, __, earlier) => vector.map((number, i) => number + by * Math.sin(i + earlier.length)));
  const isLarge: Parameters<typeof when>[0] = (_, request) => JSON.stringify(request).length > 5000;

  test.each<[string, Fault]>([
    ['rounding that differs from call to call (LEG-89)', slightly(0.001)],
    ['vectors of any length (LEG-87)', editVectors((vector) => vector.map((number) => 25 * number))],
    [
      'all vectors near each other',
      editVectors((vector) => vector.map((number, i) => 0.01 * number + Number(i === 0))),
    ],
    [
      'entries in another order (LEG-37)',
      editEmbeddings((json) => ({ ...json, data: (json['data'] as Json[]).toReversed() })),
    ],
    [
      'no answer in time to more inputs than there may be',
      when(isLarge, (reply) => ({
        ...reply,
        status: 0,
        reads: [],
        end: { how: 'timeout', at: 9, detail: 'no headers in time' },
      })),
    ],
    ['a proxy that waits no longer for them', when(isLarge, answering(504, '', 'text/html'))],
  ])('%s', async (_, fault) => {
    expect((await judged(fault)).flagged).toEqual([]);
  });
});

test('the cosine of vectors, and which of several is nearest', () => {
  expect(cosine([1, 0], [1, 1])).toBeCloseTo(Math.SQRT1_2);
  expect([cosine([1], [1, 1]), cosine([0, 0], [1, 1]), cosine(undefined, [1]), cosine([], [])]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(
    nearest(
      [1, 0.1],
      [
        [0, 1],
        [1, 0],
      ],
    ),
  ).toBe(1);
  expect(
    nearest(
      [1, 1],
      [
        [0, 1],
        [1, 0],
      ],
    ),
  ).toBeUndefined();
  expect(nearest([1, 1], [[1, 1], [1]])).toBeUndefined();
});

function decoded(embedding: Json | undefined): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(String(embedding), 'base64'));
  return new Float32Array(bytes.buffer);
}

function withNull(entry: { [name: string]: Json }): { [name: string]: Json } {
  const { embedding } = entry;
  return Array.isArray(embedding) ? { ...entry, embedding: [null, ...embedding.slice(1)] } : entry;
}
