import type { JsonObject } from '../../spec/json.ts';
import { base64Of } from '../../transport/embeddings.ts';
import type { Reply } from '../../transport/exchange.ts';
import { type EmbeddingsRequest, validateEmbeddings } from '../embeddings-request.ts';
import { invalid, unknownModel } from '../errors.ts';
import type { Incoming } from '../incoming.ts';
import type { Turn } from '../persona.ts';
import { json, parsed, refused } from '../replies.ts';
import type { Service } from '../service.ts';
import { vectorFor } from '../vectors.ts';

/** `POST /embeddings` */
export function createEmbedding(incoming: Incoming, service: Service, turn: Turn): Reply {
  const { rules, ids } = service;
  if (rules.noEmbeddings) return refused({ ...noEmbeddings, status: rules.noEmbeddings }, service, turn);
  const read = parsed(incoming, service.rules);
  if ('problem' in read) return refused(read.problem, service, turn);
  const valid = validateEmbeddings(read.json, rules);
  if ('problem' in valid) return refused(valid.problem, service, turn);
  const { wanted } = valid;
  const served = ids.includes(wanted.model ?? '');
  if (!served && !rules.anyModel) return refused(unknownModel(wanted.model ?? ''), service, turn);
  const body = embeddings(wanted, served ? wanted.model! : (ids[0] ?? 'model'), service, turn);
  return json(200, service.edits.embeddings?.(body, turn) ?? body, service, turn);
}

const noEmbeddings = invalid('This model writes texts; it has no embeddings.', 'model', 'unsupported_operation');

function embeddings(wanted: EmbeddingsRequest, model: string, { seed, mind }: Service, { random }: Turn): JsonObject {
  const { inputs, dimensions, base64, promptTokens } = wanted;
  const data = inputs.map((input, index) => {
    const vector = vectorFor(input, dimensions, { seed, mind, random });
    return { object: 'embedding', index, embedding: base64 ? base64Of(vector) : vector };
  });
  const usage = { prompt_tokens: promptTokens, total_tokens: promptTokens };
  return { object: 'list', data, model: `${model}${mind.dated}`, usage };
}
