import { isObject, type Json, type JsonObject } from '../src/spec/json.ts';
import { readChatStream } from '../src/transport/chat-stream.ts';
import { readCompletion } from '../src/transport/completion.ts';
import type { Exchange } from '../src/transport/exchange.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { choicesIn, messagesOf } from './chunks.ts';
import { wantsStream } from './exchanges.ts';

/** The log probabilities of a text completion, whichever form it came in. */
export type TextLogprobs = {
  request: Request;
  streamed: boolean;
  /** How many alternatives were asked for. */
  asked: number;
  choices: readonly LoggedChoice[];
};

export type LoggedChoice = {
  at: string;
  text: string;
  finishReason: Json | undefined;
  /** Every `logprobs` object that came for it. */
  objects: readonly { at: string; json: JsonObject }[];
  /** Their lists, joined. */
  tokens: readonly Json[];
  logprobs: readonly Json[];
};

/** Never throws. */
export function readTextLogprobs(exchange: Exchange): TextLogprobs {
  const { request } = exchange;
  const streamed = wantsStream(request);
  const asked = Number(bodyObject(request)['logprobs']);
  return { request, streamed, asked, choices: streamed ? ofStream(exchange) : ofBody(exchange) };
}

/** The entries of a member that is a list. */
export function listIn(json: JsonObject, name: string): readonly Json[] {
  const list = json[name];
  return Array.isArray(list) ? list : [];
}

function ofBody(exchange: Exchange): LoggedChoice[] {
  return readCompletion(exchange).choices.map(({ at, content, finishReason, logprobs }) =>
    logged(
      { at, text: content ?? '', finishReason },
      isObject(logprobs) ? [{ at: `${at}/logprobs`, json: logprobs }] : [],
    ),
  );
}

function ofStream(exchange: Exchange): LoggedChoice[] {
  const view = readChatStream(exchange);
  const parts = choicesIn(view);
  return messagesOf(view).map(({ index, content, finishReasons }) => {
    const last = finishReasons.at(-1);
    const objects = parts.flatMap(({ at, index: own, json: { logprobs } }) =>
      own === index && isObject(logprobs) ? [{ at: `${at}/logprobs`, json: logprobs }] : [],
    );
    return logged({ at: `/events/${last?.event ?? 0}`, text: content ?? '', finishReason: last?.value }, objects);
  });
}

function logged(
  choice: Pick<LoggedChoice, 'at' | 'text' | 'finishReason'>,
  objects: LoggedChoice['objects'],
): LoggedChoice {
  const all = (name: string) => objects.flatMap(({ json }) => listIn(json, name));
  return { ...choice, objects, tokens: all('tokens'), logprobs: all('token_logprobs') };
}
