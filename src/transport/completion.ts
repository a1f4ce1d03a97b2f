import { isObject, type Json, type JsonObject } from '../spec/json.ts';
import type { Exchange } from './exchange.ts';
import { readJsonReply, type JsonReply } from './json-reply.ts';
import { bodyObject, type Request } from './request.ts';
import { remembered } from './remembered.ts';
import { weightOfExchange } from './weight.ts';

/** The reply to a completion that was not streamed, of a chat or of a text. */
export type Completion = JsonReply & {
  /** The entries of `choices` that are objects. */
  choices: readonly Choice[];
  /** The `usage` member where it is an object. */
  usage: JsonObject | undefined;
};

/** One choice; members are as they came, `undefined` where absent. */
export type Choice = {
  /** Where it stands in the view: `/body/choices/0`. */
  at: string;
  index: Json | undefined;
  finishReason: Json | undefined;
  /** The message, or an empty object where it is none. */
  message: JsonObject;
  role: Json | undefined;
  /** What it says, the content of its message or its text: a string or null; undefined where it is absent or anything else. */
  content: string | null | undefined;
  refusal: string | null | undefined;
  /** The entries of `tool_calls`, whatever they are; empty where it is no array. */
  toolCalls: readonly Json[];
  logprobs: Json | undefined;
  json: JsonObject;
};

/** Never throws. */
export const readCompletion = remembered((exchange: Exchange): Completion => {
  const reply = readJsonReply(exchange);
  const { choices } = reply.object;
  const read = Array.isArray(choices)
    ? choices.flatMap((json, i) => (isObject(json) ? [choice(json, i, exchange)] : []))
    : [];
  return { ...reply, choices: read, usage: usageOf(reply.body) };
}, weightOfExchange);

/** The token limit that a request sets under either name, or undefined. */
export function limitOf(request: Request): number | undefined {
  const body = bodyObject(request);
  const limit = body['max_completion_tokens'] ?? body['max_tokens'];
  return typeof limit === 'number' ? limit : undefined;
}

/** The `usage` of a body or chunk where it is an object. */
export function usageOf(body: unknown): JsonObject | undefined {
  const usage = isObject(body) ? body['usage'] : undefined;
  return isObject(usage) ? usage : undefined;
}

function choice(json: JsonObject, i: number, { request }: Exchange): Choice {
  const message = isObject(json['message']) ? json['message'] : {};
  const calls = message['tool_calls'];
  return {
    at: `/body/choices/${i}`,
    index: json['index'],
    finishReason: json['finish_reason'],
    message,
    role: message['role'],
    content: textOrNull(request.path === '/completions' ? json['text'] : message['content']),
    refusal: textOrNull(message['refusal']),
    toolCalls: Array.isArray(calls) ? calls : [],
    logprobs: json['logprobs'],
    json,
  };
}

function textOrNull(value: Json | undefined): string | null | undefined {
  return typeof value === 'string' || value === null ? value : undefined;
}
