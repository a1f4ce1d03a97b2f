import * as fc from 'fast-check';

import type { BodySchema, Contract, Operation } from '../schema/contract.ts';
import { sameIn } from '../schema/layered.ts';
import type { Json } from '../spec/json.ts';
import { mutantsOf } from './mutants.ts';
import { validOf } from './valid.ts';

/**
 * How much the schemas of a document catch: successful replies that break the measure in one place each, and how many
 * of them the document refuses as well. `admitsAnything`: operations that a reply of `{}` is good enough for.
 */
export type Strength = { broken: number; refused: number; admitsAnything: readonly string[] };

/** Holds the replies of every operation that both contracts describe against each other. The same every time. */
export function strengthOf(document: Contract, measure: Contract): Strength {
  const pairs = measure.operations.flatMap((operation) => {
    const own = sameIn(document, operation);
    // What a document borrows says nothing of it.
    return own && own !== operation ? bodiesOf(own, operation) : [];
  });
  const counts = pairs.map(({ own, measure: wanted }) => tried(own, wanted));
  const sum = (member: 'broken' | 'refused') => counts.reduce((total, one) => total + one[member], 0);
  const admitting = pairs.filter(({ own, measure: wanted }) => admitsNothing(own) && !admitsNothing(wanted));
  return {
    broken: sum('broken'),
    refused: sum('refused'),
    admitsAnything: [...new Set(admitting.map(({ name }) => name))],
  };
}

type Pair = { name: string; own: BodySchema; measure: BodySchema };

/** Both schemas of each kind of successful reply, where there are both. */
function bodiesOf(own: Operation, operation: Operation): Pair[] {
  return (operation.responses.get('200') ?? []).flatMap((type) => {
    const [mine, measure] = [own.response(200, type), operation.response(200, type)];
    return mine && measure ? [{ name: `${operation.method} ${operation.path}`, own: mine, measure }] : [];
  });
}

// Replies that mutants are made of; few, so that it takes a moment. With the members that every reply must have, and
// no others: of what a document does not know it cannot refuse anything, and those who left it out may have meant to.
const replies = 2;

function tried(own: BodySchema, measure: BodySchema): { broken: number; refused: number } {
  const mutants = new Map<string, Json>();
  for (const reply of repliesOf(own, measure)) {
    for (const { what, value } of mutantsOf(reply)) {
      if (!mutants.has(what) && !measure.accepts(value)) mutants.set(what, value);
    }
  }
  const refused = [...mutants.values()].filter((value) => !own.accepts(value));
  return { broken: mutants.size, refused: refused.length };
}

/** Good replies by both: what an older document refuses of a good one would say nothing of broken ones. */
function repliesOf(own: BodySchema, measure: BodySchema): Json[] {
  const good = fc.sample(validOf(measure, { plain: true, optional: 0, depth: 1 }), { seed: 1, numRuns: replies * 2 });
  return good.filter((reply) => own.accepts(reply)).slice(0, replies);
}

function admitsNothing(body: BodySchema): boolean {
  return body.accepts({});
}
