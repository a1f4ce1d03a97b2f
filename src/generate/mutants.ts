import type { Json } from '../spec/json.ts';
import { drop, put } from './edit.ts';

/** A value with one thing changed. `what` names the place and the change; places that differ in an index alone are one. */
export type Mutant = { what: string; value: Json };

/** The value with each of its parts, in turn, left out or in the place of it a value of every other kind. */
export function* mutantsOf(value: Json): Generator<Mutant> {
  for (const path of pathsIn(value)) {
    const place = path.map((step) => (/^\d+$/.test(step) ? '*' : step)).join('/');
    for (const specimen of specimens)
      yield { what: `${place} ${JSON.stringify(specimen)}`, value: put(value, path, specimen) };
    if (path.length > 0) yield { what: `${place} left out`, value: drop(value, path) };
  }
}

const specimens: readonly Json[] = [null, true, 7, 'text', [], {}];

function* pathsIn(value: Json, path: readonly string[] = []): Generator<readonly string[]> {
  yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) yield* pathsIn(inner as Json, [...path, name]);
}
