import { bytesOf, mediaType, type Reply } from './exchange.ts';
import type { Fault } from './fault.ts';
import { readJson } from './json-text.ts';
import { textOf } from './utf8.ts';
import type { Request } from './request.ts';

/** The fault, where the predicate holds. */
export function when(
  holds: (reply: Reply, request: Request, earlier: readonly Request[]) => boolean,
  fault: Fault,
): Fault {
  return (reply, request, earlier) => (holds(reply, request, earlier) ? fault(reply, request, earlier) : reply);
}

/** The fault, on successful event streams only. */
export function whenStream(fault: Fault): Fault {
  return when(isStream, fault);
}

/** The fault, on successful replies that are JSON only. */
export function whenJson(fault: Fault): Fault {
  return when((reply) => isOk(reply) && !isStream(reply) && readJson(bytesOf(reply)).value !== undefined, fault);
}

/** Several faults, one after the other. */
export function inTurn(...faults: readonly Fault[]): Fault {
  return (reply, request, earlier) => faults.reduce((edited, fault) => fault(edited, request, earlier), reply);
}

/** Whether a reply is a successful event stream: it says so, or it says neither so nor JSON and begins like one. */
export function isStream(reply: Reply): boolean {
  if (!isOk(reply)) return false;
  const type = mediaType(reply);
  if (type === 'text/event-stream') return true;
  return type !== 'application/json' && /^\uFEFF?(?:data|event|id|retry)?:/.test(textOf(opening(reply)));
}

export function isOk({ status }: Reply): boolean {
  return status >= 200 && status < 300;
}

function opening({ reads }: Reply): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let i = 0, size = 0; i < reads.length && size < 16; i++) {
    parts.push(reads[i]!.bytes.subarray(0, 16));
    size += reads[i]!.bytes.length;
  }
  return Buffer.concat(parts);
}
