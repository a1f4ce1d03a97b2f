import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { bundledContract } from '../../src/schema/bundled.ts';
import { limitOf } from '../../src/transport/completion.ts';
import { breachOf, isBreach } from './breach.ts';
import { chat, chatRequest } from './chat.ts';

const body = bundledContract().operation('POST', '/chat/completions')!.request('application/json')!;
const breaches = (numRuns: number) => fc.sample(breachOf(body)!, { seed: 1, numRuns });

test('each drawn body breaks the one constraint that it names', () => {
  for (const { value, at, keyword } of breaches(300))
    expect(body.violations(value)).toEqual([expect.objectContaining({ at, keyword })]);
});

test('they reach into messages, tools and formats, and break constraints of many kinds', () => {
  const drawn = breaches(600);
  const places = ['/temperature', '/messages/0/content/0', '/messages/1/tool_calls/0', '/tools/0', '/response_format'];
  for (const place of places) expect(drawn.some(({ at }) => at.startsWith(place))).toBe(true);
  expect([...new Set(drawn.map(({ keyword }) => keyword))]).toEqual(
    expect.arrayContaining(['type', 'required', 'enum', 'minimum', 'maximum', 'minItems', 'maxLength']),
  );
});

test('where the mistake is disregarded, the answer is short and one', () => {
  for (const { value } of breaches(600)) {
    const request = chatRequest(value, 'invalid');
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    expect([limitOf(request), (value as { n?: unknown }).n, (value as { stream?: unknown }).stream]).toEqual([
      16,
      undefined,
      undefined,
    ]);
    expect(JSON.stringify(value).length).toBeLessThanOrEqual(2000);
  }
});

test('they are told from other requests by what is said in them, where that is in order', () => {
  expect(isBreach(chat())).toBe(false);
  const inDetail = breaches(300).filter(({ at }) => at !== '' && !at.startsWith('/messages'));
  expect(inDetail.length).toBeGreaterThan(100);
  expect(inDetail.filter(({ value }) => !isBreach(chatRequest(value)))).toEqual([]);
});

test('a schema that accepts none of our requests has none to break', () => {
  const nothing = {
    ...body,
    violations: () => [{ at: '', keyword: 'type', expected: 'nothing', schema: '', actual: null }],
  };
  expect(breachOf(nothing)).toBeUndefined();
});
