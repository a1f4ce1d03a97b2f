import { isObject, type Json, type JsonObject } from '../../src/spec/json.ts';
import { editChunks, when } from '../../src/transport/edits.ts';
import type { Reply } from '../../src/transport/exchange.ts';
import type { Fault } from '../../src/transport/fault.ts';
import { isOk } from '../../src/transport/guards.ts';
import type { Request } from '../../src/transport/request.ts';
import { isChat, wantsStream } from '../exchanges.ts';

// What reported defects have in common; `transport/edits.ts` has the edits of a single place.

/** An edit of every chunk of a stream. */
export function everyChunk(edit: (json: JsonObject, i: number, request: Request) => JsonObject): Fault {
  return editChunks((chunks, request) => chunks.map((one, i) => ({ ...one, json: edit(one.json, i, request) })));
}

/** An edit of every choice of every chunk of a stream. `i` counts the chunks. */
export function everyChoice(edit: (choice: JsonObject, i: number) => JsonObject): Fault {
  return everyChunk((json, i) => ({
    ...json,
    choices: listOf(json['choices']).map((one) => (isObject(one) ? edit(one, i) : one)),
  }));
}

/** A fault of answered chat completions: `whole` ones, or those `streamed`. */
export function answered(form: 'whole' | 'streamed', fault: Fault): Fault {
  return when(
    (reply, request) => isOk(reply) && isChat(request) && wantsStream(request) === (form === 'streamed'),
    fault,
  );
}

/** A fault of refused chat requests that the predicate picks. */
export function refused(holds: (request: Request) => boolean, fault: Fault): Fault {
  return when(
    (reply, request) => isChat(request) && reply.status >= 400 && reply.status !== 429 && holds(request),
    fault,
  );
}

/** Another body under another media type; the status stays where none is given. */
export function repliedWith(contentType: string, body: (reply: Reply) => string, status?: number): Fault {
  return (reply) => {
    if (reply.status === 0) return reply;
    const { 'content-length': _, ...headers } = reply.headers;
    const at = reply.reads.at(-1)?.at ?? reply.headersAt;
    return {
      ...reply,
      status: status ?? reply.status,
      headers: { ...headers, 'content-type': contentType },
      reads: [{ at, bytes: Buffer.from(body(reply)) }],
    };
  };
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
