import { expect, test } from 'vitest';

import type { Request } from '../transport/request.ts';
import { runTiny, type Endpoint } from './tiny-session.test-data.ts';
import {
  ask,
  echoing,
  everyEcho,
  everyRule,
  honest,
  numberIn,
  registryOf,
  replied,
  sameNumber,
  silent,
  suite,
} from './tiny.test-data.ts';

/** Sends 100 and more, one a case, and behind each asks for 7. */
const harm = echoing({
  id: 'harm',
  hostile: { sign: 'after' },
  always: [100, 101, 102],
  atMost: { requests: 2, tokens: 20 },
  async converse(send, n) {
    const sending = send as (name: string, request: Request) => Promise<unknown>;
    await sending('reply', { ...ask(n), intent: 'invalid' });
    await sending('after', ask(7));
  },
});
const registry = registryOf([
  suite({ same: sameNumber() }, echoing({ always: [1, 2, 3, 4] })),
  suite({ same: sameNumber() }, harm, { id: 'harm' }),
  suite({ 'comes-true': { must: 'It holds.', ...everyRule } }, everyEcho([harm]), { id: 'all' }),
]);
const numbers = (seen: readonly Request[]) => seen.map(numberIn);
const hostile = { hostile: true, confirm: 3 } as const;

/** Dies of 101, for so many requests. */
function mortal(requests: number): Endpoint {
  let left = 0;
  return (request) => {
    if (numberIn(request) === 101) left = requests;
    return left-- > 0 ? silent : honest(request);
  };
}

test('what is hostile comes last, one after the other, with a sign of life behind each', async () => {
  let running = 0;
  let most = 0;
  const slow: Endpoint = async (request) => {
    running += 1;
    if (numberIn(request) === 7 || numberIn(request) >= 100) most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return honest(request);
  };
  const { seen, assessment } = await runTiny(registry, { ...hostile, endpoint: slow, concurrency: 8 });
  expect(numbers(seen)).toEqual([1, 2, 3, 4, 100, 7, 101, 7, 102, 7]);
  expect(most).toBe(1);
  expect(assessment.verdict).toBe('conformant');
});

test('nothing of it is sent where nobody says so', async () => {
  const { seen } = await runTiny(registry, { endpoint: honest });
  expect(numbers(seen)).toEqual([1, 2, 3, 4]);
});

test('an endpoint that is down gets no more of it, and the rest says behind what', async () => {
  const { seen, recording, assessment } = await runTiny(registry, { ...hostile, endpoint: mortal(Infinity) });
  expect(numbers(seen)).toEqual([1, 2, 3, 4, 100, 7, 101, 7, 7, 101, 7, 7]);
  expect(recording.conversations.at(-1)).toMatchObject({ probe: 'harm', case: 2, lost: 'down', downSince: 'harm/1' });
  expect(recording.end!.stopped).toMatch(/did not answer any more/);
  expect(assessment.exitCode).not.toBe(0);
});

test('what seems to have brought it down is sent again after a longer pause, and no more where it shows it again', async () => {
  const { recording } = await runTiny(registry, { ...hostile, endpoint: mortal(3) });
  const held = recording.conversations.filter(({ probe }) => probe === 'harm');
  expect(held.map(({ case: index, purpose, lost }) => [index, purpose, lost])).toEqual([
    [0, 'explore', undefined],
    [1, 'explore', undefined],
    [1, 'confirm', undefined],
    [2, 'explore', 'down'],
  ]);
  expect(held[2]!.exchanges.map(({ exchange }) => exchange.request.pause ?? 0)).toEqual([10_000, 0, 3000]);
});

test('an endpoint that was out of reach for a while is held against nobody', async () => {
  let left = 3;
  let begun = false;
  const away: Endpoint = (request) => {
    begun ||= numberIn(request) === 101;
    return begun && left-- > 0 ? silent : honest(request);
  };
  const { seen, recording } = await runTiny(registry, { ...hostile, endpoint: away });
  expect(numbers(seen).slice(4)).toEqual([100, 7, 101, 7, 7, 101, 7, 102, 7]);
  expect(recording.end!.stopped).toBe(null);
});

test('an endpoint that comes back is asked again after a pause, and its failure repeated once', async () => {
  const { seen, recording } = await runTiny(registry, { ...hostile, endpoint: mortal(2) });
  expect(numbers(seen).slice(4)).toEqual([100, 7, 101, 7, 7, 102, 7]);
  const signs = recording.conversations.flatMap(({ exchanges }) => exchanges.filter(({ name }) => name === 'after'));
  expect(signs.map(({ exchange, superseded }) => [exchange.request.pause ?? 0, superseded])).toEqual([
    [0, false],
    [0, true],
    [3000, false],
    [0, false],
  ]);
});

test('a failure is held again once, whatever --confirm says', async () => {
  const wrong: Endpoint = (request) => (numberIn(request) === 101 ? replied(200, { n: 5 }) : honest(request));
  const { seen } = await runTiny(registry, { ...hostile, endpoint: wrong });
  expect(numbers(seen).slice(4)).toEqual([100, 7, 101, 7, 101, 7, 102, 7]);
});

test('with --confirm 0 nothing is held again', async () => {
  const wrong: Endpoint = (request) => (numberIn(request) >= 100 ? replied(200, { n: 5 }) : honest(request));
  const { seen } = await runTiny(registry, { hostile: true, confirm: 0, endpoint: wrong });
  expect(numbers(seen).slice(4)).toEqual([100, 7, 101, 7, 102, 7]);
});

test('what is hostile is not sent again to one that is busy, or closed before the first byte; a sign of life is', async () => {
  let busy = 1;
  const endpoint: Endpoint = (request) => {
    if (numberIn(request) === 100) return replied(429, {}, { 'retry-after': '0' });
    if (numberIn(request) === 101) return { reply: silent, closedBeforeFirstByte: true };
    return numberIn(request) === 7 && busy-- > 0 ? replied(503, {}, { 'retry-after': '0' }) : honest(request);
  };
  const { seen } = await runTiny(registry, { hostile: true, confirm: 0, endpoint });
  expect(numbers(seen).slice(4)).toEqual([100, 7, 7, 101, 7, 102, 7]);
});
