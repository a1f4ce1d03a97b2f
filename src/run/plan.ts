import { createHash } from 'node:crypto';

import * as fc from 'fast-check';

import type { AnyProbe } from '../check/probe.ts';
import type { Registry } from '../check/registry.ts';
import type { Contract } from '../schema/contract.ts';
import type { Request } from '../transport/request.ts';
import { keptForEach } from './leavings.ts';
import { candidates } from './prepare.ts';
import type { Selection } from './select.ts';

export type PlanOptions = {
  /** Undefined: it has to be found, which takes requests. */
  model?: string | undefined;
  seed: number;
  /** How many cases are drawn for each probe that draws any. */
  cases: number;
  /** Repetitions of a failing conversation. */
  confirm: number;
  /** Requests that all shrinking together may cost. */
  shrink: number;
};

/** What a run will send, before the first byte. Everything sent stays inside `bound`. */
export type Plan = {
  probes: readonly PlannedProbe[];
  /** What is sent if nothing fails and nothing is refused. */
  base: Cost;
  /**
   * Kept for what cannot be known before. `finding`: models that are tried until one answers; `insist`: further tries
   * where the model gave no occasion; `cleanup`: taking away what is left at the endpoint.
   */
  reserve: {
    finding: number;
    insist: number;
    retries: number;
    confirm: number;
    /** For the one repetition of what may bring the endpoint down. */
    again: number;
    shrink: number;
    cleanup: number;
  };
  bound: Cost;
};

/**
 * `drawnFrom`: the index of the first drawn case; `seed` is that of the drawing; `further`: cases that are sent only
 * where those before gave no occasion, numbered behind them.
 */
export type PlannedProbe = {
  probe: AnyProbe;
  cases: readonly unknown[];
  further: readonly unknown[];
  drawnFrom: number;
  seed: number;
};

export type Cost = { requests: number; tokens: number };

/** Draws the cases and adds up the most they can cost. Deterministic for a seed. */
export function plan(selection: Selection, registry: Registry, contract: Contract, options: PlanOptions): Plan {
  const probes = selection.probes.map((probe) => planned(probe, contract, options));
  const found = discovering(selection, registry, options);
  const asked = [...found.slice(0, 1), ...selection.capabilities.map(({ request }) => request)];
  const base = sum([
    ...asked.map((request) => ({ requests: 1, tokens: registry.cost.atMost(request) })),
    ...probes.flatMap(({ probe, cases }) => cases.map(() => probe.atMost)),
  ]);
  const [hostile, friendly] = [true, false].map((one) =>
    selection.probes.filter((probe) => (probe.hostile !== undefined) === one),
  ) as [AnyProbe[], AnyProbe[]];
  const reserve = {
    finding: Math.max(0, found.length - 1),
    insist: Math.min(Math.ceil(base.requests / 10), furtherRequests(probes)),
    retries: Math.ceil(base.requests / 10),
    confirm: options.confirm === 0 ? 0 : options.confirm * longest(friendly) + Math.ceil(base.requests / 8),
    again: options.confirm === 0 || hostile.length === 0 ? 0 : longest(hostile) + repeated,
    shrink: options.shrink,
    cleanup:
      keptForEach * probes.reduce((left, { probe, cases }) => left + cases.length * (probe.atMost.leaves ?? 0), 0),
  };
  // Taking away costs no tokens.
  const extra = reserve.finding + reserve.insist + reserve.retries + reserve.confirm + reserve.again + reserve.shrink;
  const bound = {
    requests: base.requests + extra + reserve.cleanup,
    tokens: base.tokens + Math.ceil((extra * base.tokens) / base.requests),
  };
  return { probes, base, reserve, bound };
}

/** What finding a model takes at most. */
function discovering({ capabilities }: Selection, { discovery }: Registry, { model }: PlanOptions): Request[] {
  const essential = capabilities.find((capability) => capability.essential);
  const tried = essential ? Array.from({ length: candidates }, () => essential.request) : [];
  return model === undefined ? [discovery.request, ...tried] : [];
}

/** Requests for further repetitions of what may bring an endpoint down. */
const repeated = 8;

/** Requests of the longest conversation: one that fails can be repeated as often as was asked for. */
function longest(probes: readonly AnyProbe[]): number {
  return Math.max(1, ...probes.map(({ atMost }) => atMost.requests));
}

/** Further cases of a probe at most. */
const tries = 3;

function furtherRequests(probes: readonly PlannedProbe[]): number {
  return probes.reduce((total, { probe, further }) => total + further.length * probe.atMost.requests, 0);
}

function planned(probe: AnyProbe, contract: Contract, options: PlanOptions): PlannedProbe {
  const seed = createHash('sha256').update(`${options.seed}/${probe.id}`).digest().readInt32BE();
  const { always, drawn, more: rest } = probe.cases(contract, seed);
  const more = drawn && options.cases > 0 ? fc.sample(drawn, { seed, numRuns: options.cases }) : [];
  const further = rest ? fc.sample(rest, { seed, numRuns: tries }) : [];
  return { probe, cases: [...always, ...more], further, drawnFrom: always.length, seed };
}

function sum(costs: readonly Cost[]): Cost {
  return costs.reduce((a, b) => ({ requests: a.requests + b.requests, tokens: a.tokens + b.tokens }), {
    requests: 0,
    tokens: 0,
  });
}
