import { bytesOf, mediaType, type Exchange, type Reply } from '../transport/exchange.ts';
import { decodeEvents } from '../transport/event-stream.ts';
import { curlOf } from './curl.ts';
import type { Evidence } from './report.ts';
import { shortened } from './visible.ts';

/**
 * How a request is sent again: the base URL, the names of secret headers as in `curlOf`, and whether there is a key.
 * `events`: the indexes of those that are not to be left out.
 */
export type EvidenceOptions = {
  baseUrl: string;
  secretHeaders: readonly string[];
  keyed: boolean;
  events?: readonly number[];
};

/**
 * An exchange for a person to read: the body cut at 16 KiB, of an event stream the first and the last events, cut
 * likewise. What was cut says so.
 */
export function evidenceOf(
  { request, reply }: Exchange,
  { baseUrl, secretHeaders, keyed, events = [] }: EvidenceOptions,
): Evidence {
  return {
    request,
    curl: curlOf(keyed ? request : { ...request, auth: 'none' }, baseUrl, secretHeaders),
    status: reply.status,
    headers: reply.headers,
    end: ending(reply),
    body: bodyText(bytesOf(reply)),
    events: mediaType(reply) === 'text/event-stream' ? eventsOf(reply, new Set(events.slice(0, mostNamed))) : null,
  };
}

const cap = 16 * 1024;

function ending({ end }: Reply): string {
  if (end.how === 'complete') return '';
  return `${end.how} at ${Math.round(end.at)} ms${end.detail ? `: ${end.detail}` : ''}`;
}

function bodyText(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  if (bytes.length <= cap) return decoder.decode(bytes);
  // `stream` holds a character back whose bytes the cut divides.
  return `${decoder.decode(bytes.subarray(0, cap), { stream: true })}\n… (${bytes.length - cap} bytes more)`;
}

type Event = { index: number; at: number; event: string; data: string };

const longestData = 2048;
const longestName = 200;
const tail = 3;
const mostNamed = 20;

function eventsOf({ reads }: Reply, named: ReadonlySet<number>): Event[] {
  const events = decodeEvents(reads).events.map(({ at, event, data }, index) => ({
    index,
    at,
    event: shortened(event, longestName),
    data: shortened(data, longestData),
  }));
  const last = events.slice(-tail);
  let room = cap - last.reduce((sum, { data }) => sum + data.length, 0);
  const first = events.slice(0, -tail);
  const end = first.findIndex(({ data }) => (room -= data.length) < 0);
  return end === -1 ? events : [...first.filter(({ index }) => index < end || named.has(index)), ...last];
}
