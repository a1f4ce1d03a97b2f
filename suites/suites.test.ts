import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

import type { Citation } from '../src/check/cite.ts';
import type { Registry } from '../src/check/registry.ts';
import { levelOf, saysOf } from '../src/check/suite.ts';
import { isHostile } from '../src/run/select.ts';
import type { Reply } from '../src/transport/exchange.ts';
import { occasions } from './declared.test-data.ts';
import { orchard, over } from './document.test-data.ts';
import { registry, registryFor } from './index.ts';
import { contract, flagged, rehearse, rehearseFault } from './rehearsal.test-data.ts';

type Requirement = {
  id: string;
  level: 'MUST' | 'SHOULD' | 'MAY';
  says: string;
  undecided?: string;
  lowered?: string;
  /** The test of this program that decides it, where it is no requirement on an endpoint. */
  by?: string;
};

const specs = (name: string): unknown => parse(readFileSync(new URL(`../specs/${name}`, import.meta.url), 'utf8'));
const requirements = specs('requirements.yaml') as Requirement[];
const checksOf = ({ suites }: Registry) =>
  suites.flatMap((suite) =>
    Object.entries(suite.checks).map(([key, check]) => ({ name: `${suite.id}/${key}`, check, suite })),
  );
const checks = checksOf(registry);

describe('a check catches its fault, and no other check does', () => {
  test.for(checks.map(({ name }) => name))('%s', async (name) => {
    const { check, suite } = checks.find((one) => one.name === name)!;
    const findings = flagged(await rehearseFault(check.fault, occasions[name], isHostile(suite)));
    expect(findings.toSorted()).toEqual([name, ...(check.also ?? [])].toSorted());
  });
});

describe('a target that answers nothing passes nothing', () => {
  const answering = (status: number, body: string, contentType = 'application/json'): Reply => ({
    status,
    headers: { 'content-type': contentType },
    headersAt: 1,
    reads: [{ at: 1, bytes: Buffer.from(body) }],
    end: { how: 'complete', at: 1 },
  });
  const unreachable: Reply = { status: 0, headers: {}, headersAt: 0, reads: [], end: { how: 'unreachable', at: 0 } };
  const targets: Record<string, Reply> = {
    'no connection': unreachable,
    'status 500': answering(500, '{"error":{"message":"no","type":"server_error","param":null,"code":null}}'),
    'status 200 without a body': answering(200, ''),
    null: answering(200, 'null'),
    'an empty object': answering(200, '{}'),
    'an empty array': answering(200, '[]'),
    'a page': answering(200, '<html><body>It works!</body></html>', 'text/html'),
    'an empty stream': answering(200, '', 'text/event-stream'),
  };
  test.for(Object.entries(targets))('%s', async ([, reply]) => {
    const { verdicts, exitCode, verdict } = await rehearse({
      model: 'some-model',
      transport: () => Promise.resolve({ reply, closedBeforeFirstByte: false }),
    });
    const passed = verdicts.filter((one) => one.verdict === 'pass').map(({ check }) => check);
    expect(passed).toEqual([]);
    expect(verdict).not.toBe('conformant');
    expect(exitCode).not.toBe(0);
  });
});

describe('the traceability of the checks', () => {
  // With those that a document of the user's brings along.
  const checks = checksOf(registryFor(over(orchard)));

  test('every pointer that a check cites resolves in the bundled document', () => {
    const pointers = checks.flatMap(({ check, name }) => (check.cite.by === 'schema' ? [{ name, ...check.cite }] : []));
    expect(pointers.filter(({ pointer }) => contract.resolve(pointer) === undefined)).toEqual([]);
    expect(pointers.length).toBeGreaterThan(50);
  });

  test('no MUST rests on observation alone', () => {
    const observed = (cite: Citation) => cite.by === 'observed';
    expect(
      checks.filter(({ check }) => levelOf(check) === 'MUST' && observed(check.cite)).map(({ name }) => name),
    ).toEqual([]);
  });

  test('every requirement is covered by a check, is decided by a test of this program, or says why nothing decides it', () => {
    const covered = new Set(checks.flatMap(({ check }) => check.covers));
    const ways = ({ id, undecided, by }: Requirement) => [covered.has(id), undecided !== undefined, by !== undefined];
    expect(requirements.filter((one) => ways(one).filter(Boolean).length !== 1).map(({ id }) => id)).toEqual([]);
  });

  test('a requirement that a test decides is about documents, and that test names it', () => {
    const tested = requirements.filter(({ by }) => by !== undefined);
    expect(tested.length).toBeGreaterThan(0);
    expect(tested.filter(({ id }) => !id.startsWith('SPEC-'))).toEqual([]);
    const titled = ({ id, by }: Requirement) =>
      new RegExp(`^(?:test|\\])[^\n]*['\`]${id}: `, 'm').test(
        readFileSync(new URL(`../${by}`, import.meta.url), 'utf8'),
      );
    expect(tested.filter((one) => !titled(one)).map(({ id, by }) => `${id} in ${by}`)).toEqual([]);
  });

  test('every check covers requirements that there are', () => {
    const known = new Set(requirements.map(({ id }) => id));
    expect(checks.flatMap(({ check }) => check.covers).filter((id) => !known.has(id))).toEqual([]);
    expect(checks.filter(({ check }) => check.covers.length === 0).map(({ name }) => name)).toEqual([]);
  });

  test('no check is stronger than the strongest requirement that it covers', () => {
    const rank = { MUST: 2, SHOULD: 1, MAY: 0 };
    const levels = new Map(requirements.map(({ id, level }) => [id, rank[level]]));
    const strongest = (ids: readonly string[]) => Math.max(...ids.map((id) => levels.get(id) ?? -1));
    expect(
      checks.filter(({ check }) => rank[levelOf(check)] > strongest(check.covers)).map(({ name }) => name),
    ).toEqual([]);
  });

  test('a requirement whose checks are weaker than its level says why', () => {
    const rank = { MUST: 2, SHOULD: 1, MAY: 0 };
    const strongest = (id: string) =>
      Math.max(...checks.filter(({ check }) => check.covers.includes(id)).map(({ check }) => rank[levelOf(check)]));
    const weaker = requirements.filter(
      ({ id, level, undecided, by }) => !undecided && !by && strongest(id) < rank[level],
    );
    const lowered = requirements.filter((requirement) => requirement.lowered !== undefined);
    expect(lowered.map(({ id }) => id)).toEqual(weaker.map(({ id }) => id));
  });

  test('every sentence is one sentence, and no two checks say the same', () => {
    const sentences = checks.map(({ check }) => saysOf(check));
    expect(sentences.filter((says) => !/^[\p{L}`].*\.$/u.test(says))).toEqual([]);
    expect(new Set(sentences).size).toBe(sentences.length);
  });
});
