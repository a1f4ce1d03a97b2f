import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { bundledContract } from '../schema/bundled.ts';
import { plan, type PlanOptions } from './plan.ts';
import { select } from './select.ts';
import { capability, echoing, registryOf, sameNumber, suite } from './tiny.test-data.ts';

const contract = bundledContract();
const few: PlanOptions = { seed: 1, cases: 5, confirm: 3, shrink: 20 };
const drawing = (id: string) => echoing({ id, always: [1, 2], drawn: fc.integer() });

function planOf(probes: readonly ReturnType<typeof echoing>[], options: Partial<PlanOptions> = {}) {
  const registry = registryOf(probes.map((probe) => suite({ same: sameNumber() }, probe, { id: probe.id })));
  const selection = select(registry, { only: [], skip: [], profiles: [] });
  return plan(selection, registry, contract, { ...few, ...options });
}

test('the same seed draws the same cases, and another seed draws others', () => {
  const drawn = (seed: number) => planOf([drawing('one')], { seed }).probes[0]!.cases;
  expect(drawn(7)).toEqual(drawn(7));
  expect(drawn(7)).not.toEqual(drawn(8));
});

test('what a probe draws does not depend on which probes stand beside it', () => {
  const alone = planOf([drawing('one')]).probes[0];
  const [, second] = planOf([drawing('other'), drawing('one')]).probes;
  expect(second!.cases).toEqual(alone!.cases);
  expect(second!.seed).toBe(alone!.seed);
});

test('two probes that draw from the same arbitrary do not draw the same cases', () => {
  const [one, other] = planOf([drawing('one'), drawing('other')], { cases: 20 }).probes;
  expect(one!.cases).not.toEqual(other!.cases);
});

test('what is always sent comes first, and --cases says how many are drawn behind it', () => {
  const [probe] = planOf([drawing('one')], { cases: 5 }).probes;
  expect(probe!.cases.slice(0, 2)).toEqual([1, 2]);
  expect(probe!.cases).toHaveLength(7);
  expect(probe!.drawnFrom).toBe(2);
  expect(planOf([drawing('one')], { cases: 0 }).probes[0]!.cases).toEqual([1, 2]);
});

test('a probe that draws nothing sends what it always sends, however many cases are asked for', () => {
  expect(planOf([echoing({ always: [1, 2, 3] })], { cases: 100 }).probes[0]!.cases).toEqual([1, 2, 3]);
});

test('the base is the model list, one request a capability, and the most of each case', () => {
  const colour = capability('colour');
  const wide = echoing({ always: [1, 2, 3], needs: [colour], atMost: { requests: 4, tokens: 100 } });
  const { base } = planOf([wide]);
  expect(base).toEqual({ requests: 1 + 1 + 3 * 4, tokens: 10 + 10 + 3 * 100 });
});

test('the bound is the base and every reserve, and tokens grow with it', () => {
  const { base, reserve, bound } = planOf([drawing('one')]);
  expect(bound.requests).toBe(
    base.requests + reserve.finding + reserve.insist + reserve.retries + reserve.confirm + reserve.shrink,
  );
  expect(reserve.shrink).toBe(20);
  expect(bound.tokens).toBeGreaterThan(base.tokens);
});

test('without repetitions and shrinking nothing is kept for them', () => {
  const { reserve } = planOf([drawing('one')], { confirm: 0, shrink: 0 });
  expect(reserve).toMatchObject({ confirm: 0, shrink: 0 });
});

test('one failing conversation of the widest probe can be repeated as often as --confirm asks', () => {
  const wide = echoing({ atMost: { requests: 6, tokens: 60 } });
  for (const confirm of [1, 2, 3, 10]) {
    expect(planOf([wide], { confirm }).reserve.confirm, `--confirm ${confirm}`).toBeGreaterThanOrEqual(6 * confirm);
  }
});
