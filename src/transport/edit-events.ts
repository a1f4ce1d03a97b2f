import { bytesOf, type Read, type Reply } from './exchange.ts';
import { editBody, withReads } from './edit-reply.ts';
import { decodeEvents, type ServerSentEvent } from './event-stream.ts';
import type { Fault } from './fault.ts';
import { isStream } from './guards.ts';
import type { Request } from './request.ts';
import { remembered } from './remembered.ts';
import { weightOf } from './weight.ts';

/**
 * One event of a stream under edit. An untouched one keeps its bytes (`raw`); one whose `data` or name is another is
 * written anew; a new one needs `data` and `at` only.
 */
export type EditableEvent = {
  data: string;
  /** Its name; '' or absent: none. */
  event?: string;
  /** Arrival, in milliseconds. An event never arrives before the one it follows. */
  at: number;
  /** Its bytes as they came, with the blank line. */
  raw?: Uint8Array;
  /** What stands between it and the event before: comments, blank lines, a byte order mark. */
  lead?: Uint8Array;
};

type EditEvents = (
  events: readonly EditableEvent[],
  request: Request,
  earlier: readonly Request[],
) => readonly EditableEvent[];

/** Other events in a successful event stream, of whatever line endings. What follows the last event stays. */
export function editEvents(edit: EditEvents): Fault {
  return (reply, request, earlier) => {
    if (!isStream(reply)) return reply;
    const { events, bom, rest } = eventsOf(reply);
    const edited = edit(events, request, earlier);
    if (edited.length === events.length && edited.every((event, i) => same(event, events[i]!))) return reply;
    const reads = written(edited, events);
    const last = Math.max(reads.at(-1)?.at ?? 0, reply.reads.at(-1)?.at ?? 0);
    const all = [{ at: reads[0]?.at ?? last, bytes: bom }, ...reads, { at: last, bytes: rest }];
    return withReads(
      reply,
      all.filter(({ bytes }) => bytes.length > 0),
    );
  };
}

/** The stream without one event. */
export function dropEvent(which: number | 'first' | 'last' | ((event: EditableEvent, i: number) => boolean)): Fault {
  return editEvents((events) => {
    const i = typeof which === 'function' ? events.findIndex(which) : place(which, events.length);
    return events[i] ? events.toSpliced(i, 1) : events;
  });
}

/** The stream with one more event: before the event of that index, or behind the last. */
export function insertEvent(where: number | 'first' | 'last', added: string | { data: string; event: string }): Fault {
  return editEvents((events) => {
    const i = where === 'last' ? events.length : place(where, events.length);
    if (i > events.length || i < 0) return events;
    const at = (events[i - 1] ?? events[i])?.at ?? 0;
    return events.toSpliced(i, 0, typeof added === 'string' ? { data: added, at } : { ...added, at });
  });
}

/** Another text of a successful event stream, for faults in the framing itself. */
export function rawStream(edit: (text: string) => string): Fault {
  const fault = editBody(edit);
  return (reply, request, earlier) => (isStream(reply) ? fault(reply, request, earlier) : reply);
}

/** The index that is meant; negative numbers count from the end. */
export function place(which: number | 'first' | 'last', length: number): number {
  if (which === 'first') return 0;
  if (which === 'last') return length - 1;
  return which < 0 ? length + which : which;
}

/** `bom`: the byte order mark, which stays first whatever becomes of the events; `rest`: what follows the last of them. */
const eventsOf = remembered((reply: Reply): { events: EditableEvent[]; bom: Uint8Array; rest: Uint8Array } => {
  const bytes = bytesOf(reply);
  const { events: decoded, bom } = decodeEvents(reply.reads);
  const start = bom ? 3 : 0;
  const events = decoded.map((event, i) => editable(event, bytes, decoded[i - 1]?.to ?? start));
  return { events, bom: bytes.subarray(0, start), rest: bytes.subarray(decoded.at(-1)?.to ?? start) };
}, weightOf);

function editable({ data, event, at, from, to }: ServerSentEvent, bytes: Uint8Array, end: number): EditableEvent {
  const start = Math.max(from, end);
  return { data, event, at, raw: bytes.subarray(start, to), lead: bytes.subarray(end, start) };
}

function same(a: EditableEvent, b: EditableEvent): boolean {
  return a === b || (a.raw === b.raw && a.lead === b.lead && a.at === b.at && untouched(a, b));
}

function untouched(a: EditableEvent, b: EditableEvent): boolean {
  return a.data === b.data && (a.event ?? '') === (b.event ?? '');
}

/** One read for each event, in the order of time. */
function written(events: readonly EditableEvent[], before: readonly EditableEvent[]): Read[] {
  const original = new Map(before.map((event) => [event.raw, event]));
  let at = 0;
  return events.map((event): Read => {
    at = Math.max(at, event.at);
    const kept = event.raw && original.get(event.raw);
    const block = event.raw && (!kept || untouched(event, kept)) ? event.raw : Buffer.from(serialised(event));
    return { at, bytes: Buffer.concat([event.lead ?? new Uint8Array(), block]) };
  });
}

function serialised({ data, event = '' }: EditableEvent): string {
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `${event === '' ? '' : `event: ${event}\n`}${lines.join('')}\n`;
}
