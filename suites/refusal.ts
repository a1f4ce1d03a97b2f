import type { Fault } from '../src/transport/fault.ts';

const body = { message: 'This request cannot be served.', type: 'invalid_request_error', param: null, code: null };

/** A fault that refuses with this status, in the envelope and otherwise as it should be. */
export function refusedWith(status: number): Fault {
  return (reply) => {
    if (reply.status === 0) return reply;
    const bytes = Buffer.from(JSON.stringify({ error: body }));
    const { 'transfer-encoding': _, 'content-encoding': __, ...headers } = reply.headers;
    return {
      ...reply,
      status,
      headers: { ...headers, 'content-type': 'application/json', 'content-length': String(bytes.length) },
      reads: [{ at: reply.headersAt, bytes }],
      end: { how: 'complete', at: reply.headersAt },
    };
  };
}
