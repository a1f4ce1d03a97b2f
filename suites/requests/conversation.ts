import * as fc from 'fast-check';

import { text } from '../../src/generate/text.ts';
import type { JsonObject } from '../../src/spec/json.ts';

const requests = ['Say hello.', 'Name a colour.', 'Count to three.', 'Is water wet?'];
const answers = ['Hello.', 'Blue.', 'One, two, three.', 'Yes.'];
const instructions = ['Answer briefly.', 'You are a friendly assistant.'];

/** One of the phrases, sometimes followed by any well-formed text; never blank. */
function phrase(...phrases: string[]): fc.Arbitrary<string> {
  const end = fc.oneof(
    { depthSize: 'max', withCrossShrink: true },
    { weight: 2, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: text(1, 12).map((words) => ` ${words}`) },
  );
  return fc.tuple(fc.constantFrom(...phrases), end).map(([start, more]) => start + more);
}

const parts = fc.array(
  phrase(...requests).map((words) => ({ type: 'text', text: words })),
  { minLength: 1, maxLength: 2, size: 'max' },
);

const user: fc.Arbitrary<JsonObject> = fc
  .oneof(
    { depthSize: 'max', withCrossShrink: true },
    { weight: 5, arbitrary: phrase(...requests) },
    { weight: 1, arbitrary: parts },
  )
  .map((content) => ({ role: 'user', content }));

const assistant: fc.Arbitrary<JsonObject> = phrase(...answers).map((content) => ({ role: 'assistant', content }));

const system: fc.Arbitrary<JsonObject> = phrase(...instructions).map((content) => ({ role: 'system', content }));

/**
 * Messages as people and models exchange them: an instruction or none, then user and assistant by turns, the user last.
 * Every chat template can render that.
 */
export const conversation: fc.Arbitrary<JsonObject[]> = fc
  .tuple(fc.array(system, { maxLength: 1 }), fc.array(fc.tuple(user, assistant), { maxLength: 2, size: 'max' }), user)
  .map(([opening, turns, last]) => [...opening, ...turns.flat(), last]);
