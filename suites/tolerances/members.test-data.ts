import { isObject, type Json, type JsonObject } from '../../src/spec/json.ts';
import {
  both,
  callsIn,
  has,
  hasMore,
  inBodies,
  inChoices,
  inChunkChoices,
  inChunks,
  inDeltas,
  inMessages,
  inStreams,
  inUsages,
  lacks,
  refused,
  type Seen,
  type Witness,
} from './seen.test-data.ts';
import type { Witnesses } from './witnesses.test-data.ts';

const isNull = (name: string) => (object: JsonObject) => object[name] === null;
const body = 'CreateChatCompletionResponse';
const chunk = 'CreateChatCompletionStreamResponse';

/** Members of a reply: extra, optional, null. */
export const members: Witnesses = {
  'LEG-01': {
    'in a body': inBodies(hasMore(body)),
    'in a choice': inChoices(hasMore(`${body}/properties/choices/items`)),
    'in a message': inMessages(hasMore('ChatCompletionResponseMessage')),
    'in a chunk': inChunks(hasMore(chunk)),
    'in a choice of a chunk': inChunkChoices(hasMore(`${chunk}/properties/choices/items`)),
    'in a delta': inDeltas(hasMore('ChatCompletionStreamResponseDelta')),
    'in a reply with embeddings': embeddingsHave(hasMore('CreateEmbeddingResponse')),
  },
  'LEG-02': {
    'of random length': inStreams(({ chunks }) => new Set(chunks.map(({ json }) => lengthOf(json))).size > 2),
  },
  'LEG-03': {
    there: inBodies(has('service_tier')),
    missing: inBodies(lacks('service_tier')),
    null: inBodies(isNull('service_tier')),
    'another than was asked for': (seen) =>
      seen.replies('a tier').some(({ service_tier: tier }) => tier !== undefined && tier !== 'flex'),
  },
  'LEG-04': {
    missing: inBodies(lacks('system_fingerprint')),
    null: inBodies(isNull('system_fingerprint')),
    'always the same': (seen) => new Set(fingerprints(seen)).size === 1,
    'different each time': (seen) => new Set(fingerprints(seen)).size > 3,
  },
  'LEG-05': {
    null: inMessages(isNull('refusal')),
    missing: inMessages(lacks('refusal')),
    set: inMessages(({ refusal }) => typeof refusal === 'string'),
  },
  'LEG-06': {
    'empty annotations': inMessages(({ annotations }) => Array.isArray(annotations) && annotations.length === 0),
    'null audio': inMessages(isNull('audio')),
    'null moderation': inBodies(isNull('moderation')),
    metadata: inBodies(has('metadata')),
  },
  'LEG-07': { whole: inChoices(lacks('logprobs')), streamed: inChunkChoices(lacks('logprobs')) },
  'LEG-08': {
    'in front': inStreams(({ chunks: [first] }) => {
      const { id, object, created, model } = first?.json ?? {};
      return first?.promptFilter === true && [id, object, model].every((one) => one === '') && created === 0;
    }),
  },
  'LEG-09': {
    'in a message': inMessages(has('reasoning_content', 'reasoning', 'reasoning_details', 'thinking')),
    'in a delta with nothing else': inDeltas(
      (delta) => Object.keys(delta).some((name) => /^reasoning|^thinking/.test(name)) && !delta['content'],
    ),
    'by other names': both(
      inMessages(has('reasoning')),
      inMessages(has('reasoning_details')),
      inMessages(has('thinking')),
    ),
  },
  'LEG-10': { stop_reason: inChoices(has('stop_reason')), matched_stop: inChoices(has('matched_stop')) },
  'LEG-11': {
    'in a body': both(
      ...['timings', 'prompt_token_ids', 'prompt_logprobs', 'kv_transfer_params'].map((one) => inBodies(has(one))),
    ),
    'in a choice': inChoices(has('token_ids')),
  },
  'LEG-12': {
    'in a body': inBodies(has('provider')),
    'in a choice': inChoices(has('native_finish_reason')),
    'in a message': inMessages(has('provider_specific_fields')),
    'in usage': both(inUsages(has('cost')), inUsages(has('cost_details'))),
    'in a chunk': inChunks(has('x_groq')),
  },
  'LEG-13': {
    'in a body': both(...['citations', 'search_results', 'related_questions'].map((one) => inBodies(has(one)))),
    'in a message': inMessages(has('images')),
  },
  'LEG-14': {
    'in a call': inMessages((message) => callsIn(message).some(has('extra_content'))),
    'in a delta': inDeltas((delta) => callsIn(delta).some(has('extra_content'))),
    'wanted back': refused('a call brought back bare'),
  },
  'LEG-15': {
    'in a choice': inChoices(has('content_filter_results', 'content_filter_result')),
    'in a choice of a chunk': inChunkChoices(has('content_filter_results', 'content_filter_result')),
  },
  'LEG-16': {
    missing: inUsages(lacks('prompt_tokens_details')),
    null: inUsages(isNull('completion_tokens_details')),
    'more than the schema lists': inUsages(hasMore('CompletionUsage')),
    'more in the details': inUsages(
      ({ prompt_tokens_details: details }) =>
        isObject(details) && hasMore('CompletionUsage/properties/prompt_tokens_details')(details),
    ),
  },
};

function embeddingsHave(test: (body: JsonObject) => boolean): Witness {
  return (seen) => seen.replies('embedding').some(test);
}

function fingerprints({ bodies }: Seen): readonly Json[] {
  return bodies.flatMap(({ system_fingerprint: print }) => (typeof print === 'string' ? [print] : []));
}

function lengthOf({ obfuscation }: JsonObject): number {
  return typeof obfuscation === 'string' ? obfuscation.length : -1;
}
