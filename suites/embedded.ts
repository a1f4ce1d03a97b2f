import type { Every } from '../src/check/suite.ts';
import { isObject, type Json, type JsonObject } from '../src/spec/json.ts';
import { editJson } from '../src/transport/edits.ts';
import {
  base64Of,
  inputsOf,
  readEmbeddings,
  vectorOf,
  wantsBase64,
  type Embeddings,
  type Vector,
} from '../src/transport/embeddings.ts';
import type { Exchange } from '../src/transport/exchange.ts';
import type { Fault } from '../src/transport/fault.ts';
import { isOk } from '../src/transport/guards.ts';
import type { Request } from '../src/transport/request.ts';
import { ofEmbeddings } from './capabilities.ts';
import { isEmbeddings } from './exchanges.ts';
import * as probes from './probes/embeddings.ts';

/** Every answer to a request for embeddings that is in order; an error in its place is for another suite. */
export const everyEmbedding: Every<Embeddings> = {
  where: (exchange) => isEmbedded(exchange),
  read: readEmbeddings,
  answers: ({ entries }) => entries.length > 0,
  probes: [probes.texts, probes.batch, probes.tokens],
  asks: ofEmbeddings,
};

function isEmbedded({ request, reply }: Exchange): boolean {
  if (!isEmbeddings(request) || request.intent === 'invalid' || !isOk(reply)) return false;
  const { body, object } = readEmbeddings({ request, reply });
  // A catch-all that says it is well is no answer to this.
  const shaped = ['object', 'data', 'model', 'usage'].some((name) => Object.hasOwn(object, name));
  return isObject(body) && ((object['data'] ?? null) !== null || (shaped && (object['error'] ?? null) === null));
}

/** Whether an input is a text without a word, of which a model may make nothing. */
export function isBlank(request: Request): boolean {
  return inputsOf(request).some((input) => typeof input === 'string' && input.trim() === '');
}

type EditBody = (json: JsonObject, request: Request) => Json | undefined;
type EditEntry = (entry: JsonObject, request: Request, earlier: readonly Request[]) => JsonObject;
type EditVector = (vector: Vector, input: Json, request: Request, earlier: readonly Request[]) => Vector;

/** An edit of whole replies. */
export function editEmbeddings(edit: EditBody): Fault {
  return editJson((json, request) => (isEmbeddings(request) ? edit(json, request) : undefined));
}

/** An edit of every entry of `data`. */
export function editEntries(edit: EditEntry): Fault {
  return editJson((json, request, earlier) => {
    const { data } = json;
    if (!isEmbeddings(request) || !Array.isArray(data)) return undefined;
    const edited = data.map((entry) => (isObject(entry) ? edit(entry, request, earlier) : entry));
    return edited.every((entry, i) => entry === data[i]) ? undefined : { ...json, data: edited };
  });
}

/** Other numbers in the embeddings of a reply, in the form that they came in. */
export function editVectors(edit: EditVector): Fault {
  return editEntries((entry, request, earlier) => {
    const input = inputsOf(request)[Number(entry['index'])];
    const vector = vectorOf(entry['embedding']);
    if (input === undefined || !vector) return entry;
    const edited = edit(vector, input, request, earlier);
    if (edited === vector) return entry;
    return { ...entry, embedding: wantsBase64(request) ? base64Of(edited) : [...edited] };
  });
}
