import { expect, test } from 'vitest';

import { composePersonas } from '../src/reference/persona.ts';
import { personas } from '../src/reference/personas.ts';
import { when } from '../src/transport/edits.ts';
import type { Reply } from '../src/transport/exchange.ts';
import type { Fault } from '../src/transport/fault.ts';
import type { Request } from '../src/transport/request.ts';
import { answeredAnyway } from './answered-anyway.ts';
import { refusedWith } from './refusal.ts';
import { counting, flagged, rehearse } from './rehearsal.test-data.ts';
import { labelOf } from './requests/hostile.ts';

// What is hostile takes as long as all the rest, so that the laws are held against it apart.

const hostile = { profiles: ['hostile'], hostile: true, confirm: 1 };

/** Those that refuse, or answer, other things than the rest: how an answer looks is nothing to these rules. */
const different = personas.filter(
  ({ id, rules, edits = {} }) => id === 'plain' || rules || edits.refuse || edits.error,
);

test.for(different.map(({ id }) => id))('nothing hostile is held against the reference server as %s', async (id) => {
  const persona = composePersonas(personas.find((one) => one.id === id)!);
  const rehearsed = await rehearse({ persona, ...hostile, exercise: false });
  expect(flagged(rehearsed)).toEqual([]);
});

test('the reference server shows each of the rules on what is hostile', async () => {
  const { verdicts } = await rehearse(hostile);
  expect(verdicts.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
});

const of =
  (...probes: string[]) =>
  (request: Request) =>
    probes.includes(labelOf(request) ?? '');
const page =
  (status: number): Fault =>
  (reply) => ({
    ...reply,
    status,
    headers: { 'content-type': 'text/html' },
    reads: [{ at: reply.headersAt, bytes: Buffer.from('<html><body><h1>Request Entity Too Large</h1></body></html>') }],
  });
const reset: Fault = (reply) => ({ ...reply, status: 0, headers: {}, reads: [], end: { how: 'truncated', at: 1 } });
const outside = of('hostile-sizes', 'hostile-headers', 'hostile-clients');
const isSign = (request: Request, earlier: readonly Request[]) =>
  labelOf(request) === undefined && earlier.some((one) => labelOf(one) !== undefined);
const once = (fault: Fault): Fault => {
  let left = 1;
  return when((_, request, earlier) => isSign(request, earlier) && left-- > 0, fault);
};

const away = (requests: number): Fault => {
  let left = requests;
  return when((_, request) => (labelOf(request) === 'hostile-limits' || left < requests) && left-- > 0, reset);
};

// What a conformant endpoint may do with such requests, or what stands before it, and who says nothing of it.
const innocent: readonly (readonly [string, Fault])[] = [
  [
    'a gateway that refuses what is too large with a page of its own',
    when((_, request) => outside(request), page(413)),
  ],
  ['a gateway that calls long headers a bad request', when((_, request) => of('hostile-headers')(request), page(400))],
  ['a gateway that has a status for long headers', when((_, request) => of('hostile-headers')(request), page(431))],
  ['a gateway that got no answer for what is too large', when((_, request) => outside(request), page(502))],
  ['a server that waits no longer for a slow client', when((_, request) => of('hostile-clients')(request), page(408))],
  ['a server that closes on whoever floods it', when((_, request) => labelOf(request) !== undefined, reset)],
  ['a limit on the rate', when((_, request) => labelOf(request) !== undefined, refusedWith(429))],
  [
    'an endpoint that is busy right after',
    when((_, request, earlier) => isSign(request, earlier) && labelOf(earlier.at(-1)!) !== undefined, refusedWith(503)),
  ],
  [
    'an endpoint that disregards what is wrong',
    when((_, request) => of('hostile-limits', 'hostile-schemas', 'hostile-completions')(request), answeredAnyway),
  ],
  ['a sign of life that is lost for no reason', once(reset)],
  ['an endpoint that restarts for reasons of its own', away(3)],
];

test.for(innocent)('%s is held against nobody', async ([, variation]) => {
  const { fault, varied } = counting(variation);
  const rehearsed = await rehearse({ ...hostile, fault, exercise: false });
  expect(varied()).toBeGreaterThan(0);
  expect(flagged(rehearsed).filter((check) => check !== 'hostile-limits/choices')).toEqual([]);
});

test.for([
  ['hostile-limits', 'http/client-error-is-4xx'],
  ['hostile-json', 'hostile-json/no-failure'],
  ['hostile-headers', 'hostile-headers/no-failure'],
])('a failure over what is %s is a breach of %s', async ([probe, check]) => {
  const fault = when((reply, request) => reply.status >= 400 && labelOf(request) === probe, refusedWith(500));
  const rehearsed = await rehearse({ only: [check!, `${probe}/*`], hostile: true, fault, exercise: false });
  expect(flagged(rehearsed)).toEqual([check]);
});

test.for([
  ['no body', 'application/json', ''],
  ['an empty object', 'application/json', '{}'],
  ['a page', 'text/html', '<html><body>It works!</body></html>'],
])('a target that answers everything with 200 and %s passes nothing hostile', async ([, type, text]) => {
  const reads = [{ at: 1, bytes: Buffer.from(text!) }];
  const reply: Reply = {
    status: 200,
    headers: { 'content-type': type! },
    headersAt: 1,
    reads,
    end: { how: 'complete', at: 1 },
  };
  const transport = () => Promise.resolve({ reply, closedBeforeFirstByte: false });
  const { verdicts } = await rehearse({ ...hostile, model: 'some-model', transport });
  expect(verdicts.filter(({ verdict }) => verdict === 'pass')).toEqual([]);
});
