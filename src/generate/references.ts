import type { BodySchema, JsonSchema } from '../schema/contract.ts';
import { references as referencesIn } from '../schema/definitions.ts';

/** The `$ref`s of a body schema. */
export type References = {
  /** The schema a reference names. Throws where the document does not define it. */
  resolve(reference: string): JsonSchema;
  /** Whether following the reference leads to itself again. */
  recursive(reference: string): boolean;
};

export function referencesOf({ definitions, pointer }: Pick<BodySchema, 'definitions' | 'pointer'>): References {
  const resolve = (reference: string) => {
    const schema = definitions[reference];
    if (schema === undefined)
      throw new Error(
        `The schema at ${pointer} refers to ${reference}, which is not defined: define it in the document.`,
      );
    return schema;
  };
  const known = new Map<string, boolean>();
  const recursive = (reference: string) => {
    const answer = known.get(reference) ?? closure(resolve(reference), resolve).has(reference);
    known.set(reference, answer);
    return answer;
  };
  return { resolve, recursive };
}

/** The references of a schema, and theirs, and so on. */
export function closure(schema: JsonSchema, resolve: References['resolve']): Set<string> {
  const found = new Set(referencesIn(schema));
  for (const reference of found) for (const next of referencesIn(resolve(reference))) found.add(next);
  return found;
}
