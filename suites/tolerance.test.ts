import { expect, test } from 'vitest';

import { isObject, type JsonObject } from '../src/spec/json.ts';
import { editChunks, editJson, editStatus, inTurn, put, when, without } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import { bodyObject } from '../src/transport/request.ts';
import { editFinish, editUsage } from './answer.ts';
import { answeredAnyway } from './answered-anyway.ts';
import { choicesOf, editCompletion, formatOf, offersTools } from './exchanges.ts';
import { refusedWith } from './refusal.ts';
import { varying } from './rehearsal.test-data.ts';
import { isBreach } from './requests/breach.ts';
import { isDeletion, isDownload, isList, isRetrieval, isUpload } from './requests/files.ts';
import { editStreamedText, editText } from './text.ts';
import { isAuto } from './tools-of.ts';

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
  ...['http/json-media-type', 'http/json-text', 'file-deletion/deleted', 'file-deletion/gone'].map(
    (check) =>
      [
        'a deletion that is answered with nothing',
        check,
        when((_, request) => isDeletion(request), emptied(204)),
      ] as const,
  ),
  ...['http/json-media-type', 'http/json-text', 'files/content'].map(
    (check) => ['content that lies elsewhere', check, when((_, request) => isDownload(request), emptied(302))] as const,
  ),
  [
    'a list that was cut and does not say so',
    'files/list-has-it',
    editJson((json, request) => {
      const { data } = json;
      if (!isList(request) || !Array.isArray(data)) return undefined;
      const file = { object: 'file', bytes: 1, created_at: 1_750_000_000, filename: 'a', purpose: 'batch' };
      return { object: 'list', data: Array.from({ length: 20 }, (_, i) => ({ id: `file-${i}`, ...file })) };
    }),
  ],
  [
    'a file that is found only when it is looked for again',
    'files/retrieved',
    when(
      (_, request, earlier) => isRetrieval(request) && !earlier.some(({ path }) => path === request.path),
      refusedWith(404),
    ),
  ],
  [
    'a file that is counted once it is processed',
    'files/same-retrieved',
    editJson((json, request) => (isUpload(request) ? { ...json, bytes: 0, status: 'pending' } : undefined)),
  ],
  [
    'reasoning in tags before JSON (LEG-94)',
    'json-object/is-json',
    when(
      (_, request) => formatOf(request) === 'json_object',
      editText((text) => `<think>\nAn apple.\n</think>\n\n${text}`),
    ),
  ],
  [
    'blanks around JSON',
    'json-schema/obeyed',
    asks(
      'response_format',
      editText((text) => `\n\n  ${text}\n`),
    ),
  ],
  [
    'a strict answer that is withheld (LEG-54)',
    'json-schema/obeyed',
    asks(
      'response_format',
      inTurn(
        editText(() => 'I cannot'),
        finishing('content_filter'),
      ),
    ),
  ],
  [
    'a strict answer that is refused (LEG-54)',
    'json-schema/obeyed',
    asks(
      'response_format',
      editCompletion((json) => put(json, '/choices/0/message/refusal', 'I would rather not.')),
    ),
  ],
  [
    'a refusal where a tool is required (LEG-54)',
    'tool-choice/required',
    asks(
      'tool_choice',
      editCompletion((json) => {
        const refused = put(json, '/choices/0/message/refusal', 'I would rather not.');
        return put(without(refused, '/choices/0/message/tool_calls'), '/choices/0/finish_reason', 'stop');
      }),
    ),
  ],
  [
    'a name that a model made up, under auto (LEG-43)',
    'tool-choice/declared',
    asks(
      'tools',
      when(
        (_, request) => isAuto(request),
        editCompletion((json) => {
          return put(json, '/choices/0/message/tool_calls/0/function/name', 'get_climate');
        }),
      ),
    ),
  ],
  [
    'arguments in another order, with blanks and escapes (LEG-49)',
    'tool-arguments/strict',
    asks(
      'tools',
      editCompletion((json) => {
        return put(json, '/choices/0/message/tool_calls/0/function/arguments', '{ "\\u0063ode" :\n"kv7q-31" }');
      }),
    ),
  ],
  [
    'a forced call that thoughts left no room for (LEG-52)',
    'tool-choice/named',
    asks(
      'tool_choice',
      inTurn(
        editCompletion((json) => put(without(json, '/choices/0/message/tool_calls'), '/choices/0/message/content', '')),
        finishing('length'),
      ),
    ),
  ],
  ['a refusal with whatever 4xx (LEG-79)', 'mistakes/no-role', when(({ status }) => status === 400, editStatus(413))],
  [
    'a tool_choice without tools that is disregarded (LEG-47)',
    'mistaken-tool-choices/undeclared-function',
    when((_, request) => bodyObject(request)['tool_choice'] === 'required', answeredAnyway),
  ],
  [
    'an endpoint that is away while mistaken requests are sent (LEG-84)',
    'breaches/answered',
    when(
      (_, request, earlier) => [...earlier, request].some(isBreach),
      (reply) => ({
        ...reply,
        status: 0,
        reads: [],
        end: { how: 'unreachable', at: 0 },
      }),
    ),
  ],
];

function emptied(status: number): Fault {
  return (reply) => ({ ...reply, status, headers: { location: 'http://127.0.0.1:1/' }, reads: [] });
}

test.for(variations)('%s is no breach of %s', async ([, check, variation]) => {
  // Rules over every exchange are held against files too.
  const { varied, findings } = await varying(check, variation, { only: ['file-deletion/deleted'] });
  expect(varied).toBeGreaterThan(0);
  expect(findings).toEqual([]);
});
