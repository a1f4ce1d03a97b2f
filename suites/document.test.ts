import { describe, expect, test } from 'vitest';

import type { Fault } from '../src/transport/fault.ts';
import { editJson, put, when } from '../src/transport/edits.ts';
import { orchard, over } from './document.test-data.ts';
import { registryFor } from './index.ts';
import { readOf } from './probes/document.ts';
import { refusedWith } from './refusal.ts';
import { contract as bundled, referenceModel, rehearse, type Rehearsal } from './rehearsal.test-data.ts';

const contract = over(orchard);
const { suites } = registryFor(contract);
const checks = Object.entries(suites.find(({ id }) => id === 'document')!.checks);
const flagging = new Set(['fail', 'warn', 'note', 'error']);

const about = (options: Rehearsal = {}) =>
  rehearse({ contract, only: ['document'], model: referenceModel, ...options });

async function flagged(options: Rehearsal): Promise<string[]> {
  const { verdicts } = await about({ exercise: false, ...options });
  return verdicts.filter(({ verdict }) => flagging.has(verdict)).map(({ check }) => check);
}

const sent = ({ recording }: Awaited<ReturnType<typeof about>>) =>
  recording.conversations
    .filter(({ probe }) => !probe.startsWith('capability/'))
    .flatMap(({ exchanges }) => exchanges.map(({ exchange: { request } }) => `${request.method} ${request.path}`));

test('a server that keeps to its document passes every rule of it', async () => {
  const { verdicts } = await about({ confirm: 0 });
  expect(verdicts.map(({ check, verdict }) => [check, verdict])).toEqual(
    checks.map(([key]) => [`document/${key}`, 'pass']),
  );
});

describe('a check of the document catches its fault, and no other check does', () => {
  test.for(checks.map(([key]) => key))('%s', async (key) => {
    const check = checks.find(([one]) => one === key)![1];
    const { verdicts } = await rehearse({
      contract,
      fault: check.fault,
      cases: 1,
      exercise: false,
      model: referenceModel,
      only: ['document', 'http'],
    });
    const found = verdicts.filter(({ verdict }) => flagging.has(verdict)).map((one) => one.check);
    expect(found.filter((name) => name.startsWith('document/'))).toEqual([`document/${key}`]);
  });
});

test('lists are read, then what they hold, then what nobody has; nothing that changes anything is sent', async () => {
  const requests = sent(await about());
  expect(requests.map((one) => one.replace(/trees\/[a-z_%]{8}[^/]*/i, 'trees/ID'))).toEqual([
    'GET /trees?since=0',
    'GET /trees/ID',
    'GET /trees/ID/apples',
    'GET /trees/no-such-id-1f3870be',
    'GET /weather',
  ]);
});

test('with consent, what keeps nothing is posted, and what acts on something is told of nothing that there is', async () => {
  const { recording } = await about({ only: [], profiles: ['document'] });
  const posts = recording.conversations
    .flatMap(({ exchanges }) => exchanges.map(({ exchange }) => exchange.request))
    .filter(({ method, path }) => method !== 'GET' && !path.startsWith('/chat'));
  expect(posts.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /trees/no-such-id-1f3870be/pick',
    'POST /weigh',
  ]);
  expect(posts[1]!.body).toEqual({ json: { apples: expect.any(Number) } });
});

const tree = (edit: (json: { [name: string]: unknown }) => unknown): Fault =>
  when(
    (_, { path }) => /^\/trees\/[^/]+$/.test(path),
    editJson((json) => edit(json) as never),
  );

test.for([
  ['a member that no schema names', tree((json) => ({ ...json, bark: 1 }))],
  ['null for a member that need not be there', tree((json) => ({ ...json, owner: null }))],
  ['operations that are not there', when((_, { path }) => !path.startsWith('/chat'), refusedWith(404))],
  ['operations that the key does not open', when((_, { path }) => !path.startsWith('/chat'), refusedWith(403))],
  ['operations that a gateway has no server for', when((_, { path }) => !path.startsWith('/chat'), refusedWith(502))],
] as const)('%s is no breach', async ([, fault]) => {
  expect(await flagged({ fault })).toEqual([]);
});

test.for([
  ['document/types', tree((json) => put(json as never, '/age', '7'))],
  ['document/types', tree((json) => put(json as never, '/object', 'bush'))],
  ['document/values', tree((json) => put(json as never, '/kind', 'plum'))],
  ['document/required', tree((json) => put(json as never, '/kind', null))],
] as const)('%s catches it', async ([check, fault]) => {
  expect(await flagged({ fault })).toEqual([check]);
});

test('what an endpoint does not offer at all is unsupported', async () => {
  const fault = when((_, { path }) => !path.startsWith('/chat'), refusedWith(404));
  const { profiles, verdicts } = await about({ fault });
  expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['unsupported']));
  expect(profiles.find(({ id }) => id === 'document')?.verdict).toBe('unsupported');
});

test('the bundled contract describes nothing that has no suite', () => {
  expect(registryFor(bundled).suites.map(({ id }) => id)).not.toContain('document');
  expect(readOf(bundled)).toEqual({ described: 0, sent: 0, limit: 60 });
});

test('no more than 60 requests are planned, whatever a document has', () => {
  const paths = Array.from(
    { length: 90 },
    (_, i) =>
      `  /things${i}: { get: { responses: { '200': { description: x, content: { application/json: { schema: {} } } } } } }`,
  );
  const large = over(`openapi: 3.0.0\ninfo: { title: L, version: '1' }\npaths:\n${paths.join('\n')}\n`);
  const probes = registryFor(large).probes.filter(({ id }) => id.startsWith('GET /things'));
  expect(probes.reduce((sum, { atMost }) => sum + atMost.requests, 0)).toBe(60);
  expect(readOf(large)).toEqual({ described: 90, sent: 60, limit: 60 });
});
