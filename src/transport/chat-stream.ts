import { isObject, type Json, type JsonObject } from '../spec/json.ts';
import { assemble, type AssembledMessage } from './assemble.ts';
import { usageOf } from './completion.ts';
import { decodeEvents, type EventStream, type ServerSentEvent } from './event-stream.ts';
import { mediaType, type Exchange, type Reply } from './exchange.ts';
import { readJson, type JsonText } from './json-text.ts';
import type { Request } from './request.ts';
import { remembered } from './remembered.ts';
import { weightOfExchange } from './weight.ts';

/** A reply read as a stream of chunks. Pointers into it name events by their index: `/events/3/choices/0`. */
export type ChatStream = {
  request: Request;
  reply: Reply;
  status: number;
  headers: Reply['headers'];
  mediaType: string;
  stream: EventStream;
  events: readonly ServerSentEvent[];
  /** The data of each event, read as JSON; undefined for `[DONE]`. */
  json: readonly (JsonText | undefined)[];
  chunks: readonly Chunk[];
  /** The indexes of the events whose data is `[DONE]`, blanks around it aside. */
  done: readonly number[];
  /** What the first error event of the stream says: its `error` member, else its JSON, else its data. */
  error: Json | undefined;
  /** The index of that event. */
  errorAt: number | undefined;
  /** What the chunks add up to, by choice index, ascending. */
  messages: readonly AssembledMessage[];
  usages: readonly { event: number; usage: JsonObject }[];
};

/** A dispatched event before the first `[DONE]`, unnamed or named `message`, that holds an object and is no error. */
export type Chunk = {
  /** `/events/3` */
  at: string;
  event: number;
  json: JsonObject;
  /** The entries of `choices` that are objects. */
  choices: readonly ChunkChoice[];
  usage: Json | undefined;
  /** No choices, but `prompt_filter_results`: what Azure sends first. */
  promptFilter: boolean;
};

export type ChunkChoice = {
  /** `/events/3/choices/0` */
  at: string;
  index: Json | undefined;
  /** The delta, or an empty object where it is none. */
  delta: JsonObject;
  hasDelta: boolean;
  finishReason: Json | undefined;
  json: JsonObject;
};

/** Never throws; says nothing about whether the reply should have been a stream. */
export const readChatStream = remembered(({ request, reply }: Exchange): ChatStream => {
  const stream = decodeEvents(reply.reads);
  const { events } = stream;
  const json = events.map((event) => (isDone(event) ? undefined : readData(event.data)));
  const done = events.flatMap((event, i) => (isDone(event) ? [i] : []));
  const failed = events.findIndex((event, i) => isErrorEvent(event, json[i]?.value));
  const chunks = events.slice(0, done[0]).flatMap((event, i) => readChunk(event, i, json[i]?.value));
  return {
    request,
    reply,
    status: reply.status,
    headers: reply.headers,
    mediaType: mediaType(reply),
    stream,
    events,
    json,
    chunks,
    done,
    error: failed === -1 ? undefined : errorOf(events[failed]!, json[failed]?.value),
    errorAt: failed === -1 ? undefined : failed,
    messages: assemble(chunks, request.path === '/completions' ? 'text' : 'delta'),
    usages: chunks.flatMap(({ event, json: chunk }) => {
      const usage = usageOf(chunk);
      return usage ? [{ event, usage }] : [];
    }),
  };
}, weightOfExchange);

/** A fault of a stream leaves most of its events as they were. */
const readData = remembered(readJson as (data: string) => JsonText, (data) => 2 * data.length, 256);

/** Whether the event is the sentinel that ends a stream. */
export function isDone({ data }: { data: string }): boolean {
  return data.trim() === '[DONE]';
}

/** Whether the event says that the stream failed: by its name, or by an `error`, with choices (LEG-53) or without. */
export function isErrorEvent({ event }: { event: string }, value: Json | undefined): boolean {
  if (event === 'error') return true;
  if (!isObject(value)) return false;
  const { error } = value;
  return isObject(error) || (typeof error === 'string' && error !== '');
}

/** Whether an event that stands before `[DONE]` is a chunk. */
export function isChunk(event: { event: string }, value: Json | undefined): value is JsonObject {
  return (event.event === '' || event.event === 'message') && isObject(value) && !isErrorEvent(event, value);
}

function errorOf({ data }: ServerSentEvent, value: Json | undefined): Json {
  return (isObject(value) ? value['error'] : undefined) ?? value ?? data;
}

function readChunk(event: ServerSentEvent, i: number, json: Json | undefined): Chunk[] {
  if (!isChunk(event, json)) return [];
  const listed = Array.isArray(json['choices']) ? (json['choices'] as readonly Json[]) : [];
  const choices = listed.flatMap((one, k) => (isObject(one) ? [readChoice(one, `/events/${i}/choices/${k}`)] : []));
  const promptFilter = listed.length === 0 && Object.hasOwn(json, 'prompt_filter_results');
  return [{ at: `/events/${i}`, event: i, json, choices, usage: json['usage'], promptFilter }];
}

function readChoice(json: JsonObject, at: string): ChunkChoice {
  const { delta } = json;
  const hasDelta = isObject(delta);
  return {
    at,
    index: json['index'],
    delta: hasDelta ? delta : {},
    hasDelta,
    finishReason: json['finish_reason'],
    json,
  };
}
