import type { Every } from '../src/check/suite.ts';
import { isObject, type Json, type JsonObject } from '../src/spec/json.ts';
import { readChatStream } from '../src/transport/chat-stream.ts';
import { readCompletion, usageOf } from '../src/transport/completion.ts';
import { editChunks, editJson, inTurn } from '../src/transport/edits.ts';
import type { Exchange } from '../src/transport/exchange.ts';
import type { Fault } from '../src/transport/fault.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { everyAnswer } from './answer.ts';
import { logprobs } from './capabilities.ts';
import { choicesIn, messagesOf } from './chunks.ts';
import { isChat, wantsStream } from './exchanges.ts';
import { withLogprobs } from './probes/logprobs.ts';

/** An answer in either form, for what it says of the probabilities of its tokens. */
export type Scored = {
  request: Request;
  streamed: boolean;
  choices: readonly ScoredChoice[];
  usage: JsonObject | undefined;
};

export type ScoredChoice = {
  at: string;
  text: string;
  /** Whether the text is all there is: no call, no refusal, no thoughts. */
  plain: boolean;
  /** Each `logprobs` as it came, `undefined` where absent: one of a whole completion, one of each chunk. */
  parts: readonly { at: string; json: Json | undefined }[];
  tokens: readonly ScoredToken[];
};

/** An entry of `content`, or one of its alternatives; members of another type are undefined, as absent ones. */
export type Token = {
  at: string;
  json: JsonObject;
  token: string | undefined;
  logprob: number | undefined;
  bytes: readonly Json[] | undefined;
};
export type ScoredToken = Token & { alternatives: readonly Token[] };

/** Every answer to a request for log probabilities. */
export const everyScored: Every<Scored> = {
  where: (exchange) => everyAnswer.where(exchange) && asksForLogprobs(exchange.request),
  read: readScored,
  probes: [withLogprobs],
  asks: [logprobs],
};

/** Never throws. */
export function readScored(exchange: Exchange): Scored {
  const { request } = exchange;
  return wantsStream(request)
    ? { request, streamed: true, ...ofStream(exchange) }
    : { request, streamed: false, ...ofCompletion(exchange) };
}

export function asksForLogprobs(request: Request): boolean {
  return bodyObject(request)['logprobs'] === true;
}

/** How many alternatives a request asks for. */
export function alternativesOf(request: Request): number {
  const { top_logprobs: asked } = bodyObject(request);
  return typeof asked === 'number' ? asked : 0;
}

/** An edit of every `logprobs` that a choice carries, in either form. */
export function editLogprobs(edit: (logprobs: JsonObject, request: Request) => Json): Fault {
  const edited = (json: JsonObject, request: Request): JsonObject => {
    const { choices } = json;
    if (!isChat(request) || !Array.isArray(choices)) return json;
    const each = (choice: Json) =>
      isObject(choice) && isObject(choice['logprobs'])
        ? { ...choice, logprobs: edit(choice['logprobs'], request) }
        : choice;
    return { ...json, choices: choices.map(each) };
  };
  return inTurn(
    editJson((json, request) => (wantsStream(request) ? undefined : edited(json, request))),
    editChunks((chunks, request) => chunks.map((one) => ({ ...one, json: edited(one.json, request) }))),
  );
}

/** An edit of every entry, in either form. */
export function editTokens(edit: (entry: JsonObject, request: Request) => JsonObject): Fault {
  return editLogprobs((logprobs, request) => {
    const { content } = logprobs;
    if (!Array.isArray(content)) return logprobs;
    return { ...logprobs, content: content.map((entry) => (isObject(entry) ? edit(entry, request) : entry)) };
  });
}

function ofCompletion(exchange: Exchange): Pick<Scored, 'choices' | 'usage'> {
  const { choices, body } = readCompletion(exchange);
  return {
    usage: usageOf(body),
    choices: choices.map(({ at, content, toolCalls, message, logprobs: json }) => {
      const beside = [message['refusal'], message['reasoning_content'], message['reasoning'], message['function_call']];
      return {
        at,
        text: content ?? '',
        plain: toolCalls.length === 0 && beside.every((one) => one === undefined || one === null || one === ''),
        ...scoredBy([{ at: `${at}/logprobs`, json }]),
      };
    }),
  };
}

function ofStream(exchange: Exchange): Pick<Scored, 'choices' | 'usage'> {
  const view = readChatStream(exchange);
  return {
    usage: view.usages.at(-1)?.usage,
    choices: messagesOf(view).map(({ index, content, refusal, reasoning, toolCalls, functionCall }) => {
      const own = choicesIn(view).filter((one) => one.index === index);
      return {
        at: '/chunks',
        text: content ?? '',
        plain: (refusal ?? '') === '' && reasoning === '' && toolCalls.length === 0 && functionCall === undefined,
        ...scoredBy(own.map(({ at, json }) => ({ at: `${at}/logprobs`, json: json['logprobs'] }))),
      };
    }),
  };
}

function scoredBy(parts: ScoredChoice['parts']): Pick<ScoredChoice, 'parts' | 'tokens'> {
  const tokens = parts.flatMap(({ at, json }) => listed(isObject(json) ? json['content'] : undefined, `${at}/content`));
  return {
    parts,
    tokens: tokens.map((one) => ({
      ...one,
      alternatives: listed(one.json['top_logprobs'], `${one.at}/top_logprobs`),
    })),
  };
}

function listed(list: Json | undefined, at: string): Token[] {
  const entries = Array.isArray(list) ? (list as readonly Json[]) : [];
  return entries.flatMap((json, i) => (isObject(json) ? [tokenOf(json, `${at}/${i}`)] : []));
}

function tokenOf(json: JsonObject, at: string): Token {
  const { token, logprob, bytes } = json;
  return {
    at,
    json,
    token: typeof token === 'string' ? token : undefined,
    logprob: typeof logprob === 'number' ? logprob : undefined,
    bytes: Array.isArray(bytes) ? bytes : undefined,
  };
}
