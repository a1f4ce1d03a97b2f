import { isObject, type Json, type JsonObject } from '../../src/spec/json.ts';
import { bodyObject } from '../../src/transport/request.ts';
import {
  answered,
  both,
  callsIn,
  inChoices,
  inMessages,
  inScores,
  inStreams,
  inTexts,
  objectsIn,
  refused,
  type Witness,
} from './seen.test-data.ts';
import type { Name } from './script.test-data.ts';
import type { Witnesses } from './witnesses.test-data.ts';

const calls = (message: JsonObject) => callsIn(message).length > 0;
const inCalls = (test: (call: JsonObject) => boolean) => inMessages((message) => callsIn(message).some(test));
const argument = ({ function: called }: JsonObject) => (isObject(called) ? String(called['arguments']) : '');
const ended =
  (name: Name, reason: string): Witness =>
  (seen) =>
    seen
      .replies(name)
      .some(({ choices }) =>
        objectsIn(choices).some(
          ({ finish_reason, message }) => finish_reason === reason && isObject(message) && calls(message),
        ),
      );
const inTextScores = (test: (logprobs: JsonObject) => boolean) =>
  inTexts(({ choices }) => objectsIn(choices).some(({ logprobs }) => isObject(logprobs) && test(logprobs)));
const firstIn = (value: Json | undefined) => (Array.isArray(value) ? (value as readonly Json[])[0] : undefined);

/** finish_reason, tools, structured outputs, log probabilities, identity. */
export const answers: Witnesses = {
  'LEG-40': { 'all of them': refused('short', 'greedy', 'stop', 'scored') },
  'LEG-41': { stop: ended('named', 'stop'), tool_calls: ended('named', 'tool_calls') },
  'LEG-42': { stop: ended('required', 'stop'), tool_calls: ended('required', 'tool_calls') },
  'LEG-43': {
    'answers in text': (seen) =>
      seen
        .replies('tools')
        .some(({ choices }) =>
          objectsIn(choices).some(
            ({ message }) =>
              isObject(message) &&
              !calls(message) &&
              typeof message['content'] === 'string' &&
              message['content'] !== '',
          ),
        ),
  },
  'LEG-44': { 'no call_ in front': inCalls(({ id }) => !String(id).startsWith('call_')) },
  'LEG-45': {
    answered: answered('a limit beyond the context'),
    refused: both(refused('a limit beyond the context'), answered('short')),
  },
  'LEG-46': {
    null: inMessages((message) => calls(message) && message['content'] === null),
    empty: inMessages((message) => calls(message) && message['content'] === ''),
    text: inMessages((message) => calls(message) && Boolean(message['content'])),
  },
  'LEG-47': { refused: refused('no tools to choose from'), answered: answered('no tools to choose from') },
  'LEG-48': {
    refused: both(refused('an empty list of tools'), answered('tools')),
    answered: answered('an empty list of tools'),
  },
  'LEG-49': {
    'an index': inCalls(({ index }) => index !== undefined),
    'white space': inCalls((call) => /\n/.test(argument(call))),
    escapes: inCalls((call) => /\\u/.test(argument(call))),
  },
  'LEG-50': { refused: refused('json, unasked for'), answered: answered('json, unasked for') },
  'LEG-51': {
    json_schema: refused('a schema'),
    strict: refused('a strict schema', 'strict tools'),
    parallel_tool_calls: both(refused('one call at a time'), answered('tools')),
    logprobs: refused('scored'),
    tools: refused('tools', 'named'),
    'a forced tool': both(refused('named', 'required'), answered('tools')),
    stop: refused('stop'),
    stream_options: both(refused('counted'), answered('stream')),
    max_completion_tokens: both(refused('short by the newer name'), answered('short')),
    images: refused('an image'),
    'several prompts': both(refused('several texts'), answered('text')),
    'several inputs': both(refused('embeddings'), answered('embedding')),
    base64: both(refused('base64'), answered('embedding')),
  },
  'LEG-52': {
    'empty text': cutWithout((content) => content === ''),
    'no text': cutWithout((content) => content === null || content === undefined),
  },
  'LEG-53': {
    'in a chunk': inStreams(
      ({ error, json }) =>
        error !== undefined &&
        json.some((one) =>
          objectsIn(isObject(one?.value) ? one.value['choices'] : undefined).some(
            ({ finish_reason }) => finish_reason === 'error',
          ),
        ),
    ),
    'in a choice': inChoices((choice) => choice['finish_reason'] === 'error' && isObject(choice['error'])),
  },
  'LEG-54': {
    filtered: inChoices(({ finish_reason }) => finish_reason === 'content_filter'),
    refused: inMessages(({ refusal }) => typeof refusal === 'string'),
  },
  'LEG-55': {
    'up to the limit': (seen) =>
      seen
        .replies('json, short')
        .some(({ choices }) =>
          objectsIn(choices).some(
            ({ message, finish_reason }) =>
              finish_reason === 'length' && isObject(message) && /\s{9}$/.test(String(message['content'])),
          ),
        ),
  },
  'LEG-56': {
    fewer: inScores(({ top_logprobs: top }) => objectsIn(top).length === 2),
    none: inScores(({ top_logprobs: top }) => objectsIn(top).length === 0),
    'fewer of a text': scoresOf('text, scored', ({ top_logprobs: top }) =>
      objectsIn(top).some((map) => Object.keys(map).length < 2),
    ),
  },
  'LEG-57': {
    'no bytes': inScores(({ bytes }) => bytes === null),
    'a floor': inScores(({ logprob }) => logprob === -9999),
    'a floor of a text': inTextScores(({ token_logprobs: own }) => Array.isArray(own) && own.includes(-9999)),
  },
  'LEG-58': {
    'missing among its alternatives': inScores(
      ({ token, top_logprobs: top }) =>
        objectsIn(top).length > 0 && !objectsIn(top).some((one) => one['token'] === token),
    ),
    'one more than asked for': inScores(({ top_logprobs: top }) => objectsIn(top).length === 4),
    'one more of a text': scoresOf('text, one alternative', ({ top_logprobs: top }) =>
      objectsIn(top).some((map) => Object.keys(map).length === 2),
    ),
    'missing of a text': scoresOf('text, one alternative', ({ tokens, top_logprobs: top }) =>
      objectsIn(top).some((map, i) => !Object.hasOwn(map, String((tokens as readonly Json[])[i]))),
    ),
  },
  'LEG-59': {
    token_logprobs: inTextScores(({ token_logprobs: own }) => firstIn(own) === null),
    top_logprobs: inTextScores(({ top_logprobs: top }) => firstIn(top) === null),
  },
  'LEG-60': {
    differ: inChoices(
      ({ logprobs, message }) =>
        isObject(logprobs) &&
        isObject(message) &&
        objectsIn(logprobs['content']).length > 0 &&
        objectsIn(logprobs['content'])
          .map(({ token }) => token)
          .join('') !== message['content'],
    ),
  },
  'LEG-61': { refused: refused('alternatives alone'), ignored: answered('alternatives alone') },
  'LEG-62': {
    'of a chat': models('hello'),
    'of a text': models('text'),
    'another than was asked for': (seen) =>
      seen.replies('no such model').some(({ model }) => model !== 'nobody-has-this'),
  },
  'LEG-63': {
    'of a chat': ids('hello', 'chatcmpl-'),
    'of a text': ids('text', 'cmpl-'),
  },
  'LEG-64': {
    ahead: createdAt((seconds) => seconds > now),
    'long ago, all alike': createdAt((seconds) => seconds < now - 3600),
  },
};

const now = Date.UTC(2026, 0, 1) / 1000;

function scoresOf(name: Name, test: (logprobs: JsonObject) => boolean): Witness {
  return (seen) =>
    seen
      .replies(name)
      .some(({ choices }) => objectsIn(choices).some(({ logprobs }) => isObject(logprobs) && test(logprobs)));
}

function createdAt(test: (seconds: number) => boolean): Witness {
  return ({ bodies }) => bodies.some(({ created }) => test(Number(created)));
}

function models(name: Name): Witness {
  return (seen) =>
    seen.of(name).some(({ request }) => seen.replies(name).some(({ model }) => model !== bodyObject(request)['model']));
}

function ids(name: Name, start: string): Witness {
  return (seen) => seen.replies(name).some(({ id }) => !String(id).startsWith(start));
}

function cutWithout(test: (content: Json | undefined) => boolean): Witness {
  return inChoices(
    ({ finish_reason, message }) =>
      finish_reason === 'length' && isObject(message) && !calls(message) && test(message['content']),
  );
}
