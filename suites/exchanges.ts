import type { Every } from '../src/check/suite.ts';
import { isObject, type Json, type JsonObject } from '../src/spec/json.ts';
import { readChatStream, type ChatStream } from '../src/transport/chat-stream.ts';
import { readCompletion, type Completion } from '../src/transport/completion.ts';
import { editJson } from '../src/transport/edits.ts';
import type { Exchange } from '../src/transport/exchange.ts';
import type { Fault } from '../src/transport/fault.ts';
import { isOk, isStream } from '../src/transport/guards.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { streamOptions } from './capabilities.ts';
import { oneChat, oneStream, talk } from './probes/chat.ts';
import { forms } from './probes/forms.ts';
import { limit } from './probes/limit.ts';

/** Whether a request goes to chat completions. */
export function isChat({ method, path }: Request): boolean {
  return method === 'POST' && path === '/chat/completions';
}

/** Whether a request goes to embeddings. */
export function isEmbeddings({ method, path }: Request): boolean {
  return method === 'POST' && path === '/embeddings';
}

/** Whether a request asks for the continuation of a text. */
export function continuesText({ method, path }: Request): boolean {
  return method === 'POST' && path === '/completions';
}

/** Whether a request asks for text, in answer to a conversation or as the continuation of another. */
export function asksForText(request: Request): boolean {
  return isChat(request) || continuesText(request);
}

/** Whether a request puts a model to work. */
export function isInference(request: Request): boolean {
  return asksForText(request) || isEmbeddings(request);
}

/**
 * Whether what answers a request may be anything, such as a page that stands wherever there is no operation: where one
 * is only sometimes offered, `optional` requests alone are sent before it was seen to be there.
 */
export function mayBeLacking(request: Request): boolean {
  const { method, path, intent } = request;
  const lackable = continuesText(request) || isEmbeddings(request) || (method === 'GET' && path === '/files');
  return lackable && intent === 'optional';
}

/** Whether a request asks for an event stream. */
export function wantsStream(request: Request): boolean {
  return bodyObject(request)['stream'] === true;
}

/** How many choices a request asks for, `n` for each prompt. */
export function choicesOf(request: Request): number {
  const { n, prompt } = bodyObject(request);
  const prompts = Array.isArray(prompt) && prompt.every((one) => typeof one !== 'number') ? prompt.length : 1;
  return prompts * (typeof n === 'number' && Number.isInteger(n) && n > 0 ? n : 1);
}

/** Whether a request offers tools or functions. */
export function offersTools(request: Request): boolean {
  const { tools, functions } = bodyObject(request);
  return [tools, functions].some((list) => Array.isArray(list) && list.length > 0);
}

/** Whether a message of a request shows an image. */
export function showsImage(request: Request): boolean {
  return JSON.stringify(bodyObject(request)['messages'] ?? []).includes('"type":"image_url"');
}

/** The format of the answer that a request asks for; `text` where it asks for none. */
export function formatOf(request: Request): Json {
  const { response_format: format } = bodyObject(request);
  return (isObject(format) ? format['type'] : undefined) ?? 'text';
}

/** Whether a request asks for text with text: tools, formats and images have suites of their own. */
export function isPlain(request: Request): boolean {
  return !offersTools(request) && formatOf(request) === 'text' && !showsImage(request);
}

/** What is answered to a mistaken request is nobody's promise. */
function isPromised(request: Request): boolean {
  return isChat(request) && request.intent !== 'invalid';
}

/** A stream that was asked for and came, and that we did not hang up on. */
export function isAnsweredStream({ request, reply }: Exchange): boolean {
  return isPromised(request) && wantsStream(request) && !request.abort && isStream(reply);
}

/** An answer in one piece to a request that asked for it. */
export function isAnsweredWhole({ request, reply }: Exchange): boolean {
  return isPromised(request) && !wantsStream(request) && isOk(reply);
}

/** Every completion of the run that came in one piece and is an object; an error in its place is for another suite. */
export const everyCompletion: Every<Completion> = {
  where: (exchange) => isAnsweredWhole(exchange) && isCompletion(readCompletion(exchange)),
  read: readCompletion,
  probes: [oneChat, talk, limit],
};

function isCompletion({ body, object }: Completion): boolean {
  return (
    isObject(body) && isShaped(object) && ((object['choices'] ?? null) !== null || (object['error'] ?? null) === null)
  );
}

/** What a completion and a chunk both must have. */
export const requiredMembers = ['id', 'object', 'created', 'model', 'choices'];

/** Whether an object has most of the members that a completion and a chunk must have: one that has few is neither. */
export function isShaped(json: JsonObject): boolean {
  return requiredMembers.filter((name) => Object.hasOwn(json, name)).length > 2 && Object.hasOwn(json, 'choices');
}

/** An edit of chat completions that came in one piece. */
export function editCompletion(edit: (json: JsonObject, request: Request) => Json | undefined): Fault {
  return editJson((json, request) =>
    !isChat(request) || wantsStream(request) || !Array.isArray(json['choices']) ? undefined : edit(json, request),
  );
}

/** Every answered stream of a chat completion, whatever it was sent for. */
export const everyStream: Every<ChatStream> = {
  where: isAnsweredStream,
  read: readChatStream,
  answers: ({ chunks }) => chunks.length > 0,
  probes: [oneStream, talk, limit, forms],
  asks: [streamOptions],
};

/** The same of every operation that streams. */
export const anyStream: Every<ChatStream> = {
  ...everyStream,
  where: ({ request, reply }) => wantsStream(request) && !request.abort && isStream(reply),
};

/** Those of a chat that brought a chunk and did not fail on their way. */
export const everyChunked: Every<ChatStream> = {
  ...everyStream,
  where: (exchange) => {
    if (!isAnsweredStream(exchange)) return false;
    const { chunks, error } = readChatStream(exchange);
    return chunks.length > 0 && error === undefined;
  },
};

/** The values of `finish_reason`. */
export const finishReasons = ['stop', 'length', 'tool_calls', 'content_filter', 'function_call'];

/** A vendor's documented way to say that generation failed (LEG-53): a report of the server, not a finish_reason. */
export function isFailedChoice(choice: JsonObject): boolean {
  return choice['finish_reason'] === 'error' && isObject(choice['error']);
}
