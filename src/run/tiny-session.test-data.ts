import type { Registry } from '../check/registry.ts';
import { bundledContract } from '../schema/bundled.ts';
import type { Reply } from '../transport/exchange.ts';
import type { Clock } from '../transport/clock.ts';
import { createGate, type GateOptions } from '../transport/gate.ts';
import type { Request } from '../transport/request.ts';
import { assess, type Assessment } from './assess.ts';
import type { Wire } from './explore.ts';
import { journalTo, type Recording, type RunHeader } from './journal.ts';
import { plan, type Plan } from './plan.ts';
import { select } from './select.ts';
import { carryOut } from './session.ts';
import type { Verdict } from './verdict.ts';

/** Answers a request; `nth` counts what the endpoint has seen, from 1. A promise takes its time. */
export type Endpoint = (request: Request, nth: number) => Answer | Promise<Answer>;
type Answer = Reply | { reply: Reply; closedBeforeFirstByte: true };

export type TinyRun = {
  endpoint: Endpoint;
  only?: readonly string[];
  hostile?: boolean;
  model?: string | undefined;
  cases?: number;
  confirm?: number;
  shrink?: number;
  strict?: boolean;
  concurrency?: number;
  seed?: number;
  gate?: Partial<GateOptions>;
  mistake?: Wire['mistake'];
  /** Also stop at what the plan says, as a run does. Default: true. */
  bounded?: boolean;
};

export type TinyOutcome = {
  assessment: Assessment;
  recording: Recording;
  plan: Plan;
  /** What the endpoint saw, in its order. */
  seen: readonly Request[];
  counts: ReturnType<ReturnType<typeof createGate>['counts']>;
  journal: string;
  verdict(check: string): Verdict;
};

/** A whole run of the engine against a function, with a journal, waiting in no time. */
export async function runTiny(registry: Registry, options: TinyRun): Promise<TinyOutcome> {
  const { only = [], cases = 0, confirm = 0, shrink = 0, seed = 1, concurrency = 1, strict = false } = options;
  const contract = bundledContract();
  const selection = select(registry, { only, skip: [], profiles: [], hostile: options.hostile ?? false });
  const planned = plan(selection, registry, contract, { seed, cases, confirm, shrink });
  const seen: Request[] = [];
  const gate = createGate({
    concurrency,
    maxRequests: options.bounded === false ? Infinity : planned.bound.requests,
    maxTokens: Infinity,
    deadlineAt: Infinity,
    signal: new AbortController().signal,
    clock: instantClock(),
    ...options.gate,
  });
  let journal = '';
  const lines = journalTo((line) => (journal += line));
  let id = 0;
  const wire: Wire = {
    gate,
    cost: registry.cost,
    leavings: registry.leavings,
    isVital: registry.isVital,
    mistake: options.mistake ?? (() => undefined),
    async transport(request) {
      seen.push(request);
      const answer = await options.endpoint(request, seen.length);
      return 'reply' in answer ? answer : { reply: answer, closedBeforeFirstByte: false };
    },
    record(recorded, key) {
      const kept = { ...recorded, id: (id += 1) };
      lines.exchange(kept, key);
      return kept;
    },
  };
  const header = headerOf(planned, { only, seed, strict, hostile: options.hostile ?? false });
  lines.run(header);
  const session = await carryOut(wire, {
    registry,
    selection,
    plan: planned,
    contract,
    baseUrl: 'http://tiny/v1',
    model: 'model' in options ? options.model : 'tiny',
    confirm,
    concurrency,
    onModel() {},
    onProgress() {},
    onConversation: (conversation) => lines.conversation(conversation),
  });
  const { requests, retries, tokens } = gate.counts();
  const { model, stopped } = session;
  const end = { type: 'end', model, durationMs: 0, requests, retries, tokens, stopped } as const;
  lines.end(end);
  const recording: Recording = { header, end, conversations: session.conversations };
  const assessment = assess(recording, registry, contract, session.judgements);
  return {
    assessment,
    recording,
    plan: planned,
    seen,
    counts: gate.counts(),
    journal,
    verdict: (check) => assessment.verdicts.find((one) => one.check === check)!,
  };
}

export function headerOf({ probes, bound }: Plan, more: Partial<RunHeader> = {}): RunHeader {
  return {
    type: 'run',
    journal: 1,
    tool: { name: 'llm-conformance', version: '0', suitesDigest: '' },
    spec: { name: 'openai.yaml', version: '1', digest: '', errata: [] },
    target: { baseUrl: 'http://tiny/v1' },
    startedAt: '2026-01-01T00:00:00.000Z',
    seed: 1,
    strict: false,
    only: [],
    skip: [],
    profiles: [],
    planned: Object.fromEntries(probes.map(({ probe, cases }) => [probe.id, cases.length])),
    bound,
    extraHeaders: [],
    secretKept: false,
    keyed: false,
    ...more,
  };
}

/** Waiting takes no time, and yet the time goes on. */
export function instantClock(): Clock {
  let now = 1_000_000;
  return {
    now: () => now,
    after(ms, wake) {
      const soon = setImmediate(() => {
        now += ms;
        wake();
      });
      return () => clearImmediate(soon);
    },
  };
}
