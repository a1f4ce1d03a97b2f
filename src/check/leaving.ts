import type { Exchange } from '../transport/exchange.ts';
import type { Request } from '../transport/request.ts';

/** A kind of thing that requests leave at an endpoint, which is taken away again when the run has ended. */
export type Leaving = {
  id: string;
  /** For people, with its article: "a file". */
  title: string;
  /** Whether the request leaves one where it succeeds. */
  by(request: Request): boolean;
  /** What the thing is called, for people who look for it. */
  name(request: Request): string;
  /** The request that takes away what a successful exchange left; undefined where the reply does not tell. */
  removal(exchange: Exchange): Request | undefined;
  /** Whether the exchange shows that what its request takes away is there no more. */
  isGone(exchange: Exchange): boolean;
  /** Lists what is there, for things whose reply was lost. */
  search: Request;
  /** The removals of what such a list holds of a lost one: things of this run alone, known by `RUN` in their names. */
  found(listing: Exchange, lost: Request): readonly Request[];
};
