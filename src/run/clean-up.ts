import { setTimeout as sleep } from 'node:timers/promises';

import type { AnyProbe } from '../check/probe.ts';
import type { Leaving } from '../check/leaving.ts';
import type { Request } from '../transport/request.ts';
import { converse, type Wire } from './explore.ts';
import { leftBehind, unfound } from './leavings.ts';
import type { Conversation } from './recording.ts';

/** Milliseconds that cleaning up may take, behind a run that was cancelled as behind any other. */
const patience = 10_000;

/** A thing whose reply was lost may come to be only now, and one that is being made may not go yet: a second look. */
const rounds = [{ wait: 200 }, { wait: 1000 }];

/**
 * Takes away what a run left at the endpoint, however the run ended: the requests were kept for it. What is still there
 * afterwards, `leftBehind` tells. `keep` takes in each conversation; `begin` is called where
 * there is something to do.
 */
export async function cleanUp(
  wire: Wire,
  leavings: readonly Leaving[],
  conversations: readonly Conversation[],
  { keep, begin }: { keep(conversation: Conversation): void; begin(): void },
): Promise<void> {
  const last = { ...wire, gate: wire.gate.last(patience) };
  let step = 0;
  const say = async (leaving: Leaving, requests: readonly Request[]) =>
    keep(await converse(last, cleaning(leaving), requests, { ...errand, case: step++ }));
  for (const { wait } of rounds) {
    const lost = unfound(leavings, conversations);
    if (lost.length === 0 && leftBehind(leavings, conversations).length === 0) return;
    if (step === 0) begin();
    if (lost.length > 0 || step > 0) await sleep(wait);
    for (const leaving of lost) await say(leaving, [leaving.search]);
    for (const leaving of leavings) {
      const left = leftBehind(leavings, conversations).filter((one) => one.leaving === leaving);
      const removals = left.flatMap(({ removal }) => removal ?? []);
      if (removals.length > 0) await say(leaving, removals);
    }
  }
}

const errand = { attempt: 0, purpose: 'cleanup', models: {}, lacking: [] } as const;

function cleaning({ id }: Leaving): AnyProbe {
  return {
    id: `cleanup/${id}`,
    needs: [],
    atMost: { requests: Infinity, tokens: 0 },
    cases: () => ({ always: [] }),
    async converse(send, requests: readonly Request[]) {
      for (const request of requests) await send('reply', request);
    },
    read: {},
    answers: () => true,
  };
}
