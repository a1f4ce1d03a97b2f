import type { Json, JsonObject } from '../spec/json.ts';
import type { Read, Reply } from '../transport/exchange.ts';
import { deepest, isTooDeep } from './depth.ts';
import { envelope, invalid, type Problem, tooDeep, wrongMediaType } from './errors.ts';
import { eventsOf } from './framing.ts';
import type { Incoming } from './incoming.ts';
import type { Turn } from './persona.ts';
import { letters, randomOf } from './random.ts';
import type { Rules } from './rules.ts';
import type { Service } from './service.ts';

/** The JSON of a request, or why there is none. */
export function parsed(
  { headers, body }: Incoming,
  { invalidStatus }: Pick<Rules, 'invalidStatus'>,
): { json: Json } | { problem: Problem } {
  const type = (headers['content-type'] ?? 'application/json').split(';')[0]!.trim().toLowerCase();
  if (type !== 'application/json' && !type.endsWith('+json')) {
    const problem = wrongMediaType(type);
    return { problem: invalidStatus === 422 ? { ...problem, status: 422 } : problem };
  }
  if (isTooDeep(body)) return { problem: tooDeep(deepest) };
  try {
    return { json: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as Json };
  } catch {
    return { problem: invalid('The body is not a JSON text in UTF-8.', null, 'invalid_json') };
  }
}

/** A refusal in the error envelope. */
export function refused(problem: Problem, service: Service, turn: Turn): Reply {
  const body = envelope(problem);
  return json(problem.status, service.edits.error?.(body, problem) ?? body, service, turn, problem.headers);
}

const headersAt = 3;

/** One JSON body. */
export function json(status: number, body: Json, service: Service, turn: Turn, extra: Problem['headers'] = {}): Reply {
  const at = headersAt + (status === 200 ? service.mind.delay : 0);
  const headers = { 'content-type': 'application/json', ...extra, ...common(service, turn) };
  return whole(
    status,
    service.edits.headers?.(headers, turn) ?? headers,
    Buffer.from(JSON.stringify(body), 'utf8'),
    at,
  );
}

/** A body that is no message of the API: bytes that somebody brought. */
export function bytes(body: Uint8Array, type: string, service: Service, turn: Turn): Reply {
  return whole(200, { 'content-type': type, ...common(service, turn) }, body, headersAt);
}

function whole(status: number, headers: Reply['headers'], body: Uint8Array, at: number): Reply {
  return { status, headers, headersAt: at, reads: [{ at: at + 1, bytes: body }], end: { how: 'complete', at: at + 2 } };
}

/** An event stream of these objects, `[DONE]` behind them. */
export function streamed(made: readonly JsonObject[], service: Service, turn: Turn): Reply {
  const { edits, framing, mind } = service;
  const events = eventsOf(edits.chunks?.(made, turn) ?? made, framing);
  const whole: Read[] = events.map((bytes, i) => ({ at: headersAt + mind.delay + 2 * (i + 1), bytes }));
  const reads = edits.reads?.(whole, turn) ?? whole;
  const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...common(service, turn) };
  return {
    status: 200,
    headers: edits.headers?.(headers, turn) ?? headers,
    headersAt,
    reads,
    end: { how: 'complete', at: (reads.at(-1)?.at ?? headersAt) + 1 },
  };
}

function common({ seed }: Service, { call }: Turn): { [name: string]: string } {
  return { 'x-request-id': `req_${letters(randomOf(`request/${seed}/${call}`), 24)}` };
}
