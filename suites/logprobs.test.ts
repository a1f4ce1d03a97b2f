import { expect, test } from 'vitest';

import type { JsonObject } from '../src/spec/json.ts';
import type { Fault } from '../src/transport/fault.ts';
import { bodyObject } from '../src/transport/request.ts';
import { counting, rehearse } from './rehearsal.test-data.ts';
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
    [],
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
  'the chosen token first, however likely it was, as vLLM has it': [
    editTokens((entry, request) => {
      const { token, logprob, bytes, top_logprobs: list } = entry;
      const others = Array.isArray(list) ? (list as JsonObject[]).filter((one) => one['token'] !== token) : [];
      const most = Number(bodyObject(request)['top_logprobs'] ?? 0);
      const chosen = { token: token!, logprob: Math.min(Number(logprob), -1.6), bytes: bytes! };
      const likelier = others.map((one, i): JsonObject => ({ ...one, logprob: -1.5 - i }));
      return { ...entry, ...chosen, top_logprobs: [chosen, ...likelier].slice(0, most) };
    }),
    ['logprobs-alternatives/greedy-takes-the-likeliest'],
  ],
  'parts of characters that are all spelt alike': [
    editTokens((entry) => {
      const part = { token: '\ufffd', logprob: -2, bytes: [239, 191, 189] };
      return Array.isArray(entry['top_logprobs']) && entry['top_logprobs'].length > 1
        ? { ...entry, top_logprobs: entry['top_logprobs'].map(() => part) }
        : entry;
    }),
    [],
  ],
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
  const { fault: counted, varied } = counting(fault);
  const { verdicts } = await rehearse({ fault: counted, only, exercise: false });
  expect(varied()).toBeGreaterThan(0);
  expect(verdicts.filter(({ findings }) => findings.length > 0).map(({ check }) => check)).toEqual(allowed);
});
