import { beforeAll, expect, test } from 'vitest';

import type { Json, JsonObject } from '../src/spec/json.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { rehearse } from './rehearsal.test-data.ts';

// Where a published document contradicts itself, no request that is meant to be answered goes.

let sent: readonly { path: string; body: JsonObject }[];

beforeAll(async () => {
  const { recording } = await rehearse({ exercise: false });
  const requests: Request[] = recording.conversations.flatMap(({ exchanges }) =>
    exchanges.map(({ exchange }) => exchange.request),
  );
  sent = requests
    .filter(({ intent, body }) => intent !== 'invalid' && body && 'json' in body)
    .map((request) => ({ path: request.path, body: bodyObject(request) }));
});

const values = (member: string) =>
  sent.flatMap(({ body: { [member]: value } }) => (value === undefined ? [] : [value]));
const flat = (value: Json) => (Array.isArray(value) ? (value as readonly Json[]) : [value]);

test('LEG-S12: best_of is at least n, and a seed is a number that every parser keeps', () => {
  const few = sent.filter(({ body: { best_of: best, n } }) => best !== undefined && Number(best) < Number(n ?? 1));
  expect(few).toEqual([]);
  expect(values('seed').filter((seed) => !Number.isSafeInteger(seed))).toEqual([]);
  expect(values('seed').length).toBeGreaterThan(0);
});

test('LEG-S13: what cannot be null is not sent as null', () => {
  const members = ['tool_choice', 'response_format', 'parallel_tool_calls', 'user', 'dimensions', 'encoding_format'];
  expect(members.flatMap(values)).not.toContain(null);
  expect(members.filter((member) => values(member).length === 0)).toEqual([]);
});

test('LEG-S14: top_logprobs are not sent as null', () => {
  expect(values('top_logprobs').length).toBeGreaterThan(0);
  expect(values('top_logprobs')).not.toContain(null);
});

test('LEG-S15: nothing is embedded that is empty', () => {
  expect(values('input').length).toBeGreaterThan(0);
  expect(values('input').flatMap(flat)).not.toContain('');
});

test('LEG-S21: no limit is below one, and no model or stop is empty', () => {
  const limits = [...values('max_tokens'), ...values('max_completion_tokens')];
  expect(limits.length).toBeGreaterThan(100);
  expect(limits.filter((limit) => limit !== null && Number(limit) < 1)).toEqual([]);
  expect(values('model')).not.toContain('');
  expect(values('stop').flatMap(flat)).not.toContain('');
});
