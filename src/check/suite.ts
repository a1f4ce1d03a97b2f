import type { Contract } from '../schema/contract.ts';
import type { Exchange } from '../transport/exchange.ts';
import type { Fault } from '../transport/fault.ts';
import type { Capability } from './capability.ts';
import type { Citation } from './cite.ts';
import type { Finding } from './finding.ts';
import type { Probe } from './probe.ts';

/** The requirement in our own words, keyed by its force. */
export type Sentence = { must: string } | { should: string } | { may: string };

export type Level = 'MUST' | 'SHOULD' | 'MAY';

/** What a check may ask besides the view: the contract, and which pointers a named check of its suite owns. */
export type Context = { contract: Contract; owned(pointer: string): boolean };

/** One rule. The key it has in its suite is its id; `suite/key` is its name everywhere. */
export type Check<V> = Sentence & {
  cite: Citation;
  /** The ids of `specs/requirements.yaml` that it decides. */
  covers: readonly string[];
  /** When the rule applies. Default: always. */
  when?(view: V): boolean;
  /** Every departure. Pure: no I/O, no clock, no throw. */
  find(view: V, context: Context): Iterable<Finding>;
  fault: Fault;
  /** Other checks that the fault trips by the nature of the thing. */
  also?: readonly string[];
  /** Pointers (`*` for any one token) whose schema violations are this check's and not the schema check's. */
  owns?: readonly string[];
};

/** Every exchange of a run that qualifies, whatever it was sent for. */
export type Every<V> = {
  where(exchange: Exchange): boolean;
  read(exchange: Exchange): V;
  /** What is sent when only this suite is selected. */
  probes: readonly AnyProbe[];
  needs?: readonly Capability[];
};

type Over<V> = V extends object ? Probe<V, never> : never;

/** Rules over one probe, or over every exchange that qualifies: one passage of the contract. */
export type Suite<V> = {
  id: string;
  title: string;
  profile: string;
  over: Every<V> | Over<V>;
  checks: { readonly [id: string]: Check<V> };
};

// Suites and probes differ in the type of their views, which only their own members see.
export type AnyProbe = Probe<any, any>;
export type AnySuite = {
  id: string;
  title: string;
  profile: string;
  over: Every<any> | AnyProbe;
  checks: { readonly [id: string]: Check<any> };
};
