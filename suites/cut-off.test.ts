import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { composePersonas } from '../src/reference/persona.ts';
import { personas } from '../src/reference/personas.ts';
import type { Read, Reply } from '../src/transport/exchange.ts';
import { limitOf } from '../src/transport/completion.ts';
import { editDelta } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import { isStream } from '../src/transport/guards.ts';
import { rehearse, referenceModel } from './rehearsal.test-data.ts';

/** What came of a reply that we ended after so many bytes of its body; before its headers, where that is negative. */
function endedAfter(reply: Reply, bytes: number): Reply {
  const end = { how: 'aborted', at: reply.end.at, detail: 'the token budget of the run was spent' } as const;
  if (bytes < 0) return { status: 0, headers: {}, headersAt: 0, reads: [], end };
  const reads: Read[] = [];
  let left = bytes;
  for (const read of reply.reads) {
    if (left > 0) reads.push({ at: read.at, bytes: read.bytes.subarray(0, left) });
    left -= read.bytes.length;
  }
  // Whatever was complete is complete.
  return left >= 0 ? reply : { ...reply, reads, end };
}

const sizeOf = ({ reads }: Reply) => reads.reduce((sum, { bytes }) => sum + bytes.length, 0);

/** Ends one reply of three, somewhere. */
function someEnded(seed: number): { fault: Fault; count(): number } {
  const draw = fc.sample(fc.record({ cut: fc.nat(2), at: fc.nat(1000) }), { seed, numRuns: 2000 });
  let [nth, count] = [0, 0];
  const fault: Fault = (reply) => {
    const { cut, at } = draw[(nth += 1) % draw.length]!;
    if (cut > 0) return reply;
    const ended = endedAfter(reply, at < 100 ? -1 : Math.floor((sizeOf(reply) * (at - 100)) / 900));
    if (ended !== reply) count += 1;
    return ended;
  };
  return { fault, count: () => count };
}

test.for([
  ['plain', 1],
  ['plain', 2],
  ['reasoning', 3],
  ['crlf', 4],
] as const)('what we cut off is held against nobody: as %s, drawing %i', async ([id, seed]) => {
  const persona = composePersonas(personas.find((one) => one.id === id)!);
  const { fault, count } = someEnded(seed);
  const { verdicts } = await rehearse({
    persona,
    fault,
    cases: 2,
    confirm: 0,
    exercise: false,
    model: referenceModel,
  });
  expect(count()).toBeGreaterThan(50);
  const accused = verdicts.filter(({ verdict }) => ['fail', 'warn', 'error'].includes(verdict));
  expect(accused.map(({ check, findings: [first] }) => [check, first?.at, first?.actual])).toEqual([]);
});

test('that a limit was not obeyed shows in what had come when we ended it', async () => {
  const endless: Fault = (reply, request, earlier) => {
    if (limitOf(request) !== 1 || !isStream(reply)) return reply;
    const wordy = manyWords(reply, request, earlier);
    return endedAfter(wordy, sizeOf(wordy) - 1);
  };
  const { verdicts } = await rehearse({ fault: endless, only: ['limit'], cases: 1, model: referenceModel });
  expect(verdicts.find(({ check }) => check === 'limit/is-obeyed')).toMatchObject({ verdict: 'fail' });
});

const manyWords = editDelta((json) => JSON.stringify(json).includes('"content"'), { content: 'word '.repeat(20) });
