import { SpecError } from './error.ts';
import { at, isObject, token } from './json.ts';
import type { Json, JsonObject } from './json.ts';

/** Members whose values are data; what looks like a reference within them is none. */
export const dataMembers: ReadonlySet<string> = new Set(['default', 'enum', 'const', 'example', 'examples']);
/** Members that map names of the author's choice to schemas and the like. */
export const nameMaps: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  'dependentSchemas',
  '$defs',
  'definitions',
]);

/** The same, where the names may be `default` or begin with `x-`. */
export const documentMaps: ReadonlySet<string> = new Set([
  ...nameMaps,
  'responses',
  'schemas',
  'headers',
  'parameters',
  'requestBodies',
  'content',
  'encoding',
  'callbacks',
  'pathItems',
]);

/** The value a `#/…` reference names; undefined where there is none. The fragment may be percent-encoded (RFC 6901 §6). */
export function resolve(root: JsonObject, pointer: string): Json | undefined {
  if (pointer === '#') return root;
  if (!pointer.startsWith('#/')) return undefined;
  return at(root, pointer) ?? at(root, decoded(pointer));
}

export function decoded(pointer: string): string {
  try {
    return decodeURIComponent(pointer);
  } catch {
    return pointer;
  }
}

/**
 * Refuses references out of the document wherever they stand, and references to nothing, or to themselves,
 * where an operation depends on them.
 * @throws SpecError
 */
export function refuseReferences(root: JsonObject, name: string): void {
  for (const { ref, pointer } of within(root, '#')) {
    if (ref.startsWith('#/')) continue;
    throw new SpecError(
      `${name}: the $ref ${JSON.stringify(ref)} at ${pointer} leads out of the document; ` +
        'only references that begin with "#/" are followed, so bundle the parts into one document.',
    );
  }
  const visited = new Set<string>();
  const open: { value: Json; pointer: string }[] = [{ value: root['paths'] ?? null, pointer: '#/paths' }];
  for (let next = open.pop(); next; next = open.pop()) {
    for (const { ref, pointer } of within(next.value, next.pointer)) {
      if (visited.has(ref)) continue;
      visited.add(ref);
      const target = resolve(root, ref);
      if (target === undefined) {
        throw new SpecError(
          `${name}: the $ref ${JSON.stringify(ref)} at ${pointer} names nothing in the document; ` +
            'add what it names, or take the operation out.',
        );
      }
      refuseCircle(root, ref, name);
      open.push({ value: target, pointer: ref });
    }
  }
}

/** A chain of references that returns to its beginning says nothing, and no validator ends on it. */
function refuseCircle(root: JsonObject, first: string, name: string): void {
  const seen = new Set<string>();
  for (let ref: Json | undefined = first; typeof ref === 'string';) {
    if (seen.has(ref))
      throw new SpecError(`${name}: the $ref ${JSON.stringify(ref)} leads back to itself; break the circle.`);
    seen.add(ref);
    const target: Json | undefined = resolve(root, ref);
    ref = isObject(target) ? target['$ref'] : undefined;
  }
}

type Reference = { ref: string; pointer: string };

/** Every `$ref` below `value`, data excepted. Iterative: the depth is the document's. */
function* within(value: Json, pointer: string): Generator<Reference> {
  const open: { value: Json; pointer: string; names: boolean }[] = [{ value, pointer, names: false }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value: here, pointer: where, names } = next;
    if (here === null || typeof here !== 'object') continue;
    if (!names && isObject(here) && typeof here['$ref'] === 'string') yield { ref: here['$ref'], pointer: where };
    for (const [key, child] of Object.entries(here)) {
      if (!names && (dataMembers.has(key) || key.startsWith('x-')) && !Array.isArray(here)) continue;
      open.push({ value: child, pointer: `${where}/${token(key)}`, names: !names && documentMaps.has(key) });
    }
  }
}
