import { isObject, type Json, type JsonObject } from '../spec/json.ts';
import { usageOf } from './completion.ts';
import type { Exchange } from './exchange.ts';
import { readJsonReply, type JsonReply } from './json-reply.ts';
import { bodyObject, type Request } from './request.ts';

/** The reply to a request for embeddings. */
export type Embeddings = JsonReply & {
  /** The entries of `data`, whatever they are; empty where it is no array. */
  entries: readonly Entry[];
  /** The `usage` member where it is an object. */
  usage: JsonObject | undefined;
};

/** One entry of `data`; members are as they came, `undefined` where absent. */
export type Entry = {
  /** Where it stands in the view: `/body/data/0`. */
  at: string;
  json: Json;
  index: Json | undefined;
  embedding: Json | undefined;
  /** The numbers of the embedding, in whichever form it came; undefined where it holds none. */
  vector: Vector | undefined;
};

export type Vector = readonly number[];

/** Never throws. */
export function readEmbeddings(exchange: Exchange): Embeddings {
  const reply = readJsonReply(exchange);
  const { data } = reply.object;
  return { ...reply, entries: Array.isArray(data) ? data.map(entry) : [], usage: usageOf(reply.body) };
}

/** What a request wants a vector of, in its order: texts, and lists of token ids. */
export function inputsOf(request: Request): readonly Json[] {
  const { input } = bodyObject(request);
  if (input === undefined) return [];
  const several = Array.isArray(input) && !input.every((one) => typeof one === 'number');
  return several ? input : [input];
}

/** Whether a request asks for vectors as base64 text. */
export function wantsBase64(request: Request): boolean {
  return bodyObject(request)['encoding_format'] === 'base64';
}

/** The 32-bit floats, lowest byte first, that a base64 text holds, or undefined where it holds anything else. */
export function floatsOf(text: string): Vector | undefined {
  const bytes = Buffer.from(text, 'base64');
  if (!base64.test(text) || text.length % 4 !== 0 || bytes.length % 4 !== 0) return undefined;
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
}

/** The base64 text of a vector. */
export function base64Of(vector: Vector): string {
  const bytes = Buffer.alloc(4 * vector.length);
  for (const [i, number] of vector.entries()) bytes.writeFloatLE(number, 4 * i);
  return bytes.toString('base64');
}

/** RFC 4648 §4, the alphabet that standard libraries decode by default. */
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

function entry(json: Json, i: number): Entry {
  const { index, embedding } = isObject(json) ? json : {};
  return { at: `/body/data/${i}`, json, index, embedding, vector: vectorOf(embedding) };
}

/** The numbers of an embedding, an array or base64; undefined where it is neither. */
export function vectorOf(embedding: Json | undefined): Vector | undefined {
  if (typeof embedding === 'string') return floatsOf(embedding);
  const numbers = Array.isArray(embedding) && embedding.every((one) => typeof one === 'number');
  return numbers ? (embedding as number[]) : undefined;
}
