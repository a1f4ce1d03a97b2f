import { isObject } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import { resolve } from './references.ts';

/**
 * The member whose value decides between the branches of a union, or undefined where none is declared or it does not
 * decide: every branch must be an object that requires the member and admits texts that no other branch admits.
 */
export function usableDiscriminator(root: JsonObject, union: JsonObject): string | undefined {
  const declared = union['discriminator'];
  const name = isObject(declared) ? declared['propertyName'] : undefined;
  const branches = union['oneOf'] ?? union['anyOf'];
  if (typeof name !== 'string' || !Array.isArray(branches) || branches.length === 0) return undefined;
  if (union['oneOf'] !== undefined && union['anyOf'] !== undefined) return undefined;
  if (union['type'] !== undefined && union['type'] !== 'object') return undefined;
  const tags = branches.map((branch: Json) => branchTags(root, branch, name));
  const all = tags.flatMap((values) => values ?? []);
  return tags.every((values) => values !== undefined) && new Set(all).size === all.length ? name : undefined;
}

function branchTags(root: JsonObject, branch: Json, name: string): string[] | undefined {
  const object = target(root, branch);
  if (!object || object['type'] !== 'object' || object['nullable'] === true) return undefined;
  if (!Array.isArray(object['required']) || !object['required'].includes(name)) return undefined;
  const properties = object['properties'];
  const tag = isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (!isObject(tag) || tag['nullable'] === true) return undefined;
  const values = Object.hasOwn(tag, 'const') ? [tag['const']] : tag['enum'];
  return Array.isArray(values) && values.every((value) => typeof value === 'string') ? values : undefined;
}

/** One reference is followed, and only where nothing stands beside it: so far Ajv looks too. */
function target(root: JsonObject, branch: Json): JsonObject | undefined {
  if (!isObject(branch) || branch['nullable'] === true) return undefined;
  if (typeof branch['$ref'] !== 'string') return branch;
  const constraints = Object.keys(branch).filter((key) => key !== '$ref' && key !== 'description' && key !== 'title');
  const named = resolve(root, branch['$ref']);
  return constraints.length === 0 && isObject(named) && !('$ref' in named) ? named : undefined;
}
