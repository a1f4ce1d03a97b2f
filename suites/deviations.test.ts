import { existsSync, readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { levelOf, type Level } from '../src/check/suite.ts';
import { deviations } from './deviations.ts';
import { registry } from './index.ts';
import { flagged, rehearseFault } from './rehearsal.test-data.ts';

const levels = new Map<string, Level>(
  registry.suites.flatMap(({ id, checks }) =>
    Object.entries(checks).map(([key, check]) => [`${id}/${key}`, levelOf(check)] as const),
  ),
);

describe('a reported defect is caught by the checks that it names, and by no other MUST or SHOULD', () => {
  const own = Object.entries(deviations).flatMap(([id, one]) => ('fault' in one ? [{ id, ...one }] : []));

  test.for(own)('$id', async ({ fault, caught }) => {
    const findings = flagged(await rehearseFault(fault));
    const others = findings.filter((check) => !caught.includes(check) && levels.get(check) !== 'MAY');
    expect({ caught: caught.filter((check) => findings.includes(check)), others }).toEqual({ caught, others: [] });
  });
});

test('a reported defect that a check shows with its own fault names a check that there is', () => {
  const named = Object.values(deviations).flatMap((one) => ('as' in one ? [one.as] : []));
  expect(named.filter((check) => !levels.has(check))).toEqual([]);
});

const catalogue = new URL('../../shared/notes/deviations.json', import.meta.url);

test.skipIf(!existsSync(catalogue))('no defect of the catalogue that can be decided is left out', () => {
  const reported = JSON.parse(readFileSync(catalogue, 'utf8')) as {
    id: string;
    method: string;
    suggested_verdict: string;
  }[];
  const due = reported.filter(
    ({ method, suggested_verdict: verdict }) => method === 'deterministic' && verdict === 'fail',
  );
  expect(due.map(({ id }) => id).filter((id) => !(id in deviations))).toEqual([]);
});
