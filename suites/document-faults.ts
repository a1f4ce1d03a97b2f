import { mutantsOf } from '../src/generate/mutants.ts';
import { put } from '../src/generate/edit.ts';
import type { BodySchema, Contract, Operation } from '../src/schema/contract.ts';
import type { Json } from '../src/spec/json.ts';
import { editBody } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import { isOk } from '../src/transport/guards.ts';
import { departures, operationOf, readDescribed, type Departure } from './document-reply.ts';

/** The first change of a described reply that departs from its schema in this way and in no other. */
export function bodyBroken(contract: Contract, others: ReadonlySet<Operation>, kind: Departure['kind']): Fault {
  return (reply, request, earlier) => {
    const operation = isOk(reply) ? operationOf(contract, others, request) : undefined;
    const { schema, body } = operation ? readDescribed({ request, reply }, operation) : {};
    if (!schema || body === undefined) return reply;
    const broken = firstBroken(schema, body, kind);
    if (broken === undefined) return reply;
    return editBody(() => JSON.stringify(broken))(reply, request, earlier);
  };
}

// What is so rare that so many changes do not hit it shows nothing of a rule; a reply may have thousands of places.
const most = 200;

function firstBroken(schema: BodySchema, body: Json, kind: Departure['kind']): Json | undefined {
  let tried = 0;
  for (const mutant of candidates[kind](body)) {
    if ((tried += 1) > most) break;
    if (schema.accepts(mutant)) continue;
    const kinds = new Set([...departures(schema, mutant)].map((one) => one.kind));
    if (kinds.size === 1 && kinds.has(kind)) return mutant;
  }
  return undefined;
}

const candidates: { readonly [kind in Departure['kind']]: (body: Json) => Iterable<Json> } = {
  *type(body) {
    for (const { what, value } of mutantsOf(body)) if (!/ (?:null|left out)$/.test(what)) yield value;
  },
  *value(body) {
    for (const { path, value } of scalarsIn(body)) {
      for (const other of typeof value === 'string' ? ['unheard-of', ''] : [-1e9, 1e15]) yield put(body, path, other);
    }
  },
  *absence(body) {
    for (const { what, value } of mutantsOf(body)) if (what.endsWith(' left out')) yield value;
  },
};

function* scalarsIn(value: Json, path: readonly string[] = []): Generator<{ path: readonly string[]; value: Json }> {
  if (typeof value === 'string' || typeof value === 'number') yield { path, value };
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) yield* scalarsIn(inner as Json, [...path, name]);
}
