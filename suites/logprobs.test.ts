import { expect, test } from 'vitest';

import type { JsonObject } from '../src/spec/json.ts';
import type { Fault } from '../src/transport/fault.ts';
import { bodyObject } from '../src/transport/request.ts';
import { rehearse } from './rehearsal.test-data.ts';
import { editLogprobs, editTokens } from './scored.ts';

const spelt = (token: string, logprob: number): JsonObject => ({ token, logprob, bytes: [...Buffer.from(token)] });
const respelling = (spell: (token: string) => string): Fault =>
  editTokens((entry) => {
    const { top_logprobs: list } = entry;
    const each = (one: JsonObject) => ({ ...one, token: spell(String(one['token'])), bytes: null });
    return { ...each(entry), top_logprobs: Array.isArray(list) ? (list as JsonObject[]).map(each) : [] };
  });

// What engines do with log probabilities, and what may be said of it.
const habits: Record<string, [Fault, string[]]> = {
  'as many alternatives as it likes where nobody says how many': [
    editTokens((entry, request) => {
      const many = Array.from({ length: 20 }, (_, i) => spelt(`w${i}`, -3 - i));
      return bodyObject(request)['top_logprobs'] === undefined ? { ...entry, top_logprobs: many } : entry;
    }),
    ['logprobs-alternatives/none-unasked'],
  ],
  'the least float for what a grammar rules out': [
    editTokens((entry) => {
      const { top_logprobs: list } = entry;
      const all = Array.isArray(list) ? (list as JsonObject[]) : [];
      return all.length < 2 || all[1]!['token'] === entry['token']
        ? entry
        : { ...entry, top_logprobs: [all[0]!, { ...all[1]!, logprob: -3.4028234663852886e38 }] };
    }),
    [],
  ],
  'pieces of a byte-level vocabulary': [respelling((token) => token.replaceAll(' ', 'Ġ').replaceAll('\n', 'Ċ')), []],
  'special tokens before and behind the text': [
    editLogprobs((logprobs, request) => {
      const content = logprobs['content'] as JsonObject[];
      const special = { ...spelt('<|message|>', -0.1), top_logprobs: [] };
      return bodyObject(request)['stream'] === true || content.length > 8
        ? logprobs
        : { ...logprobs, content: [special, ...content] };
    }),
    [],
  ],
};

test.for(Object.entries(habits))('%s', async ([, [fault, allowed]]) => {
  const only = ['logprobs', 'logprobs-tokens', 'logprobs-alternatives', 'logprobs-unlikely'];
  const { verdicts } = await rehearse({ fault, only, exercise: false });
  const found = verdicts.filter(({ findings }) => findings.length > 0).map(({ check }) => check);
  expect(found.filter((check) => !allowed.includes(check))).toEqual([]);
});
