import { bytesOf, type End, type Read, type Reply } from './exchange.ts';
import { decodeEvents } from './event-stream.ts';
import type { Fault } from './fault.ts';
import { textOf } from './utf8.ts';

/** Another status; a reply that never had one is left alone. */
export function editStatus(status: number): Fault {
  return (reply) => (reply.status === 0 || reply.status === status ? reply : { ...reply, status });
}

/** Another value of a header, or its absence. */
export function editHeader(name: string, value: string | null): Fault {
  const key = name.toLowerCase();
  return (reply) => {
    if (reply.status === 0 || (reply.headers[key] ?? null) === value) return reply;
    const { [key]: _, ...rest } = reply.headers;
    return { ...reply, headers: value === null ? rest : { ...rest, [key]: value } };
  };
}

/** Another ending. */
export function editEnd(edit: (end: End) => End): Fault {
  return (reply) => {
    const end = edit(reply.end);
    return end === reply.end ? reply : { ...reply, end };
  };
}

/** Another text in the body, whatever it is. Bytes that are not UTF-8 become U+FFFD where the text changes. */
export function editBody(edit: (text: string) => string): Fault {
  return editBytes((bytes) => {
    const text = textOf(bytes);
    const edited = edit(text);
    return edited === text ? bytes : Buffer.from(edited);
  });
}

/** Other bytes in the body. What stays at the head and at the tail keeps its arrival times. */
export function editBytes(edit: (bytes: Uint8Array) => Uint8Array): Fault {
  return (reply) => {
    const bytes = bytesOf(reply);
    const edited = edit(bytes);
    return Buffer.compare(bytes, edited) === 0 ? reply : withReads(reply, retimed(reply, bytes, edited));
  };
}

/** The connection breaks, after so many dispatched events, after so many bytes, or behind the last byte of the body. */
export function truncate(after: { events: number } | { bytes: number } | 'all' = 'all'): Fault {
  return (reply) => {
    if (reply.status === 0 || reply.end.how !== 'complete') return reply;
    const bytes = bytesOf(reply);
    const kept = after === 'all' ? bytes.length : 'bytes' in after ? after.bytes : endOfEvent(reply, after.events);
    if (kept === undefined || kept > bytes.length) return reply;
    const reads = retimed(reply, bytes, bytes.subarray(0, kept));
    const at = Math.max(reply.headersAt, reads.at(-1)?.at ?? 0);
    // The promised length stays: that is how a recipient notices.
    return { ...reply, reads, end: { how: 'truncated', at, detail: 'the connection closed inside the body' } };
  };
}

/** The reply with another body. A length it declares is kept true, for a false one would be another fault. */
export function withReads(reply: Reply, edited: readonly Read[]): Reply {
  const reads = edited.map(({ at, bytes }) => ({ at, bytes: Uint8Array.from(bytes) }));
  if (!Object.hasOwn(reply.headers, 'content-length')) return { ...reply, reads };
  const length = reads.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return { ...reply, reads, headers: { ...reply.headers, 'content-length': String(length) } };
}

function endOfEvent(reply: Reply, events: number): number | undefined {
  return events === 0 ? 0 : decodeEvents(reply.reads).events[events - 1]?.to;
}

/** The reads of the old bytes, laid over the new ones: unchanged head and tail as they came, the middle in proportion. */
function retimed(reply: Reply, before: Uint8Array, after: Uint8Array): Read[] {
  const head = commonHead(before, after);
  const tail = commonTail(before, after, head);
  const scale = (after.length - head - tail) / Math.max(1, before.length - head - tail);
  const mapped = (offset: number) => {
    if (offset <= head) return offset;
    if (offset >= before.length - tail) return after.length - (before.length - offset);
    return head + Math.round((offset - head) * scale);
  };
  const reads: Read[] = [];
  let old = 0;
  let from = 0;
  for (const [i, { at, bytes }] of reply.reads.entries()) {
    old += bytes.length;
    const to = i === reply.reads.length - 1 ? after.length : Math.min(mapped(old), after.length);
    if (to > from) reads.push({ at, bytes: after.subarray(from, to) });
    from = Math.max(from, to);
  }
  if (reply.reads.length === 0) reads.push({ at: reply.headersAt, bytes: after });
  return reads;
}

function commonHead(a: Uint8Array, b: Uint8Array): number {
  const most = Math.min(a.length, b.length);
  let n = 0;
  while (n < most && a[n] === b[n]) n++;
  return n;
}

function commonTail(a: Uint8Array, b: Uint8Array, head: number): number {
  const most = Math.min(a.length, b.length) - head;
  let n = 0;
  while (n < most && a[a.length - 1 - n] === b[b.length - 1 - n]) n++;
  return n;
}
