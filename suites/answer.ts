import type { Every } from '../src/check/suite.ts';
import { isObject, type Json, type JsonObject } from '../src/spec/json.ts';
import { readChatStream, type ChatStream } from '../src/transport/chat-stream.ts';
import { limitOf, readCompletion, usageOf, type Completion } from '../src/transport/completion.ts';
import { editAllChunks, editChunks, editJson, inTurn, when } from '../src/transport/edits.ts';
import { readJson } from '../src/transport/json-text.ts';
import type { Exchange } from '../src/transport/exchange.ts';
import type { Fault } from '../src/transport/fault.ts';
import type { Request } from '../src/transport/request.ts';
import { isEnded, messagesOf } from './chunks.ts';
import { asksForText, choicesOf, everyChunked, everyCompletion, isChat, wantsStream } from './exchanges.ts';
import { oneChat, oneStream, talk } from './probes/chat.ts';
import { limit } from './probes/limit.ts';

/** What was answered, whichever form it came in. */
export type Answer = {
  request: Request;
  streamed: boolean;
  choices: readonly AnsweredChoice[];
  /** Where the usage stands, and what it says; undefined where there is none. */
  usage: { at: string; counts: JsonObject } | undefined;
};

export type AnsweredChoice = {
  at: string;
  index: Json | undefined;
  finishReason: string | undefined;
  content: string;
  /** The arguments of each tool call, as they came. */
  calls: readonly { name: string; arguments: string }[];
  functionCall: boolean;
  /** The model refused, or said nothing at all: what it was to do cannot be asked of it. */
  silent: boolean;
};

/** Every answered chat completion of the run, in either form, if it came whole. */
export const everyAnswer: Every<Answer> = {
  where: (exchange) =>
    everyCompletion.where(exchange) || (everyChunked.where(exchange) && isEnded(readChatStream(exchange))),
  read: (exchange) => readAnswer(exchange),
  probes: [oneChat, oneStream, talk, limit],
};

/** Reads either form. Never throws. */
export function readAnswer(exchange: Exchange): Answer {
  return wantsStream(exchange.request) ? ofStream(readChatStream(exchange)) : ofCompletion(readCompletion(exchange));
}

/** Whether the arguments of a call end in mid-JSON. */
export const isCutCall = ({ calls }: AnsweredChoice) =>
  calls.some(({ arguments: text }) => text !== '' && readJson(text).error !== undefined);

/** Completion tokens, where they are told and belong to one choice. */
export function tokensOf({ usage, request }: Answer): number | undefined {
  const { prompt_tokens: prompt, completion_tokens: tokens, total_tokens: total } = usage?.counts ?? {};
  // Where the sum is wrong, hidden reasoning may have used the limit up.
  if (typeof tokens !== 'number' || total !== Number(prompt) + tokens) return undefined;
  return choicesOf(request) === 1 ? tokens : undefined;
}

/** Whether it used its token limit up, as far as its usage tells. */
export function isSpent(view: Answer): boolean {
  return (tokensOf(view) ?? -1) >= (limitOf(view.request) ?? Infinity);
}

/** A fault that gives another finish_reason to answers of one kind. */
export function finishingWith(reason: string, holds: (view: Answer) => boolean): Fault {
  return when(
    (reply, request) => everyAnswer.where({ request, reply }) && holds(readAnswer({ request, reply })),
    editFinish((choice) => ({ ...choice, finish_reason: reason })),
  );
}

/** An edit of the choices of an answer in either form: of a completion's choices, or of a stream's finishing chunks. */
export function editFinish(edit: (choice: JsonObject, request: Request) => JsonObject): Fault {
  const each = (json: JsonObject, request: Request, holds: (choice: JsonObject) => boolean): JsonObject => {
    const { choices } = json;
    if (!Array.isArray(choices)) return json;
    return { ...json, choices: choices.map((one) => (isObject(one) && holds(one) ? edit(one, request) : one)) };
  };
  return inTurn(
    editJson((json, request) =>
      !isChat(request) || wantsStream(request) ? undefined : each(json, request, () => true),
    ),
    editChunks((chunks, request) =>
      chunks.map((one) => ({
        ...one,
        json: each(one.json, request, (choice) => typeof choice['finish_reason'] === 'string'),
      })),
    ),
  );
}

/** An edit of the usage of an answer in either form. */
export function editUsage(edit: (usage: JsonObject, request: Request) => Json): Fault {
  const edited = (json: JsonObject, request: Request) => {
    const usage = usageOf(json);
    return usage ? { ...json, usage: edit(usage, request) } : json;
  };
  return inTurn(
    editJson((json, request) => (!asksForText(request) || wantsStream(request) ? undefined : edited(json, request))),
    editAllChunks((chunks, request) => chunks.map((one) => ({ ...one, json: edited(one.json, request) }))),
  );
}

function ofCompletion({ request, choices, usage }: Completion): Answer {
  return {
    request,
    streamed: false,
    usage: usage && { at: '/body/usage', counts: usage },
    choices: choices
      .filter(({ json, content }) => isObject(json['message']) || typeof content === 'string')
      .map(({ at, index, finishReason, content, toolCalls, message }) => ({
        at,
        index,
        finishReason: typeof finishReason === 'string' ? finishReason : undefined,
        content: content ?? '',
        calls: toolCalls.map(callOf),
        functionCall: isObject(message['function_call']),
        silent: text(message['refusal']) !== '' || (content ?? '') === '',
      })),
  };
}

function callOf(call: Json): { name: string; arguments: string } {
  const called = isObject(call) && isObject(call['function']) ? call['function'] : {};
  return { name: text(called['name']), arguments: text(called['arguments']) };
}

const text = (value: Json | undefined) => (typeof value === 'string' ? value : '');

function ofStream(view: ChatStream): Answer {
  const last = view.usages.at(-1);
  return {
    request: view.request,
    streamed: true,
    usage: last && { at: `/events/${last.event}/usage`, counts: last.usage },
    choices: messagesOf(view).map(({ index, content, refusal, toolCalls, functionCall, finishReasons }) => ({
      at: `/events/${finishReasons.at(-1)?.event ?? view.events.length}`,
      index,
      // Two different ones are a defect of their own.
      finishReason: new Set(finishReasons.map(({ value }) => value)).size === 1 ? finishReasons[0]!.value : undefined,
      content: content ?? '',
      calls: toolCalls,
      functionCall: functionCall !== undefined,
      silent: (refusal ?? '') !== '' || (content ?? '') === '',
    })),
  };
}
