import type { Capability } from '../../src/check/capability.ts';
import type { Probe } from '../../src/check/probe.ts';
import { isAlive } from '../../src/run/life.ts';
import { readJsonReply, type JsonReply } from '../../src/transport/json-reply.ts';
import type { Request } from '../../src/transport/request.ts';
import { isBusy } from '../../src/transport/status.ts';
import * as has from '../capabilities.ts';
import { chat } from '../requests/chat.ts';
import { saysSomething } from './sound.ts';
import * as hostile from '../requests/hostile.ts';

/** What came of it, the last where there were several, and of the plain request behind it. */
export type Endured = { reply: JsonReply; after: JsonReply };

export const deepJson = each('hostile-json', hostile.deep, 60);
export const largeBodies = each('hostile-sizes', hostile.large, 60);
export const numbers = each('hostile-limits', hostile.numbers, 200);
export const schemas = each('hostile-schemas', hostile.schemas, 3500);
export const texts = each('hostile-completions', hostile.texts, 80, [has.completions]);
export const heads = each('hostile-headers', hostile.heads, 60);
export const slowClient = each('hostile-clients', [hostile.slow], 60);
export const hangUps = together('hostile-hang-ups', hostile.hangUps, 1000);

/** What may bring an endpoint down: one line for each probe, in the order of sending. */
export const hostileProbes = [deepJson, largeBodies, numbers, schemas, texts, heads, slowClient, hangUps];

/** One by one, and behind each a sign of life. */
function each(
  id: string,
  requests: readonly Request[],
  tokens: number,
  needs: readonly Capability[] = [],
): Probe<Endured, readonly Request[]> {
  return probe(
    id,
    requests.map((request) => [request]),
    tokens,
    needs,
  );
}

/** One after the other, and behind all of them a sign of life. */
function together(id: string, requests: readonly Request[], tokens: number): Probe<Endured, readonly Request[]> {
  return probe(id, [requests], tokens, []);
}

function probe(
  id: string,
  always: readonly (readonly Request[])[],
  tokens: number,
  needs: readonly Capability[],
): Probe<Endured, readonly Request[]> {
  return {
    id,
    needs,
    hostile: { sign: 'after' },
    atMost: { requests: Math.max(...always.map((requests) => requests.length)) + 1, tokens },
    cases: () => ({ always }),
    async converse(send, requests) {
      for (const request of requests) await send('reply', { ...hostile.labelled(id, request), alone: true });
      await send('after', { ...chat(), alone: true });
    },
    read: { reply: readJsonReply, after: readJsonReply },
    // What is turned away unread harms nobody, and what says nothing shows no life.
    answers: ({ reply, after }) => !isAlive(after.reply) || (saysSomething(after) && !isBusy(reply.status)),
  };
}
