import { isObject } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import { dataMembers } from './references.ts';

/** What published documents use although their dialect does not have it. It is understood everywhere, and reported. */
export type Mixture = 'nullable-in-3.1' | 'nullable-without-type' | 'boolean-bounds-in-3.1' | 'recursive-references';

export const mixtures: readonly Mixture[] = [
  'nullable-in-3.1',
  'nullable-without-type',
  'boolean-bounds-in-3.1',
  'recursive-references',
];

/** The mixtures that a document uses anywhere. */
export function mixturesOf(root: JsonObject): Set<Mixture> {
  const is31 = typeof root['openapi'] === 'string' && root['openapi'].startsWith('3.1.');
  const found = new Set<Mixture>();
  const open: Json[] = [root['paths'] ?? null, root['components'] ?? null];
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    if (here === null || typeof here !== 'object') continue;
    if (isObject(here)) for (const mixture of used(here, is31)) found.add(mixture);
    for (const [name, child] of Object.entries(here)) if (!dataMembers.has(name)) open.push(child);
  }
  return found;
}

function used(schema: JsonObject, is31: boolean): Mixture[] {
  const uses: Mixture[] = [];
  if (schema['nullable'] === true && is31) uses.push('nullable-in-3.1');
  if (schema['nullable'] === true && schema['type'] === undefined) uses.push('nullable-without-type');
  const bounds = [schema['exclusiveMinimum'], schema['exclusiveMaximum']];
  if (is31 && bounds.some((bound) => typeof bound === 'boolean')) uses.push('boolean-bounds-in-3.1');
  if (typeof schema['$recursiveRef'] === 'string') uses.push('recursive-references');
  return uses;
}
