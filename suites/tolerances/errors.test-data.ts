import { isObject, type Json, type JsonObject } from '../../src/spec/json.ts';
import { readChatStream } from '../../src/transport/chat-stream.ts';
import { readEmbeddings, type Vector } from '../../src/transport/embeddings.ts';
import type { Exchange } from '../../src/transport/exchange.ts';
import { isOk } from '../../src/transport/guards.ts';
import { readJsonReply } from '../../src/transport/json-reply.ts';
import {
  answered,
  hasMore,
  inChoices,
  inErrors,
  inMessages,
  inUsages,
  lacks,
  member,
  objectsIn,
  refused,
  saidTo,
  type Seen,
  type Witness,
  withStatus,
} from './seen.test-data.ts';
import type { Name } from './script.test-data.ts';
import type { Witnesses } from './witnesses.test-data.ts';

const inExchanges =
  (test: (exchange: Exchange) => boolean): Witness =>
  ({ exchanges }) =>
    exchanges.some(test);
const busy = (status: number) => inExchanges(({ reply }) => reply.status === status);
const waits = (test: (after: string | undefined) => boolean) =>
  inExchanges(({ reply }) => [429, 503, 529].includes(reply.status) && test(reply.headers['retry-after']));
const refusalOf =
  (name: Name, test: (error: JsonObject) => boolean): Witness =>
  (seen) =>
    seen.of(name).some((one) => {
      const { error } = readJsonReply(one).object;
      return !isOk(one.reply) && one.reply.status < 429 && isObject(error) && test(error);
    });

/** Errors, keys and limits; embeddings; usage and content. */
export const errors: Witnesses = {
  'LEG-79': {
    'a mistake, 400': withStatus(400, 'no messages'),
    'a mistake, 422': withStatus(422, 'no messages'),
    'a mistake, 404': withStatus(404, 'no such model'),
    'a key, 401': withStatus(401, 'a wrong key'),
    'a key, 403': withStatus(403, 'a wrong key'),
    'a body, 422': withStatus(422, 'another media type'),
    'a body, 415': withStatus(415, 'another media type'),
  },
  'LEG-80': {
    'a type of its own': refusalOf(
      'no messages',
      ({ type }) => typeof type === 'string' && type !== 'invalid_request_error',
    ),
  },
  'LEG-81': {
    'in the error': inErrors(hasMore('Error')),
    'around the error': inErrors((_, around) => hasMore('ErrorResponse')(around)),
  },
  'LEG-82': { null: refusalOf('no messages', ({ param }) => param === null) },
  'LEG-83': { integer: inErrors(({ code }) => Number.isInteger(code)) },
  'LEG-84': {
    429: busy(429),
    503: busy(503),
    529: busy(529),
    'with Retry-After': waits((after) => after !== undefined),
    'without Retry-After': waits((after) => after === undefined),
  },
  'LEG-85': { 'any key': answered('a wrong key'), none: answered('no key') },
  'LEG-86': { empty: refusalOf('a wrong key', ({ message }) => message === '') },
  'LEG-87': {
    'another dimension': (seen) => vectors(seen, 'embedding').some((vector) => vector.length !== 1536),
    'not of unit length': (seen) =>
      vectors(seen, 'embedding').some((vector) => Math.abs(Math.hypot(...vector) - 1) > 0.1),
  },
  'LEG-88': { refused: refused('narrow') },
  'LEG-89': {
    'run and run': (seen) => new Set(vectors(seen, 'embedding').map((vector) => JSON.stringify(vector))).size > 1,
  },
  'LEG-90': {
    'a member of a vendor': answered('embedding, for a task'),
    'two counters': (seen) =>
      seen.replies('embedding').some(({ usage }) => isObject(usage) && lacks('completion_tokens')(usage)),
  },
  'LEG-91': {
    'a start token': (seen) =>
      seen.replies('text').some(({ usage }) => isObject(usage) && Number(usage['prompt_tokens']) > 3),
  },
  'LEG-92': {
    'the end': (seen) =>
      seen.replies('scored').some((body) => {
        const [choice] = objectsIn(body['choices']);
        const entries = objectsIn(member(choice?.['logprobs'], 'content')).length;
        return choice?.['finish_reason'] === 'stop' && entries > 0 && counted(body) === entries + 1;
      }),
    thoughts: inUsages(({ completion_tokens_details: details }) => Number(member(details, 'reasoning_tokens')) > 0),
  },
  'LEG-93': {
    vary: (seen) =>
      new Set(seen.replies('hello').map(({ usage }) => member(member(usage, 'prompt_tokens_details'), 'cached_tokens')))
        .size > 1,
  },
  'LEG-94': {
    'white space in front': inMessages(({ content }) => typeof content === 'string' && /^\s/.test(content)),
    'code fences': inMessages(({ content }) => typeof content === 'string' && content.includes('```')),
    '<think> tags': inMessages(({ content }) => typeof content === 'string' && content.includes('<think>')),
    'another text in a stream': (seen) => !saidInStream(seen).some((text) => saidTo(seen, 'hello').includes(text)),
  },
  'LEG-95': {
    'a message': inChoices(
      ({ message, finish_reason }) =>
        finish_reason === 'stop' && member(message, 'content') === '' && member(message, 'tool_calls') === undefined,
    ),
  },
  'LEG-96': { 'half a minute': inExchanges(({ reply: { reads } }) => (reads[0]?.at ?? 0) > 20_000) },
};

function vectors(seen: Seen, name: Name): readonly Vector[] {
  return seen.of(name).flatMap((one) => readEmbeddings(one).entries.flatMap(({ vector }) => (vector ? [vector] : [])));
}

function counted({ usage }: JsonObject): Json | undefined {
  return member(usage, 'completion_tokens');
}

function saidInStream(seen: Seen): readonly string[] {
  return seen.of('stream').flatMap((one) =>
    readChatStream(one)
      .messages.slice(0, 1)
      .map(({ content }) => content ?? ''),
  );
}
