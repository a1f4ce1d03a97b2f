import type { Exchange } from '../transport/exchange.ts';
import type { Request } from '../transport/request.ts';
import type { Capability } from './capability.ts';
import type { Leaving } from './leaving.ts';
import type { AnyProbe } from './probe.ts';
import type { AnySuite } from './suite.ts';

/** Everything a run knows of the API under test: what may be lacking, what is sent, what must hold, what it costs. */
export type Registry = {
  /** In the order they are asked. `essential` ones come first, one by one: without them there is nothing to test. */
  capabilities: readonly Capability[];
  probes: readonly AnyProbe[];
  suites: readonly AnySuite[];
  /** How the endpoint's models are found where the user names none. */
  discovery: { request: Request; models(exchange: Exchange): readonly string[] };
  /** Whether the failure of a request speaks of the endpoint as a whole: several in a row end the run. */
  isVital(request: Request): boolean;
  /** What requests leave at the endpoint. */
  leavings: readonly Leaving[];
  cost: {
    /** Tokens a request may cost at most: prompt and everything it may generate. */
    atMost(request: Request): number;
    /** Tokens an exchange did cost: reported or estimated from its bytes, whichever is more. */
    of(exchange: Exchange): number;
    /** The same while the body of a reply under 2xx is on its way: takes it read by read, returns the estimate so far. */
    meter(request: Request): (bytes: Uint8Array) => number;
  };
};
