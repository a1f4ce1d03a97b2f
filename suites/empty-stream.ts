import type { Fault } from '../src/transport/fault.ts';

const error = { message: 'The request is not valid.', type: 'invalid_request_error', param: null, code: null };

/** A fault that answers with status 200 and an event stream which only then says that it failed. */
export const emptyStream: Fault = (reply) => {
  const { 'content-length': _, ...headers } = reply.headers;
  const bytes = Buffer.from(`data: ${JSON.stringify({ error })}\n\n`);
  return {
    ...reply,
    status: 200,
    headers: { ...headers, 'content-type': 'text/event-stream' },
    reads: [{ at: reply.headersAt, bytes }],
    end: { how: 'complete', at: reply.headersAt },
  };
};
