import { expect, test } from 'vitest';

import { createCircuit } from './circuit.ts';
import type { End, Reply } from './exchange.ts';

const reply = (status: number, how: End['how'] = 'complete'): Reply => ({
  status,
  headers: {},
  headersAt: 0,
  reads: [],
  end: { how, at: 0 },
});
type One = readonly [status: number, how?: End['how'], weighs?: boolean, fresh?: boolean];
const [hung, reset]: One[] = [
  [0, 'timeout'],
  [200, 'truncated'],
];
const other = (status: number): One => [status, 'complete', false];
const same = (status: number): One => [status, 'complete', true, false];

test.for<[string, One[], boolean]>([
  ['five refusals', [[429], [429], [503], [529], [429]], true],
  ['four', [[429], [429], [429], [429]], false],
  ['five of all kinds', [[429], [500], hung!, [503], reset!], true],
  ['four, an answer, and one more', [[429], [500], hung!, [503], [200], [429]], false],
  ['an answer to something else between refusals', [[429], [429], [429], [429], other(200), [429]], false],
  ['an answer to something else between failures', [[500], [500], [500], [500], other(200), [500]], true],
  ['a mistake that was refused between refusals', [[429], [429], [429], [429], other(400), [429]], false],
  ['a failure between refusals', [[429], [429], [429], [429], other(500), [429]], true],
  ['a burst that is one refusal', [[429], same(429), same(429), same(429), same(429), same(429)], false],
  ['429 to whatever was asked', [other(429), other(429), other(429), other(429), other(429)], true],
  ['503 to what not every endpoint takes', Array.from({ length: 20 }, () => other(503)), false],
  ['500 to what not every endpoint takes', Array.from({ length: 20 }, () => other(500)), false],
  ['replies that we cut off', Array.from({ length: 20 }, () => [200, 'aborted'] as const), false],
  ['what the endpoint does not do', Array.from({ length: 20 }, () => [501] as const), false],
])('%s', ([, replies, open]) => {
  const circuit = createCircuit();
  for (const [status, how, weighs = true, fresh = true] of replies) circuit.heed(reply(status, how), { weighs, fresh });
  expect(circuit.isOpen()).toBe(open);
});
