import { SpecError } from '../../src/spec/error.ts';
import * as fc from 'fast-check';

import { MODEL } from '../../src/check/probe.ts';
import { declares } from '../../src/generate/declares.ts';
import { sieve } from '../../src/generate/sieve.ts';
import type { BodySchema, Contract } from '../../src/schema/contract.ts';
import type { Json, JsonObject } from '../../src/spec/json.ts';
import { conversation } from './conversation.ts';
import { parameters } from './parameters.ts';

// So many members besides model, messages and the token limit.
const mostOptional = 3;

/**
 * Bodies of chat completion requests that every conformant endpoint must accept: a short coherent conversation, a small
 * token limit, and up to three of the optional members that the contract has. They shrink towards the model, one user
 * message and the limit.
 * @param fixed members that every body has, with their values; `{ stream: true }` for streams
 * @throws where the contract has no chat completions, or none with such bodies
 */
export function sendableChat(contract: Contract, fixed: JsonObject = {}): fc.Arbitrary<JsonObject> {
  const body = contract.operation('POST', '/chat/completions')?.request('application/json');
  if (!body)
    throw new SpecError(
      `${contract.title} has no POST /chat/completions with a JSON body: choose a document that has it.`,
    );
  const limit = limitOf(body);
  const optional = parameters(fixed, (name) => declares(body, name));
  const bodies = fc
    .tuple(conversation, fc.integer({ min: 16, max: 24 }), fc.tuple(...optional.map(sometimes(optional.length))))
    .map(([messages, tokens, given]) => ({ messages, tokens, more: Object.assign({}, ...given) as JsonObject }))
    .filter(({ more }) => Object.keys(more).length <= mostOptional)
    .map(({ messages, tokens, more }): JsonObject => ({ model: MODEL, messages, [limit]: tokens, ...more, ...fixed }));
  const valid = sieve(bodies, (value) => body.violations(value).length === 0);
  if (!valid) throw new SpecError(`No ordinary chat request is valid against ${body.pointer}: correct the document.`);
  return valid;
}

// The older name is what most servers know; a document without it is newer than it.
function limitOf(body: BodySchema): string {
  return !declares(body, 'max_tokens') && declares(body, 'max_completion_tokens')
    ? 'max_completion_tokens'
    : 'max_tokens';
}

/** Members or none. What is there shrinks to nothing first. */
function sometimes(of: number): (members: fc.Arbitrary<JsonObject>) => fc.Arbitrary<{ [name: string]: Json }> {
  return (members) =>
    fc.oneof(
      { depthSize: 'max', withCrossShrink: true },
      { weight: Math.max(1, of - 2), arbitrary: fc.constant({}) },
      { weight: 2, arbitrary: members },
    );
}
