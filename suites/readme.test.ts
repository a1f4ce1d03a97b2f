import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { plan } from '../src/run/plan.ts';
import { select } from '../src/run/select.ts';
import { bundledContract } from '../src/schema/bundled.ts';
import { defaults } from '../src/config.ts';
import { registry } from './index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const contract = bundledContract();

function planned(...profiles: string[]) {
  const hostile = profiles.includes('hostile');
  return plan(select(registry, { only: [], skip: [], profiles, hostile }), registry, contract, {
    ...defaults,
    model: undefined,
  });
}

/** What the table of profiles says: requests by profile. */
function told(): [string, number][] {
  const rows = readme.split('\n').filter((line) => /^\| `\w/.test(line) && /\d[\d ]*\|$/.test(line));
  return rows.flatMap((row) => {
    const [, names = '', , numbers = ''] = row.split('|');
    const counts = numbers.trim().split(/ +/).map(Number);
    return [...names.matchAll(/`([^`]+)`/g)].map(([, name], i): [string, number] => [name!, counts[i]!]);
  });
}

test('the readme names every profile, and how many requests it sends', () => {
  const profiles = [...new Set(registry.suites.map(({ profile }) => profile))];
  expect(new Map(told())).toEqual(new Map(profiles.map((one) => [one, planned(one).base.requests])));
});

test('a run of all sends what the readme says, and stays below 600 requests and 60,000 tokens', () => {
  const { base, bound } = planned();
  expect(readme).toContain(`a run of all sends ${base.requests}.`);
  expect(bound.requests).toBeLessThan(600);
  expect(bound.tokens).toBeLessThan(60_000);
});

test('a run of the core stays below 120 requests', () => {
  expect(planned('core').bound.requests).toBeLessThan(120);
});

test('what is hostile takes no more than 60 requests, and no token more than it must', () => {
  const { base, bound } = planned('hostile');
  expect(base.requests).toBeLessThanOrEqual(60);
  expect(bound.requests).toBeLessThan(130);
  expect(bound.tokens).toBeLessThan(60_000);
});

test('nothing hostile is sent unless it is asked for', () => {
  expect(planned().probes.filter(({ probe }) => probe.hostile)).toEqual([]);
});
