import type { Contract } from '../schema/contract.ts';
import type { Exchange } from '../transport/exchange.ts';
import type { Fault } from '../transport/fault.ts';
import type { Capability } from './capability.ts';
import type { Citation } from './cite.ts';
import type { Finding } from './finding.ts';
import type { AnyProbe, Probe } from './probe.ts';

/** The requirement in our own words, keyed by its force. */
export type Sentence = { must: string } | { should: string } | { may: string };

export type Level = 'MUST' | 'SHOULD' | 'MAY';

export function levelOf(sentence: Sentence): Level {
  if ('must' in sentence) return 'MUST';
  return 'should' in sentence ? 'SHOULD' : 'MAY';
}

/** The requirement itself, whatever its force. */
export function saysOf(sentence: Sentence): string {
  if ('must' in sentence) return sentence.must;
  return 'should' in sentence ? sentence.should : sentence.may;
}

/** What a check may ask besides the view: the contract, and which pointers a named check over the same exchanges owns. */
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
  /** Trouble that passes by itself (an outage, a cut connection) is a finding only where every repetition shows it. */
  persistent?: true;
  /** It is broken by what had come of a reply when we ended it, too: nothing that came later could have mended it. */
  evenCut?: true;
  /** Pointers (`*` for any one token) whose schema violations are this check's and not the schema check's. */
  owns?: readonly string[];
};

/** Every exchange of a run that qualifies, whatever it was sent for. */
export type Every<V> = {
  where(exchange: Exchange): boolean;
  read(exchange: Exchange): V;
  /** Whether the exchange is an answer, which a pass can rest on; findings need none. Default: it is. */
  answers?(view: V): boolean;
  /** Whether the endpoint declined, cleanly, what the exchange asked for: then the rules say nothing of it. */
  declined?(view: V): boolean;
  /** What is sent when only this suite is selected. */
  probes: readonly AnyProbe[];
  asks?: readonly Capability[];
};

type Over<V> = V extends object ? Probe<V, any> : never;

/** Rules over one probe, or over every exchange that qualifies: one passage of the contract. */
export type Suite<V> = {
  id: string;
  title: string;
  profile: string;
  over: Every<V> | Over<V>;
  checks: { readonly [id: string]: Check<V> };
};

// Suites differ in the type of their views, which only their own checks see.
export type AnySuite = Omit<Suite<any>, 'over'> & { over: Every<any> | AnyProbe };
