import { incomingOf } from '../../src/reference/incoming.ts';
import type { Persona } from '../../src/reference/persona.ts';
import { createReference } from '../../src/reference/reference.ts';
import { isObject, type Json, type JsonObject } from '../../src/spec/json.ts';
import { readChatStream, type ChatStream } from '../../src/transport/chat-stream.ts';
import type { Exchange } from '../../src/transport/exchange.ts';
import { isOk, isStream } from '../../src/transport/guards.ts';
import { readJsonReply } from '../../src/transport/json-reply.ts';
import { contract } from '../rehearsal.test-data.ts';
import { script, type Name } from './script.test-data.ts';

/** What one server answered to the script. */
export type Seen = {
  of(name: Name): readonly Exchange[];
  /** The bodies of what one request was granted. */
  replies(name: Name): readonly JsonObject[];
  /** Chat completions in one piece. */
  bodies: readonly JsonObject[];
  /** Those of a chat. */
  streams: readonly ChatStream[];
  /** Of text completions, in one piece and streamed. */
  texts: readonly JsonObject[];
  textStreams: readonly ChatStream[];
  errors: readonly (JsonObject & { error: JsonObject })[];
  exchanges: readonly Exchange[];
};

/** Whether a server shows something. */
export type Witness = (seen: Seen) => boolean;

const key = 'sk-of-the-tests';
// The time of every reply; what differs between two rounds a server did on purpose.
const instant = Date.UTC(2026, 0, 1);
const rounds = 2;

/** The script, three times over. */
export function seenOf(persona: Persona): Seen {
  const reference = createReference({ persona, key, now: () => instant });
  const names = Object.keys(script) as Name[];
  const sent = Array.from({ length: rounds }, () => names).flat();
  const told = sent.map((name) => {
    const request = script[name];
    return { name, exchange: { request, reply: reference(incomingOf(request, key), []) } };
  });
  const exchanges = told.map(({ exchange }) => exchange);
  const of = (name: Name) => told.filter((one) => one.name === name).map(({ exchange }) => exchange);
  const granted = (all: readonly Exchange[]) =>
    all.filter(({ reply }) => isOk(reply) && !isStream(reply)).map((one) => readJsonReply(one).object);
  const at = (path: string) => exchanges.filter(({ request }) => request.path === path);
  const whole = (path: string) => granted(at(path));
  const streamed = (path: string) =>
    at(path)
      .filter(({ reply }) => isStream(reply))
      .map(readChatStream);
  return {
    of,
    replies: (name) => granted(of(name)),
    bodies: whole('/chat/completions'),
    streams: streamed('/chat/completions'),
    texts: whole('/completions'),
    textStreams: streamed('/completions'),
    errors: exchanges.flatMap((one) => {
      const { object } = readJsonReply(one);
      const { error } = object;
      return !isOk(one.reply) && isObject(error) ? [{ ...object, error }] : [];
    }),
    exchanges,
  };
}

type Test<T> = (value: T) => boolean;

export const inBodies =
  (test: Test<JsonObject>): Witness =>
  ({ bodies }) =>
    bodies.some(test);
export const inTexts =
  (test: Test<JsonObject>): Witness =>
  ({ texts }) =>
    texts.some(test);
export const inChunks = (test: Test<JsonObject>): Witness =>
  inStreams(({ chunks }) => chunks.some(({ json }) => test(json)));
export const inStreams =
  (test: Test<ChatStream>): Witness =>
  ({ streams }) =>
    streams.some(test);
export const inErrors =
  (test: (error: JsonObject, around: JsonObject) => boolean): Witness =>
  ({ errors }) =>
    errors.some((body) => test(body.error, body));
export const inChoices = (test: Test<JsonObject>): Witness => inBodies((body) => objectsIn(body['choices']).some(test));
export const inMessages = (test: Test<JsonObject>): Witness =>
  inChoices(({ message }) => isObject(message) && test(message));
export const inChunkChoices = (test: Test<JsonObject>): Witness =>
  inChunks((chunk) => objectsIn(chunk['choices']).some(test));
export const inDeltas = (test: Test<JsonObject>): Witness =>
  inChunkChoices(({ delta }) => isObject(delta) && test(delta));
export const inUsages = (test: Test<JsonObject>): Witness => inBodies(({ usage }) => isObject(usage) && test(usage));
/** The entries of `logprobs.content`. */
export const inScores = (test: Test<JsonObject>): Witness =>
  inChoices(({ logprobs }) => isObject(logprobs) && objectsIn(logprobs['content']).some(test));
/** The text of an event stream, as it came. */
export const inStreamTexts = (test: Test<string>): Witness => inStreams(({ reply }) => test(rawText({ reply })));

export const answered =
  (name: Name): Witness =>
  (seen) =>
    seen.of(name).some(({ reply }) => isOk(reply));
/** Declined every time, as far as the server had time for it. */
export const refused =
  (...names: readonly Name[]): Witness =>
  (seen) =>
    names.every(
      (name) =>
        seen.of(name).every(({ reply }) => !isOk(reply)) &&
        (withStatus(400, name)(seen) || withStatus(422, name)(seen)),
    );
export const withStatus =
  (status: number, name: Name): Witness =>
  (seen) =>
    seen.of(name).some(({ reply }) => reply.status === status);
export const both =
  (...all: readonly Witness[]): Witness =>
  (seen) =>
    all.every((one) => one(seen));

/** The texts that one request was answered with, first choices only. */
export function saidTo(seen: Seen, name: Name): readonly string[] {
  return seen.replies(name).map((body) => String(member(objectsIn(body['choices'])[0]?.['message'], 'content') ?? ''));
}

export function member(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) ? value[name] : undefined;
}

export function rawText({ reply }: Pick<Exchange, 'reply'>): string {
  return Buffer.concat(reply.reads.map(({ bytes }) => bytes)).toString('utf8');
}

export function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export const callsIn = (message: JsonObject): readonly JsonObject[] => objectsIn(message['tool_calls']);
export const has =
  (...names: readonly string[]): Test<JsonObject> =>
  (object) =>
    names.some((name) => Object.hasOwn(object, name));
export const lacks =
  (name: string): Test<JsonObject> =>
  (object) =>
    !Object.hasOwn(object, name);

/** Whether an object has a member that its schema does not name. */
export function hasMore(pointer: string): Test<JsonObject> {
  const known = contract.resolve(`#/components/schemas/${pointer}/properties`);
  if (!isObject(known as Json)) throw new Error(`${pointer} has no properties`);
  return (object) => Object.keys(object).some((name) => !Object.hasOwn(known as JsonObject, name));
}
