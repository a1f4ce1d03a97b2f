import { expect, test } from 'vitest';

import { configOf } from '../config.ts';
import { planOf } from '../index.ts';
import { plannedText } from './planned.ts';

const textOf = (options: Parameters<typeof configOf>[0] = {}) => {
  const { plan, selection } = planOf(configOf({ baseUrl: 'http://nowhere', ...options }, {}));
  return { text: plannedText(plan, selection), plan, selection };
};

/** The numbers of a row, by its first word. */
const row = (text: string, id: string) =>
  text
    .split('\n')
    .find((line) => line.trim().startsWith(`${id} `))!
    .match(/\d+/g)!
    .map(Number);

test('the rows add up to what is sent if all goes well', () => {
  const { text, plan } = textOf();
  const rows = plan.probes.map(({ probe }) => row(text, probe.id).at(-1)!);
  const sum = rows.reduce((a, b) => a + b, 0) + row(text, 'capabilities').at(-1)!;
  expect(sum).toBe(plan.base.requests);
  expect(text).toContain(`if all goes well   ${plan.base.requests} requests`);
});

test('the bound and the reserves behind it are shown', () => {
  const { text, plan } = textOf({ confirm: '2', shrink: '7' });
  expect(text).toContain(`never more than    ${plan.bound.requests} requests`);
  expect(text).toContain(`${plan.reserve.confirm} for repetitions, 7 for shrinking`);
});

test('only what the selected checks need is planned', () => {
  const { text, selection } = textOf({ only: ['models'] });
  const { suites } = selection;
  expect(text).toMatch(new RegExp(`^${Object.keys(suites[0]!.checks).length} checks`));
  expect(suites.map(({ id }) => id)).toEqual(['models']);
  expect(text).toMatch(/\n +models /);
  expect(text).not.toMatch(/\n +logprobs /);
});
