import { expect, test } from 'vitest';

import { put, when, without } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import { bodyObject } from '../src/transport/request.ts';
import { choicesOf, continuesText } from './exchanges.ts';
import { contract, rehearse, varying } from './rehearsal.test-data.ts';
import { editTextChoices, editWriting } from './text-exchanges.ts';

const asks = (member: string, fault: Fault): Fault =>
  when((_, request) => bodyObject(request)[member] !== undefined, fault);

/** An endpoint that has no text completions, and answers all the same. */
const instead = (type: string, body: string): Fault =>
  when(
    (_, request) => continuesText(request),
    (reply) => ({ ...reply, headers: { 'content-type': type }, reads: [{ at: 9, bytes: Buffer.from(body) }] }),
  );
const page = instead('text/html', '<html><body>Welcome</body></html>');

// What a conformant endpoint may do, as an edit of what the reference server does, and the check it must not trip.
const variations: readonly (readonly [string, string, Fault])[] = [
  [
    'no text completions, said so with status 200 (LEG-68)',
    'http/no-error-in-success',
    instead('application/json', '{"error":"Unexpected endpoint or method. (POST /v1/completions)"}'),
  ],
  ['a page wherever nothing is served', 'http/json-media-type', page],
  ['a page wherever nothing is served', 'http/is-a-completion', page],
  ['a page wherever nothing is served', 'completions-media/is-a-stream', page],
  [
    'a last piece that only ends the text (LEG-30)',
    'completions-stream/text',
    editTextChoices((choice) => (choice['finish_reason'] === null ? choice : without(choice, '/text'))),
  ],
  [
    'tokens that are parts of characters, shown as bytes (LEG-60)',
    'completions-logprobs/tokens-are-the-text',
    editTextChoices((choice) => put(choice, '/logprobs/tokens/0', String.raw`bytes:\xf0\x9f`)),
  ],
  [
    'an echo behind the token that the tokenizer puts before every text (LEG-94)',
    'completions-echo/begins-with-the-prompt',
    asks(
      'echo',
      editWriting((text) => `<|begin_of_text|> ${text}`),
    ),
  ],
  [
    'a text that a filter took away (LEG-54)',
    'completions-echo/begins-with-the-prompt',
    editTextChoices((choice) => ({
      ...choice,
      text: '',
      ...(choice['finish_reason'] === null ? {} : { finish_reason: 'content_filter' }),
    })),
  ],
  [
    'choices of several prompts in another order (LEG-36)',
    'completions/indexes',
    editTextChoices((choice, request) =>
      bodyObject(request)['n'] === undefined && choicesOf(request) === 2
        ? { ...choice, index: 1 - Number(choice['index']) }
        : choice,
    ),
  ],
];

test.for(variations)('%s is no breach of %s', async ([, check, variation]) => {
  // Rules over every exchange are held against text completions too.
  const { varied, findings } = await varying(check, variation, {
    only: ['completions/*', 'completions-*'],
    confirm: 0,
  });
  expect(varied).toBeGreaterThan(0);
  expect(findings).toEqual([]);
});

test('LEG-S9: logprobs that hold nothing fit the schema, and a check of its own finds them', async () => {
  const body = {
    id: 'cmpl-1',
    object: 'text_completion',
    created: 1_700_000_000,
    model: 'm',
    choices: [{ text: 'a', index: 0, logprobs: {}, finish_reason: 'stop' }],
  };
  const schema = contract.operation('POST', '/completions')?.response(200, 'application/json');
  expect(schema?.violations(body)).toEqual([]);
  const check = 'completions-logprobs/come-when-asked';
  const { verdicts } = await rehearse({
    fault: asks(
      'logprobs',
      editTextChoices((choice) => put(choice, '/logprobs', {})),
    ),
    only: ['completions-logprobs/*'],
    exercise: false,
  });
  expect(verdicts.filter(({ findings }) => findings.length > 0).map((one) => one.check)).toContain(check);
});
