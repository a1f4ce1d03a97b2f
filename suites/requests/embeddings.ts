import { EMBEDDING_MODEL } from '../../src/check/probe.ts';
import type { Json, JsonObject } from '../../src/spec/json.ts';
import type { Intent, Request } from '../../src/transport/request.ts';

/** A request for embeddings of `input`. An endpoint may have none, so that its failures say nothing of it as a whole. */
export function embeddings(input: Json, more: JsonObject = {}, intent: Intent = 'optional'): Request {
  return embeddingsRequest({ input, ...more }, intent);
}

/** A request for embeddings with exactly these members beside the model. */
export function embeddingsRequest(body: JsonObject, intent: Intent): Request {
  return { method: 'POST', path: '/embeddings', intent, body: { json: { model: EMBEDDING_MODEL, ...body } } };
}
