import type { Request } from './request.ts';

/** Bytes of a body as one read delivered them. `at`: milliseconds after the request was sent. */
export type Read = { at: number; bytes: Uint8Array };

/**
 * How a reply ended.
 * - `complete`: the HTTP message came to its proper end.
 * - `truncated`: the connection closed or was reset before that.
 * - `timeout`: a deadline of ours passed (`detail` names it).
 * - `too-large`: a cap of ours was reached.
 * - `aborted`: we hung up, on purpose.
 * - `unreachable`: no connection, or none that answered in HTTP.
 */
export type End = {
  how: 'complete' | 'truncated' | 'timeout' | 'too-large' | 'aborted' | 'unreachable';
  at: number;
  detail?: string;
};

/** What came back for one request, as it came. Header names are lower-case; repeated headers are joined by ", ". */
export type Reply = {
  /** 0: no status line arrived. */
  status: number;
  headers: { readonly [name: string]: string };
  /** Milliseconds from sending to the end of the header section. */
  headersAt: number;
  reads: readonly Read[];
  end: End;
};

/** One request and what came back for it. */
export type Exchange = { request: Request; reply: Reply };

/** All body bytes of a reply, joined. */
export function bytesOf({ reads }: Reply): Uint8Array {
  if (reads.length === 1 && reads[0]) return reads[0].bytes;
  return new Uint8Array(Buffer.concat(reads.map((read) => read.bytes)));
}

/** The media type of a reply without its parameters, lower-case; '' where none is given. */
export function mediaType(reply: Reply): string {
  return (reply.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
}
