import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { createReference } from '../src/reference/reference.ts';
import { composePersonas } from '../src/reference/persona.ts';
import { personas } from '../src/reference/personas.ts';
import { incomingOf } from '../src/reference/incoming.ts';
import type { JsonObject } from '../src/spec/json.ts';
import type { Reply } from '../src/transport/exchange.ts';
import type { Request } from '../src/transport/request.ts';
import { cost } from './cost.ts';

const chat = (more: JsonObject = {}): Request => ({
  method: 'POST',
  path: '/chat/completions',
  intent: 'plain',
  body: { json: { model: 'm', messages: [{ role: 'user', content: 'Say hello.' }], max_tokens: 16, ...more } },
});

function replied(body: string, type = 'application/json', status = 200): Reply {
  const reads = [{ at: 1, bytes: new Uint8Array(Buffer.from(body)) }];
  return { status, headers: { 'content-type': type }, headersAt: 0, reads, end: { how: 'complete', at: 2 } };
}

const answer = (content: string, usage?: unknown) =>
  replied(JSON.stringify({ choices: [{ message: { role: 'assistant', content } }], usage }));
const stream = (contents: readonly string[], usage?: unknown, more: JsonObject = {}) =>
  replied(
    [
      ...contents.map((content) => ({
        id: 'x'.repeat(300),
        choices: [{ delta: { role: 'assistant', content } }],
        ...more,
      })),
      ...(usage === undefined ? [] : [{ choices: [], usage }]),
    ]
      .map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
      .join(''),
    'text/event-stream',
  );
const of = (reply: Reply, request = chat()) => cost.of({ request, reply });
const usage = (prompt: unknown, completion: unknown, total: unknown) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: total,
});
const silent = of(answer(''));

test('what is reserved is the prompt and the limit of every choice', () => {
  const [one, four] = [cost.atMost(chat()), cost.atMost(chat({ n: 4 }))];
  expect(four - one).toBe(3 * 16);
  expect(one).toBeGreaterThan(16 + 5);
  expect(cost.atMost({ method: 'GET', path: '/models', intent: 'plain' })).toBe(0);
});

describe('the larger counts of what is reported and what came', () => {
  test('a report is the bill where nothing speaks against it', () => {
    expect(of(answer('hello', usage(9, 1, 10)))).toBe(10);
    expect(of(stream(['hello', ' you'], usage(9, 2, 11)))).toBe(11);
  });

  test('who reports nothing, or 0, is held to what it sent', () => {
    const long = 'word '.repeat(6000);
    for (const said of [undefined, usage(0, 0, 0), usage(9, 1, 10)]) {
      expect(of(answer(long, said))).toBeGreaterThanOrEqual(5000);
      expect(
        of(
          stream(
            Array.from({ length: 6000 }, () => 'word '),
            said,
          ),
        ),
      ).toBeGreaterThanOrEqual(5000);
    }
  });

  test('a total that is less than its parts hides nothing, and one that is more counts', () => {
    expect(of(answer('hello', usage(9, 1000, 1)))).toBe(1009);
    expect(of(answer('hello', usage(9, 1, 500)))).toBe(500);
  });

  test('a stream that takes its report back is held to the first', () => {
    const [first, last] = [usage(9, 900, 909), usage(0, 0, 0)].map((one) =>
      JSON.stringify({ choices: [], usage: one }),
    );
    expect(of(replied(`data: ${first}\n\ndata: ${last}\n\n`, 'text/event-stream'))).toBe(909);
  });

  // Who bills by what it reports bills that, so hiding it would cost the user money.
  test('a report far above prompt and limit counts in full', () => {
    expect(of(answer('hello', usage(120_000, 1, 120_001)))).toBe(120_001);
  });

  const absurd = [-1, -1e300, 1e300, 1e9, '500', '', 'NaN', null, true, [], {}];
  test.for(absurd)('%j tokens are no report', (value) => {
    expect(of(answer('', usage(value, value, value)))).toBe(silent);
    expect(of(stream([], usage(value, value, value)))).toBe(silent);
  });

  test('a number that only JSON can hold is none either', () => {
    expect(of(replied('{"choices":[],"usage":{"total_tokens":1e999}}'))).toBe(silent);
  });

  test('for any report the cost is a number from 0 to what a context can hold', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (a, b, c) => {
        const tokens = of(answer('hello', usage(a, b, c)));
        expect(tokens).toBeGreaterThan(0);
        expect(tokens).toBeLessThanOrEqual(2 ** 25);
      }),
    );
  });
});

test('what is no text is no token', () => {
  const token = { token: 'a', logprob: -0.123456, bytes: [97] };
  const logprobs = {
    content: Array.from({ length: 16 }, () => ({ ...token, top_logprobs: Array.from({ length: 20 }, () => token) })),
  };
  expect(of(stream(Array(16).fill(' a'), undefined, { logprobs }))).toBeLessThan(16 + silent + 1);
  const audio = { choices: [{ message: { content: 'hi', audio: { data: 'A'.repeat(1e6) } } }] };
  expect(of(replied(JSON.stringify(audio)))).toBeLessThan(silent + 2);
  const vector = { data: [{ embedding: Array(3072).fill(0.123456789) }] };
  const embed: Request = { method: 'POST', path: '/embeddings', intent: 'plain', body: { json: { input: 'hello' } } };
  expect(of(replied(JSON.stringify(vector)), embed)).toBeLessThan(5);
  const image = chat({ messages: [{ role: 'user', content: [{ image_url: { url: `data:${'A'.repeat(1e6)}` } }] }] });
  expect(of(answer(''), image)).toBeLessThan(50);
});

test('a refusal and what is not billed by tokens cost nothing', () => {
  expect(
    of(replied(JSON.stringify({ error: { message: 'x'.repeat(9999), content: 'x'.repeat(9999) } }), undefined, 400)),
  ).toBe(0);
  expect(of(replied('{"content":"hello hello"}'), { method: 'GET', path: '/files/1', intent: 'plain' })).toBe(0);
});

test('while a reply is on its way it costs what it will cost at the end without a report', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 20 }), fc.integer({ min: 1, max: 50 }), (contents, size) => {
      const reply = stream(contents);
      const { bytes } = reply.reads[0]!;
      const meter = cost.meter(chat());
      let last = 0;
      for (let i = 0; i < bytes.length; i += size) {
        const now = meter(bytes.subarray(i, i + size));
        expect(now).toBeGreaterThanOrEqual(last);
        last = now;
      }
      expect(Math.max(silent, Math.ceil(last))).toBe(of(reply));
    }),
  );
});

const prompts = ['Say hello.', 'Count to ten.', 'Tell a long story of a fox and a river.', 'Sag etwas über Bäume.'];

/** What a persona of the reference server reports, and the estimate, where the estimate is more by a fifth. */
function overcharged(id: string): { reported: number; estimated: number }[] {
  const persona = composePersonas(personas.find((one) => one.id === id)!);
  const reference = createReference({ persona, models: ['m'] });
  const forms: JsonObject[] = [{}, { stream: true, stream_options: { include_usage: true } }];
  return prompts.flatMap((content) =>
    forms.flatMap((form) => {
      const request = chat({ messages: [{ role: 'user', content }], max_tokens: 200, ...form });
      const { reads } = reference(incomingOf(request, undefined), []);
      const meter = cost.meter(request);
      const estimated = reads.reduce((_, { bytes }) => meter(bytes), 0);
      const body = Buffer.concat(reads.map(({ bytes }) => bytes)).toString();
      const totals = [...body.matchAll(/"total_tokens":\s*(\d+)/g)].map(([, digits]) => Number(digits));
      const reported = Math.max(0, ...totals);
      return totals.length > 0 && estimated > 1.2 * reported ? [{ reported, estimated }] : [];
    }),
  );
}

test.for(personas.map(({ id }) => id))('no honest server is held to much more than it reports: %s', (id) => {
  expect(overcharged(id)).toEqual([]);
});
