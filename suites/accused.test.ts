import { expect, test } from 'vitest';

import { editJson, inTurn, put, when } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import { limitOf } from '../src/transport/completion.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { editFinish, editUsage } from './answer.ts';
import { editCompletion, formatOf, wantsStream } from './exchanges.ts';
import { abandoned } from './probes/endpoint.ts';
import { nobodysFile } from './probes/files.ts';
import { marksIn } from './probes/isolation.ts';
import { refusedWith } from './refusal.ts';
import { varying } from './rehearsal.test-data.ts';
import { isList, isUpload } from './requests/files.ts';
import { editTokens } from './scored.ts';
import { editStreamedText, editText } from './text.ts';

// What cold readers and servers of others showed: who was accused and did nothing wrong, and who was let go.

const holds = (text: string) => (request: Request) => JSON.stringify(bodyObject(request)).includes(text);
const isForeignCall = holds('call_rome01');
const isAbandoned = holds(abandoned);
const isPlainText = (request: Request) => formatOf(request) === 'text';
const page: Fault = (reply) => ({
  ...reply,
  headers: { 'content-type': 'text/html' },
  reads: [{ at: reply.headersAt, bytes: Buffer.from('<html><body>It works!</body></html>') }],
});
const inBurst = when((_, request) => marksIn(request).length > 0, refusedWith(502));
/** One word and done, the first time that so little is asked for. */
const briefOnce = when(
  (_, request, earlier) => limitOf(request) === 1 && !earlier.some((one) => limitOf(one) === 1),
  inTurn(
    editText(() => 'No.'),
    editFinish((choice) => ({ ...choice, finish_reason: 'stop' })),
  ),
);

const innocent: readonly (readonly [what: string, check: string, variation: Fault, beside?: string])[] = [
  ['a gateway that cannot bear a burst (LEG-84)', 'chat-request/plain', inBurst, 'isolation'],
  ['a gateway that cannot bear a burst (LEG-84)', 'tool-request/streamed', inBurst, 'isolation'],
  [
    'a character that the limit cut, shown in one form (LEG-94)',
    'forms/loses-no-text',
    editText((text) => `${text} \ufffd`),
  ],
  [
    'another text of the same length, which ended of itself (LEG-75)',
    'forms/same-finish-reason',
    when(
      (_, request) => isPlainText(request),
      inTurn(
        editStreamedText(() => 'Something else, and all of it.'),
        editFinish((choice, request) => ({ ...choice, finish_reason: wantsStream(request) ? 'stop' : 'length' })),
        editUsage((usage, request) => {
          const tokens = limitOf(request) ?? 1;
          return { ...usage, completion_tokens: tokens, total_tokens: Number(usage['prompt_tokens']) + tokens };
        }),
      ),
    ),
  ],
  [
    'a call that was cut, and a call of another that is refused (LEG-44)',
    'tool-result/accepted',
    inTurn(
      editCompletion((json) =>
        JSON.stringify(json).includes('"tool_calls":[')
          ? put(
              put(json, '/choices/0/message/tool_calls/0/function/arguments', '{"ci'),
              '/choices/0/finish_reason',
              'length',
            )
          : undefined,
      ),
      when((_, request) => isForeignCall(request), refusedWith(400)),
    ),
  ],
  [
    'a token that is part of a character, as Python spells its bytes (LEG-60)',
    'unicode/no-half-characters',
    editTokens((entry) => ({ ...entry, token: '\udcf0\udc9f', bytes: [240, 159] })),
    'logprobs',
  ],
  [
    'an id that nobody has, found elsewhere',
    'files/unknown-is-refused',
    when(
      (_, { path }) => path.endsWith(nobodysFile),
      (reply) => ({ ...reply, status: 302, reads: [] }),
    ),
  ],
  [
    'an endpoint that is busy while it works for a client that left',
    'hang-up/leaves-no-trace',
    when((_, request, earlier) => isAbandoned(request) && earlier.some(isAbandoned), refusedWith(503)),
  ],
];

/** What is sent besides, for a check over every exchange. */
const sending = (beside: string | undefined) => (beside === undefined ? {} : { only: [beside] });

test.for(innocent)('%s is no breach of %s', async ([, check, variation, beside]) => {
  const { varied, findings } = await varying(check, variation, sending(beside));
  expect(varied).toBeGreaterThan(0);
  expect(findings).toEqual([]);
});

test('a sample that is a word and done once, and not again, decides nothing', async () => {
  const { varied, verdict } = await varying('limit/cut-is-length', briefOnce);
  expect(varied).toBe(1);
  expect(verdict).toBe('inconclusive');
});

const guilty: readonly (readonly [what: string, check: string, defect: Fault, beside?: string])[] = [
  ['a page in the place of an upload', 'http/json-media-type', when((_, request) => isUpload(request), page), 'files'],
  [
    'a bare list of files',
    'http/json-object',
    editJson((json, request) => (isList(request) ? (json['data'] ?? null) : undefined)),
    'files',
  ],
  [
    'a failure over an id that nobody has',
    'files/unknown-is-refused',
    when((_, { path }) => path.endsWith(nobodysFile), refusedWith(500)),
  ],
  [
    'a failure over what a client left',
    'hang-up/leaves-no-trace',
    when((_, request, earlier) => isAbandoned(request) && earlier.slice(-1).some(isAbandoned), refusedWith(500)),
  ],
  [
    'an engine that dies of a client that left, behind a gateway',
    'hang-up/leaves-no-trace',
    when((_, request, earlier) => !isAbandoned(request) && earlier.slice(-1).some(isAbandoned), refusedWith(502)),
  ],
  [
    'a member that kills an engine behind a gateway',
    'chat-parameters/seed',
    when((_, request) => bodyObject(request)['seed'] !== undefined, refusedWith(502)),
  ],
];

test.for(guilty)('%s is a breach of %s', async ([, check, defect, beside]) => {
  const { varied, verdict } = await varying(check, defect, sending(beside));
  expect(varied).toBeGreaterThan(0);
  expect(['fail', 'warn']).toContain(verdict);
});
