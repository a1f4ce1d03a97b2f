import { expect, test } from 'vitest';

import { isObject, type JsonObject } from '../src/spec/json.ts';
import { editChunks, inTurn, put, when } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import { bodyObject } from '../src/transport/request.ts';
import { editFinish, editUsage } from './answer.ts';
import { choicesOf, offersTools } from './exchanges.ts';
import { rehearse } from './rehearsal.test-data.ts';
import { editStreamedText, editText } from './text.ts';

const asks = (member: string, fault: Fault): Fault =>
  when((_, request) => bodyObject(request)[member] !== undefined, fault);
const finishing = (reason: string) => editFinish((choice) => ({ ...choice, finish_reason: reason }));
const says = ({ choices }: JsonObject) => {
  const [choice] = Array.isArray(choices) ? choices : [];
  return isObject(choice) && isObject(choice['logprobs']);
};

// What a conformant endpoint may do, as an edit of what the reference server does, and the check it must not trip.
const variations: readonly (readonly [string, string, Fault])[] = [
  [
    'a stream that sampling ended after two tokens (LEG-75)',
    'logprobs/stream-has-them',
    asks(
      'logprobs',
      editChunks((chunks) => {
        const said = chunks.filter(({ json }) => says(json)).slice(2);
        return chunks.filter((one) => !said.includes(one));
      }),
    ),
  ],
  [
    'an answer that the limit cut before its stop sequence, hidden thoughts having used the rest (LEG-52)',
    'stop/ends-there',
    asks(
      'stop',
      inTurn(
        editText((text) => text.slice(0, 9)),
        editStreamedText((text) => text.slice(0, 9)),
        finishing('length'),
      ),
    ),
  ],
  [
    'nothing but thoughts up to the limit, which the count leaves out (LEG-52)',
    'finish-reason/length-means-the-limit',
    when(
      (_, request) => choicesOf(request) === 1 && !offersTools(request),
      inTurn(
        editText(() => ''),
        editStreamedText(() => ''),
        finishing('length'),
        editUsage((usage) =>
          put(put(usage, '/completion_tokens', 2), '/total_tokens', Number(usage['prompt_tokens']) + 2),
        ),
      ),
    ),
  ],
];

test.for(variations)('%s is no breach of %s', async ([, check, variation]) => {
  const { verdicts } = await rehearse({ fault: variation, only: [check], exercise: false });
  expect(verdicts.find((one) => one.check === check)?.findings).toEqual([]);
});
