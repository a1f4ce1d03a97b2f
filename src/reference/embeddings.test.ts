import OpenAI from 'openai';
import { expect, test } from 'vitest';

import { bundledContract } from '../schema/bundled.ts';
import type { Json, JsonObject } from '../spec/json.ts';
import { readEmbeddings, type Embeddings, type Vector } from '../transport/embeddings.ts';
import type { Request } from '../transport/request.ts';
import { incomingOf } from './incoming.ts';
import type { Persona } from './persona.ts';
import { personas } from './personas.ts';
import { createReference } from './reference.ts';
import { serve } from './server.ts';
import { width } from './vectors.ts';

const model = 'orchard-large';
const schema = bundledContract().operation('POST', '/embeddings')!.response(200, 'application/json')!;

function ask(input: Json, more: JsonObject = {}, persona?: Persona): Embeddings {
  const request: Request = {
    method: 'POST',
    path: '/embeddings',
    intent: 'plain',
    body: { json: { model, input, ...more } },
  };
  const reply = createReference(persona ? { persona } : {})(incomingOf(request, undefined), []);
  return readEmbeddings({ request, reply });
}

const vectors = ({ entries }: Embeddings): Vector[] => entries.map(({ vector }) => vector!);
const dot = (a: Vector, b: Vector) => a.reduce((sum, number, i) => sum + number * b[i]!, 0);

test.each<[string, Json, number, number]>([
  ['a text', 'a small cat', 1, 3],
  ['texts', ['a small cat', 'rain'], 2, 4],
  ['token ids', [1212, 318, 257], 1, 3],
  ['lists of token ids', [[1212, 318], [257]], 2, 3],
])('%s: a vector for each, numbered, and what was read', (_, input, count, tokens) => {
  const view = ask(input);
  expect(schema.violations(view.body)).toEqual([]);
  expect(view.entries.map(({ index }) => index)).toEqual([...Array(count).keys()]);
  expect(vectors(view).map(({ length }) => length)).toEqual(Array(count).fill(width));
  expect(view.usage).toEqual({ prompt_tokens: tokens, total_tokens: tokens });
  expect(view.object['model']).toBe(model);
});

test('a vector depends on its input and on nothing else', () => {
  const [cat, rain] = vectors(ask(['a cat', 'rain']));
  expect(vectors(ask('rain'))).toEqual([rain]);
  expect(vectors(ask(['rain', 'a cat']))).toEqual([rain, cat]);
  expect(cat).not.toEqual(rain);
});

test('texts with words in common are nearer than others, and vectors are of length one', () => {
  const [cat, cats, bank] = vectors(
    ask(['The cat sleeps on the sofa.', 'A cat is sleeping on a sofa.', 'Interest rates rose in March']),
  ) as [Vector, Vector, Vector];
  expect(dot(cat, cats)).toBeGreaterThan(0.3);
  expect(dot(cat, bank)).toBeLessThan(0.2);
  for (const vector of [cat, cats, bank]) expect(dot(vector, vector)).toBeCloseTo(1, 2);
});

test('base64 holds the same numbers, as 32-bit floats', () => {
  const text = ask('a cat', { encoding_format: 'base64' });
  expect(typeof text.entries[0]!.embedding).toBe('string');
  expect(schema.violations(text.body)).toEqual([]);
  expect(vectors(text)).toEqual(vectors(ask('a cat', { encoding_format: 'float' })));
});

test('fewer dimensions are the first ones, of length one again', () => {
  const [short] = vectors(ask('a cat', { dimensions: 8 })) as [Vector];
  const [whole] = vectors(ask('a cat')) as [Vector];
  expect(short).toHaveLength(8);
  expect(dot(short, short)).toBeCloseTo(1, 2);
  expect(short[0]! / whole[0]!).toBeCloseTo(short[1]! / whole[1]!, 1);
});

test.each<[string, JsonObject, string, string]>([
  ['no input', {}, 'input', 'missing_required_parameter'],
  ['an empty text', { input: '' }, 'input', 'invalid_value'],
  ['no texts', { input: [] }, 'input', 'out_of_range'],
  ['an empty text among others', { input: ['a', ''] }, 'input[1]', 'invalid_value'],
  ['no tokens', { input: [[]] }, 'input[0]', 'out_of_range'],
  ['texts and tokens', { input: ['a', 1] }, 'input[1]', 'invalid_type'],
  ['a token nobody knows', { input: [1e9] }, 'input[0]', 'out_of_range'],
  ['too many texts', { input: Array<string>(2049).fill('a') }, 'input', 'out_of_range'],
  ['too many tokens in all', { input: Array<string>(2048).fill('a '.repeat(200)) }, 'input', 'out_of_range'],
  ['another format', { input: 'a', encoding_format: 'int7' }, 'encoding_format', 'invalid_value'],
  ['no dimensions', { input: 'a', dimensions: 0 }, 'dimensions', 'out_of_range'],
  ['more dimensions than there are', { input: 'a', dimensions: width + 1 }, 'dimensions', 'out_of_range'],
  ['an unknown member', { input: 'a', bogus: 1 }, 'bogus', 'invalid_value'],
])('%s is refused', (_, body, param, code) => {
  const { input, ...more } = body;
  const { status, object } = ask(input as Json, more);
  expect({ status, ...(object['error'] as JsonObject) }).toMatchObject({ status: 400, param, code });
});

test('a model that nobody has is not found, and one that only writes neither', () => {
  expect(ask('a', { model: 'nope' }).status).toBe(404);
  expect(ask('a', {}, named('no-embeddings')).status).toBe(404);
  expect(ask('a', {}, named('embeddings-not-implemented')).status).toBe(501);
});

test('personas differ in the order, the length and the last digits of vectors, not in what they belong to', () => {
  const input = ['a cat', 'a dog', 'rain', 'snow'];
  const shuffled = ask(input, {}, named('embeddings-in-any-order'));
  const sorted = shuffled.entries.toSorted((a, b) => Number(a.index) - Number(b.index));
  expect(shuffled.entries).not.toEqual(sorted);
  expect(sorted.map(({ vector }) => vector)).toEqual(vectors(ask(input)));
  const raw = vectors(ask(input, {}, named('raw-vectors')));
  for (const [i, vector] of raw.entries()) {
    expect(Math.sqrt(dot(vector, vector))).toBeCloseTo(17.3, 0);
    expect(dot(vector, vectors(ask(input))[i]!) / Math.sqrt(dot(vector, vector))).toBeCloseTo(1, 2);
  }
});

test('the official SDK, which asks for base64 where nobody says, reads the same numbers', async () => {
  const server = await serve({});
  try {
    const client = new OpenAI({ apiKey: 'any', baseURL: server.url });
    const usual = await client.embeddings.create({ model, input: ['a cat', 'rain'] });
    const float = await client.embeddings.create({ model, input: ['a cat', 'rain'], encoding_format: 'float' });
    expect(usual.data).toEqual(float.data);
    expect(float.data.map(({ embedding }) => embedding)).toEqual(vectors(ask(['a cat', 'rain'])));
  } finally {
    await server.close();
  }
});

function named(id: string): Persona {
  return personas.find((persona) => persona.id === id)!;
}
