import { isObject } from '../spec/json.ts';
import type { JsonSchema } from './contract.ts';
import type { Definitions } from './definitions.ts';

const mostHops = 16;
/** Keywords that take nothing away from the one they stand beside. */
const silent = new Set(['default', 'discriminator']);

/** The alternatives of a schema: references followed, and unions of unions made flat. */
export function branchesOf(schema: JsonSchema, definitions: Definitions, hops = 0): JsonSchema[] {
  if (typeof schema === 'boolean' || hops > mostHops) return [schema];
  const telling = Object.keys(schema).filter(
    (name) => !silent.has(name) && !(name === 'type' && schema['discriminator']),
  );
  if (telling.length !== 1) return [schema];
  const inner = (parts: readonly JsonSchema[]) => parts.flatMap((part) => branchesOf(part, definitions, hops + 1));
  if (typeof schema['$ref'] === 'string') return inner([definitions.get(schema['$ref'])]);
  const parts = (schema['oneOf'] ?? schema['anyOf']) as JsonSchema[] | undefined;
  if (parts) return inner(parts);
  const all = schema['allOf'] as JsonSchema[] | undefined;
  return all?.length === 1 ? inner(all) : [schema];
}

/** The JSON types that a schema lets pass as far as it is evident; undefined where nothing is evident. */
export function typesOf(schema: JsonSchema, definitions: Definitions, hops = 0): string[] | undefined {
  if (typeof schema === 'boolean' || hops > mostHops) return undefined;
  if (schema['type'] !== undefined) return [schema['type']].flat() as string[];
  if (typeof schema['$ref'] === 'string') return typesOf(definitions.get(schema['$ref']), definitions, hops + 1);
  for (const part of (schema['allOf'] as JsonSchema[] | undefined) ?? []) {
    const types = typesOf(part, definitions, hops + 1);
    if (types) return types;
  }
  return undefined;
}

/** The member that tells the branches apart, with the values that each of them admits. */
export type Tag = { name: string; values: unknown[][] };

/** The discriminator, or a member that every branch requires and fixes to values of its own. */
export function tagOf(union: JsonSchema, branches: readonly JsonSchema[], definitions: Definitions): Tag | undefined {
  const declared =
    isObject(union) && isObject(union['discriminator']) ? union['discriminator']['propertyName'] : undefined;
  const names = typeof declared === 'string' ? [declared] : requiredMembers(branches[0] ?? true);
  for (const name of names) {
    const values = branches.map((branch) => fixedValues(branch, name, definitions));
    if (values.every((fixed) => fixed !== undefined)) return { name, values };
  }
  return undefined;
}

function requiredMembers(branch: JsonSchema): string[] {
  const required = typeof branch === 'object' ? branch['required'] : undefined;
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
}

function fixedValues(branch: JsonSchema, name: string, definitions: Definitions): unknown[] | undefined {
  const properties = typeof branch === 'object' ? branch['properties'] : undefined;
  if (!isObject(properties) || !Object.hasOwn(properties, name) || !requiredMembers(branch).includes(name))
    return undefined;
  const member = branchesOf(properties[name] as JsonSchema, definitions)[0];
  if (typeof member !== 'object') return undefined;
  if ('const' in member) return [member['const']];
  return Array.isArray(member['enum']) ? member['enum'] : undefined;
}
