import type { Exchange } from '../transport/exchange.ts';
import type { Request } from '../transport/request.ts';

/** Something an endpoint may lack. One request tells; its exchange is evidence for suites as any other. */
export type Capability = {
  id: string;
  /** What is lacking when it is lacking: completes "the endpoint does not offer …". */
  title: string;
  request: Request;
  /** What it is a part of: an endpoint that lacks the whole is not asked for it. */
  of?: Capability;
  /** Asked first and alone; where it gets no answer at all, the run ends there. */
  essential?: true;
  /** Whether an answered (2xx) exchange shows it. Default: any 2xx does. */
  shown?(exchange: Exchange): boolean;
  /** Whether a refusal (4xx, 501) is about this capability at all. Default: any is. */
  refused?(exchange: Exchange): boolean;
  /** Whether another failure says in so many words that this is lacking. Default: none does. */
  lacking?(exchange: Exchange): boolean;
  /** How a request that can do without it is put to an endpoint that lacks it. */
  without?(request: Request): Request;
};
