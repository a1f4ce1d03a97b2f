import type { Exchange } from '../transport/exchange.ts';

/** `cleanup`: takes away what the run left at the endpoint, and is evidence of nothing. */
export type Purpose = 'capability' | 'explore' | 'insist' | 'confirm' | 'shrink' | 'cleanup';

/** Why something that was planned was not sent, or not to its end. `down`: the endpoint did not live any more. */
export type Lost = 'requests' | 'tokens' | 'deadline' | 'cancelled' | 'circuit' | 'target' | 'down';

/** One exchange of a conversation. `id` counts the requests of the run from 1. */
export type Recorded = {
  id: number;
  /** The name the probe sent it under. */
  name: string;
  exchange: Exchange;
  /** Another attempt at the same request followed, so this one is no answer to it. */
  superseded: boolean;
};

/** One case of a probe as it went. `case` counts the planned cases of the probe from 0. */
export type Conversation = {
  probe: string;
  case: number;
  /** 0 for the planned conversation; repetitions and shrinking steps count up. */
  attempt: number;
  purpose: Purpose;
  exchanges: readonly Recorded[];
  /** The most of its requests that were on the wire at once, where its probe wants company for them. */
  together?: { most: number; of: number };
  lost?: Lost;
  /** What it was sent before that the endpoint went down, `probe/case`, where this was lost for that. */
  downSince?: string;
  /** We did what we must not: an exception in a probe, a request that is not what we meant to send. */
  broken?: string;
};
