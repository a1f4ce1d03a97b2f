import { MODEL } from '../../src/check/probe.ts';
import type { Json, JsonObject } from '../../src/spec/json.ts';
import type { Intent, Request } from '../../src/transport/request.ts';

export { semanticProblems } from './coherence.ts';
export { conversation } from './conversation.ts';
export { sendableChat } from './sendable.ts';

/** The least chat completion request, with `overrides` beside or instead of its members. */
export function chatBody(overrides: JsonObject = {}): JsonObject {
  return { model: MODEL, messages: [{ role: 'user', content: 'Say hello.' }], max_tokens: 16, ...overrides };
}

/** A chat completion request with the body that `chatBody` makes. */
export function chat(overrides: JsonObject = {}, intent: Intent = 'plain'): Request {
  return chatRequest(chatBody(overrides), intent);
}

/** A chat completion request with exactly this body. */
export function chatRequest(body: Json, intent: Intent = 'plain'): Request {
  return { method: 'POST', path: '/chat/completions', intent, body: { json: body } };
}
