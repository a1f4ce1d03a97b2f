import { COMPLETION_MODEL } from '../../src/check/probe.ts';
import type { JsonObject } from '../../src/spec/json.ts';
import type { Intent, Request } from '../../src/transport/request.ts';

/** The least text completion request, with `overrides` beside or instead of its members. */
export function textBody(overrides: JsonObject = {}): JsonObject {
  return { model: COMPLETION_MODEL, prompt: 'Once upon a time', max_tokens: 8, ...overrides };
}

/** A text completion request with the body that `textBody` makes. */
export function text(overrides: JsonObject = {}, intent: Intent = 'plain'): Request {
  return textRequest(textBody(overrides), intent);
}

/** A text completion request with exactly this body. */
export function textRequest(body: JsonObject, intent: Intent = 'plain'): Request {
  return { method: 'POST', path: '/completions', intent, body: { json: body } };
}
