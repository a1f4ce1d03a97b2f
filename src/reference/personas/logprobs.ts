import { isObject, type Json, type JsonObject } from '../../spec/json.ts';
import type { Persona } from '../persona.ts';
import { eachChoice, eachLogprob, without } from './choices.ts';

const vocabulary: Persona = {
  id: 'vocabulary-tokens',
  title: 'Tokens as the vocabulary writes them, blanks as ▁ and characters in bytes, and no list of refused ones',
  shows: ['LEG-57', 'LEG-60', 'LEG-S3'],
  edits: {
    completion: (body) => unrefused(eachLogprob(body, written)),
    chunks: (chunks) => chunks.map((chunk) => unrefused(eachLogprob(chunk, written))),
  },
};

const split: Persona = {
  id: 'split-characters',
  title: 'Characters that take several tokens: each with its part of the bytes, or one whole among parts',
  shows: ['LEG-56', 'LEG-58', 'LEG-60'],
  edits: {
    completion: (body) => eachLogprob(body, halved),
    chunks: (chunks) => chunks.map((chunk) => eachLogprob(chunk, halved)),
  },
};

const chosenBesides: Persona = {
  id: 'chosen-besides',
  title: 'The chosen token behind its alternatives, whether they have it or not',
  shows: ['LEG-58'],
  edits: {
    completion: (body) => eachLogprob(body, besides),
    chunks: (chunks) => chunks.map((chunk) => eachLogprob(chunk, besides)),
  },
};

const namesakes: Persona = {
  id: 'namesake-tokens',
  title: 'A vocabulary in which tokens share their spelling: with a blank before them and without',
  shows: ['LEG-60'],
  edits: {
    completion: (body) => eachLogprob(body, trimmed),
    chunks: (chunks) => chunks.map((chunk) => eachLogprob(chunk, trimmed)),
  },
};

export const logprobs: readonly Persona[] = [vocabulary, split, chosenBesides, namesakes];

/** Every entry under a spelling of its own, its alternatives too. */
function respelt(entry: JsonObject, spell: (token: string) => Pick<JsonObject, 'token' | 'bytes'>): JsonObject {
  const alternatives = Array.isArray(entry['top_logprobs']) ? entry['top_logprobs'] : [];
  const each = (one: JsonObject) => ({ ...one, ...spell(String(one['token'])) });
  return { ...each(entry), top_logprobs: alternatives.map((one: Json) => (isObject(one) ? each(one) : one)) };
}

function written(entry: JsonObject): JsonObject {
  const hex = (byte: number) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
  const spell = (text: string) =>
    text.replaceAll(' ', '▁').replaceAll(/[^\u0020-\u2fff]/gu, (one) => bytesOf(one).map(hex).join(''));
  return respelt(entry, (text) => ({ token: spell(text), bytes: null }));
}

function halved(entry: JsonObject): JsonObject[] {
  const bytes = bytesOf(String(entry['token']));
  if (bytes.length === 4 && bytes[0]! > 0x80) return [amongParts(entry, bytes[3]!)];
  if (bytes.length < 3 || bytes[0]! < 0x80) return [entry];
  const part = (own: number[]) => ({
    token: own.map((byte) => `\\x${byte.toString(16)}`).join(''),
    bytes: own,
    logprob: -0.5,
    top_logprobs: [],
  });
  return [part(bytes.slice(0, 2)), part(bytes.slice(2))];
}

/** The last token of a character stands for it, and what might have come in its place are other last bytes. */
function amongParts(entry: JsonObject, last: number): JsonObject {
  const alternatives = Array.isArray(entry['top_logprobs']) ? entry['top_logprobs'] : [];
  const part = (one: Json, i: number) =>
    isObject(one) ? { ...one, token: '\ufffd', bytes: [0x80 + ((last + i) % 0x40)] } : one;
  return { ...entry, top_logprobs: alternatives.map(part) };
}

function besides(entry: JsonObject): JsonObject {
  const { top_logprobs: alternatives, ...chosen } = entry;
  return { ...entry, top_logprobs: [...(Array.isArray(alternatives) ? alternatives : []), chosen] };
}

function trimmed(entry: JsonObject): JsonObject {
  return respelt(entry, (token) => ({ token: token.trim(), bytes: bytesOf(token.trim()) }));
}

function unrefused(body: JsonObject): JsonObject {
  return eachChoice(body, (choice) => {
    const { logprobs: scores } = choice;
    return isObject(scores) ? { ...choice, logprobs: without(scores, 'refusal') } : choice;
  });
}

function bytesOf(token: string): number[] {
  return [...Buffer.from(token, 'utf8')];
}
