import type { Reply } from './exchange.ts';
import type { Request } from './request.ts';

/**
 * The smallest edit of a conformant reply that breaks one rule: status, headers, bytes or events with their times, the
 * end of the connection. Pure; a reply that the fault does not concern comes back unchanged (the same object).
 * `earlier`: the requests that the server saw before this one, oldest first.
 */
export type Fault = (reply: Reply, request: Request, earlier: readonly Request[]) => Reply;
