import type { Every } from '../src/check/suite.ts';
import { isObject, type Json, type JsonObject } from '../src/spec/json.ts';
import { readChatStream, type ChatStream } from '../src/transport/chat-stream.ts';
import { readCompletion, type Completion } from '../src/transport/completion.ts';
import { editJson, editTextChunks, inTurn, put } from '../src/transport/edits.ts';
import type { Exchange } from '../src/transport/exchange.ts';
import type { Fault } from '../src/transport/fault.ts';
import { isOk, isStream } from '../src/transport/guards.ts';
import type { Request } from '../src/transport/request.ts';
import * as has from './capabilities.ts';
import { continuesText, isShaped, mayBeLacking, wantsStream } from './exchanges.ts';
import * as probes from './probes/completions.ts';

/** The values of `finish_reason` of a text. */
export const textReasons: readonly string[] = ['stop', 'length', 'content_filter'];

const isOurs = ({ request, reply }: Exchange, streamed: boolean) =>
  continuesText(request) &&
  wantsStream(request) === streamed &&
  request.intent !== 'invalid' &&
  !request.abort &&
  isOk(reply);

/** Every text completion of the run that came in one piece. */
export const everyText: Every<Completion> = {
  where: (exchange) => isOurs(exchange, false) && isShaped(readCompletion(exchange).object),
  read: (exchange) => readCompletion(exchange),
  probes: [probes.limit, probes.batch, probes.tokenBatch],
  asks: has.textCapabilities,
};

/** Every reply to a text completion request that asks for a stream, of an endpoint that offers them. */
export const everyTextReply: Every<ChatStream> = {
  where: (exchange) =>
    isOurs(exchange, true) &&
    (!mayBeLacking(exchange.request) || isStream(exchange.reply) || isShaped(readCompletion(exchange).object)),
  read: (exchange) => readChatStream(exchange),
  answers: ({ chunks }) => chunks.length > 0,
  probes: [probes.limit, probes.forms],
};

/** Those that are streams, brought a chunk, and did not fail on their way. */
export const everyTextStream: Every<ChatStream> = {
  where(exchange) {
    if (!isOurs(exchange, true) || !isStream(exchange.reply)) return false;
    const { chunks, error } = readChatStream(exchange);
    return chunks.length > 0 && error === undefined;
  },
  read: (exchange) => readChatStream(exchange),
  probes: [probes.limit, probes.forms, probes.batch],
  asks: [has.textStreamOptions],
};

/** An edit of text completions that came in one piece. */
export function editTextBody(edit: (json: JsonObject, request: Request) => Json | undefined): Fault {
  return editJson((json, request) =>
    !continuesText(request) || wantsStream(request) || !Array.isArray(json['choices'])
      ? undefined
      : edit(json, request),
  );
}

/** An edit of the choices of a text completion, and of each chunk of a stream. */
export function editTextChoices(edit: (choice: JsonObject, request: Request) => JsonObject): Fault {
  const each = (json: JsonObject, request: Request): JsonObject => {
    const { choices } = json;
    if (!Array.isArray(choices)) return json;
    return { ...json, choices: choices.map((one) => (isObject(one) ? edit(one, request) : one)) };
  };
  return inTurn(
    editTextBody(each),
    editTextChunks((chunks, request) => chunks.map((one) => ({ ...one, json: each(one.json, request) }))),
  );
}

/** Another text of the first choice, in either form: all of a stream's goes into its first piece. */
export function editWriting(edit: (text: string, request: Request) => string): Fault {
  return inTurn(
    editTextBody((json, request) => {
      const text = pieceOf(json);
      return text === undefined ? undefined : put(json, '/choices/0/text', edit(text, request));
    }),
    editTextChunks((chunks, request) => {
      const pieces = chunks.map(({ json }) => pieceOf(json) ?? '');
      const first = pieces.findIndex((piece) => piece !== '');
      const text = edit(pieces.join(''), request);
      return chunks.map((one, i) =>
        pieces[i] === '' ? one : { ...one, json: put(one.json, '/choices/0/text', i === first ? text : '') },
      );
    }),
  );
}

function pieceOf({ choices }: JsonObject): string | undefined {
  const [choice] = Array.isArray(choices) ? choices : [];
  return isObject(choice) && typeof choice['text'] === 'string' && choice['index'] === 0 ? choice['text'] : undefined;
}
