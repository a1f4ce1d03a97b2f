import type { Document } from '../spec/document.ts';
import { resolve, dataMembers, nameMaps } from '../spec/references.ts';
import { normalise } from '../spec/normalise.ts';
import type { JsonSchema } from './contract.ts';

/** The normalised schemas of a document, made when they are first asked for. */
export type Definitions = {
  /** The schema a `#/…` pointer names. Throws SpecError where none stands. */
  get(pointer: string): JsonSchema;
  /** Where a normalised schema object comes from; undefined for one that this document did not give. */
  origin(schema: JsonSchema): string | undefined;
  /** `schema`'s references, and theirs, and so on. */
  closure(schema: JsonSchema): string[];
  /** The pointer of a keyword of a normalised schema, or of the schema itself where normalisation made the keyword. */
  place(schema: JsonSchema, keyword: string): string;
};

export function definitionsOf(document: Pick<Document, 'root'>): Definitions {
  const made = new Map<string, JsonSchema>();
  const origins = new WeakMap<object, string>();
  const get = (pointer: string): JsonSchema => {
    const known = made.get(pointer);
    if (known !== undefined) return known;
    const schema = normalise(document.root, pointer, resolve(document.root, pointer), (part, where) =>
      origins.set(part, where),
    );
    made.set(pointer, schema);
    return schema;
  };
  const origin = (schema: JsonSchema) => (typeof schema === 'object' ? origins.get(schema) : undefined);
  return {
    get,
    origin,
    closure(schema) {
      const found = new Set(references(schema));
      for (const pointer of found) for (const next of references(get(pointer))) found.add(next);
      return [...found];
    },
    place(schema, keyword) {
      const pointer = origin(schema) ?? '#';
      const exact = `${pointer}/${keyword}`;
      return resolve(document.root, exact) === undefined ? pointer : exact;
    },
  };
}

/** The references of a schema, data excepted. */
export function references(schema: unknown, names = false): string[] {
  if (Array.isArray(schema)) return schema.flatMap((part) => references(part));
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    if (names) return references(value);
    if (dataMembers.has(key)) return [];
    if (key === '$ref' && typeof value === 'string') return [value];
    return references(value, nameMaps.has(key));
  });
}
