import type { Arbitrary } from 'fast-check';

import type { Contract } from '../schema/contract.ts';
import type { Exchange } from '../transport/exchange.ts';
import type { Request } from '../transport/request.ts';
import type { Capability } from './capability.ts';

/** Sends one request under the name that its exchange has in the views. */
export type Send<Name extends string> = (name: Name, request: Request) => Promise<Exchange>;

/**
 * What is sent of a probe: some cases always, others drawn from an arbitrary. `more`: what is worth another try where
 * the model gave a rule of the probe no occasion, out of the reserve for that.
 */
export type Cases<C> = { always: readonly C[]; drawn?: Arbitrary<C>; more?: Arbitrary<C> };

/**
 * A stimulus: what is sent, and how the replies are read. What must hold of them is the business of suites.
 * `V` maps the name of each exchange to what is read of it; `C` is one case.
 */
export type Probe<V extends object, C = Request> = {
  id: string;
  /** What the endpoint must offer for this to be worth sending. */
  needs: readonly Capability[];
  /** What its cases make use of where the endpoint has it, and leave out where not. */
  uses?: readonly Capability[];
  /** Sent only where its profile is asked for by name: nobody knows what it costs, or what it leaves behind. */
  consent?: true;
  /**
   * It may bring an endpoint down. Sent only where the user says so, behind everything else and with nothing beside it.
   * `sign`: the name of the plain request behind the others, which shows that the endpoint still lives; where it shows
   * none it is sent once more, after a pause (`Request.pause`).
   */
  hostile?: { sign: string };
  /**
   * The most one conversation sends: requests, and tokens read and generated. One more request is an error of ours.
   * `leaves`: how many things it may leave at the endpoint, were it cut short.
   */
  atMost: { requests: number; tokens: number; leaves?: number };
  /**
   * How many of its requests are to be on the wire at once, where the user sets no limit. An endpoint that is busy then
   * is taken at its word: none of them is sent again.
   */
  atOnce?: number;
  /** `seed`: drawn from that of the run, for what a case holds and nobody could guess. */
  cases(contract: Contract, seed: number): Cases<C>;
  /** Sends one case. May stop early: a conversation that lacks an exchange is evidence of nothing. */
  converse(send: Send<Extract<keyof V, string>>, one: C): Promise<unknown>;
  /** Readers never throw; every view carries its request. */
  read: { [K in keyof V]: (exchange: Exchange) => V[K] };
  /** Whether the conversation got far enough to be evidence of anything. */
  answers(views: V): boolean;
  /** Why the endpoint has nothing for the rules of the probe to say anything of, or undefined where it has. */
  declined?(views: V): string | undefined;
};

/** Placeholders of model ids in request bodies and paths; the engine puts the real ids in. */
export const MODEL = '{model}';
export const COMPLETION_MODEL = '{completion-model}';
export const EMBEDDING_MODEL = '{embedding-model}';

/** In names of what is left at the endpoint: the engine puts in a word that no other run has. */
export const RUN = '{run}';

// Probes differ in the type of their views and cases, which only their own members see.
export type AnyProbe = Probe<any, any>;
