import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

import type { Citation } from '../src/check/cite.ts';
import { levelOf, saysOf } from '../src/check/suite.ts';
import { composePersonas } from '../src/reference/persona.ts';
import { personas } from '../src/reference/personas.ts';
import type { Reply } from '../src/transport/exchange.ts';
import { registry } from './index.ts';
import { contract, referenceModel, rehearse, type Rehearsal } from './rehearsal.test-data.ts';

type Requirement = { id: string; level: 'MUST' | 'SHOULD' | 'MAY'; says: string; undecided?: string; lowered?: string };

const specs = (name: string): unknown => parse(readFileSync(new URL(`../specs/${name}`, import.meta.url), 'utf8'));
const requirements = specs('requirements.yaml') as Requirement[];
const checks = registry.suites.flatMap((suite) =>
  Object.entries(suite.checks).map(([key, check]) => ({ name: `${suite.id}/${key}`, check, suite })),
);
const flagging = new Set(['fail', 'warn', 'note', 'error']);

async function flagged(options: Rehearsal): Promise<string[]> {
  const { verdicts } = await rehearse(options);
  return verdicts.filter(({ verdict }) => flagging.has(verdict)).map(({ check }) => check);
}

describe('the reference server conforms', () => {
  // What a persona shows that its tolerance lets a check note or warn of.
  const declared: Record<string, string[]> = {
    'multi-line-data': ['event-stream/one-line-data'],
    'role-on-every-chunk': ['stream-delta/role-once'],
    'usage-on-finish-chunk': ['stream-usage/comes-by-itself'],
    bare: ['chat-message/refusal-is-there', 'stream-usage/null-until-then', 'errors/param'],
    'vocabulary-tokens': ['logprobs-tokens/refusal-is-there'],
    'vendor-errors': ['errors/param', 'errors/code'],
    'long-default': ['completions-default/limit'],
    'no-model-retrieve': ['models/listed-is-served'],
    'embedding-extensions': ['embeddings-negatives/unknown-member'],
    clamped: [
      'completions-edges/no-prompt',
      'completions-edges/logprobs-in-range',
      'completions-edges/in-range',
      'mistaken-parameters/temperature',
      'mistaken-parameters/top-p',
      'mistaken-parameters/penalties',
      'mistaken-parameters/five-stops',
      'mistaken-parameters/negative-limit',
      'mistaken-parameters/top-logprobs',
      'mistaken-parameters/logit-bias',
      'mistaken-tools/result-without-call',
    ],
    'single-model': ['mistaken-messages/no-model'],
  };

  test.for(personas.map(({ id }) => id))('as %s', async (id) => {
    const persona = personas.find((one) => one.id === id)!;
    const findings = await flagged({ persona: composePersonas(persona), confirm: 3 });
    expect(findings.filter((check) => !declared[id]?.includes(check))).toEqual([]);
    expect(findings).toEqual(expect.arrayContaining(declared[id] ?? []));
  });
});

describe('a check catches its fault, and no other check does', () => {
  // Rules that only another persona gives an occasion to break.
  const occasions: Record<string, string> = { 'errors/retry-after': 'throttled', 'errors/busy-envelope': 'throttled' };

  test.for(checks.map(({ name }) => name))('%s', async (name) => {
    const { check } = checks.find((one) => one.name === name)!;
    const persona = personas.find(({ id }) => id === (occasions[name] ?? 'plain'))!;
    const findings = await flagged({
      persona: composePersonas(persona),
      fault: check.fault,
      cases: 2,
      exercise: false,
      model: referenceModel,
    });
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

  test('every requirement is covered by a check, or says why none can decide it', () => {
    const covered = new Set(checks.flatMap(({ check }) => check.covers));
    expect(
      requirements.filter(({ id, undecided }) => !covered.has(id) && undecided === undefined).map(({ id }) => id),
    ).toEqual([]);
    expect(
      requirements.filter(({ id, undecided }) => covered.has(id) && undecided !== undefined).map(({ id }) => id),
    ).toEqual([]);
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
    const weaker = requirements.filter(({ id, level, undecided }) => !undecided && strongest(id) < rank[level]);
    const lowered = requirements.filter((requirement) => requirement.lowered !== undefined);
    expect(lowered.map(({ id }) => id)).toEqual(weaker.map(({ id }) => id));
  });

  test('every sentence is one sentence, and no two checks say the same', () => {
    const sentences = checks.map(({ check }) => saysOf(check));
    expect(sentences.filter((says) => !/^[\p{L}`].*\.$/u.test(says))).toEqual([]);
    expect(new Set(sentences).size).toBe(sentences.length);
  });
});
