import * as fc from 'fast-check';

import { invalidOf, type Invalid } from '../../src/generate/invalid.ts';
import type { BodySchema } from '../../src/schema/contract.ts';
import type { Json } from '../../src/spec/json.ts';
import { bodyObject, type Request } from '../../src/transport/request.ts';
import { weather } from '../capabilities.ts';
import { chatBody } from './chat.ts';

/** What a user says in requests that break one constraint of the schema, and in no other request of ours. */
const said = 'Say hello to the harbour.';

/**
 * Whether a request breaks a constraint that was drawn from the schema, in a detail: its conversation is in order. A
 * server sees as much.
 */
export function isBreach(request: Request): boolean {
  return JSON.stringify(bodyObject(request)['messages'] ?? null).includes(said);
}

const question = { role: 'user', content: said };
const call = { id: 'call_oslo01', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Oslo"}' } };

/** One such request. */
export const misnamed = chatBody({ messages: [{ ...question, name: 7 }] });

/** Requests in order, whose constraints are broken one at a time. */
const sound: readonly Json[] = [
  chatBody({ messages: [question] }),
  chatBody({ messages: [{ role: 'user', content: [{ type: 'text', text: said }] }] }),
  chatBody({
    messages: [
      question,
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: call.id, content: '{"sky":"clear"}' },
    ],
    tools: [weather],
    tool_choice: 'none',
  }),
  chatBody({
    messages: [question],
    response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: false, schema: {} } },
  }),
];

/** Bodies that break exactly one constraint of the schema; undefined where the schema accepts none of ours. */
export function breachOf(body: BodySchema): fc.Arbitrary<Invalid> | undefined {
  const bases = sound.filter((value) => body.violations(value).length === 0);
  const breach =
    known.get(body) ?? (bases.length > 0 ? invalidOf(body, fc.constantFrom(...bases)).filter(isHarmless) : undefined);
  if (breach) known.set(body, breach);
  return breach;
}

// To look through a large schema takes a moment, and is done once.
const known = new WeakMap<BodySchema, fc.Arbitrary<Invalid>>();

// What follows from these is a long or costly answer, where a server looks past the mistake.
const costly = /^\/(?:max_tokens|max_completion_tokens|n|stream)$/;
const longest = 2000;

function isHarmless({ at, value }: Invalid): boolean {
  return !costly.test(at) && JSON.stringify(value).length <= longest;
}
