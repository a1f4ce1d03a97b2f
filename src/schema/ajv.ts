import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { SpecError } from '../spec/error.ts';
import { dataMembers, nameMaps } from '../spec/references.ts';
import type { JsonSchema } from './contract.ts';
import type { Definitions } from './definitions.ts';

/** Ajv resolves references against absolute identifiers only; nothing is ever fetched. */
const base = 'https://llm-conformance.invalid/schemas/';

/** Compiles a schema whose references are pointers into the document. Throws SpecError. */
export type Compile = (schema: JsonSchema) => ValidateFunction;

/** One object each, so that they are compiled once. */
const anything = {};
const nothing = { not: {} };

/**
 * @param allErrors false decides fast on the first error; true lists them, for explanations
 */
export function compiler(definitions: Definitions, name: string, allErrors: boolean): Compile {
  let made: Ajv2020 | undefined;
  const ids = new Map<string, string>();
  const added = new Set<string>();
  const compiled = new WeakMap<object, ValidateFunction>();
  const withIds = (schema: JsonSchema) => rewritten(schema, (pointer) => ids.get(pointer) ?? pointer) as JsonSchema;

  const register = (ajv: Ajv2020, schema: JsonSchema) => {
    const needed = definitions.closure(schema);
    for (const pointer of needed) if (!ids.has(pointer)) ids.set(pointer, `${base}${ids.size}`);
    for (const pointer of needed.filter((each) => !added.has(each))) {
      ajv.addSchema(withIds(definitions.get(pointer)) as object, ids.get(pointer) as string);
      added.add(pointer);
    }
  };
  return (given) => {
    const schema = typeof given === 'object' ? given : given ? anything : nothing;
    const known = compiled.get(schema);
    if (known) return known;
    try {
      const ajv = (made ??= instance(allErrors));
      register(ajv, schema);
      const validate = ajv.compile(withIds(schema) as object);
      compiled.set(schema, validate);
      return validate;
    } catch (error) {
      throw refusal(error, name, definitions.origin(schema));
    }
  };
}

function instance(allErrors: boolean): Ajv2020 {
  const ajv = new Ajv2020({
    // Throws on unknown keywords and formats: a document must not be judged by less than it says. The finer lints that
    // `strict` brings would refuse documents that are legal JSON Schema.
    strict: true,
    strictTypes: false,
    strictRequired: false,
    strictTuples: false,
    allowUnionTypes: true,
    allowMatchingProperties: true,
    strictNumbers: true,
    ownProperties: true,
    discriminator: true,
    addUsedSchema: false,
    logger: false,
    allErrors,
  });
  formats.default(ajv);
  ajv.addFormat('unixtime', { type: 'number', validate: Number.isInteger });
  return ajv;
}

function refusal(error: unknown, name: string, pointer: string | undefined): SpecError {
  if (error instanceof SpecError) return error;
  const place = pointer ?? 'an unnamed place';
  if (error instanceof RangeError)
    return new SpecError(`${name}: the schema at ${place} has too many parts to be compiled; cut it down.`);
  // Ajv writes the names of members into identifiers, and what is no character fits into none.
  const malformed = error instanceof URIError ? 'a name in it holds half a character' : undefined;
  const reason = malformed ?? (error instanceof Error ? error.message : String(error));
  return new SpecError(
    `${name}: the schema at ${place} is not JSON Schema 2020-12: ${reason}. ` +
      'Correct it, or rename members of your own so that they begin with "x-".',
  );
}

/** A copy whose references are those that `id` gives. */
function rewritten(schema: unknown, id: (pointer: string) => string, names = false): unknown {
  if (Array.isArray(schema)) return schema.map((part) => rewritten(part, id));
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]): [string, unknown] => {
    if (!names && dataMembers.has(key)) return [key, value];
    if (!names && key === '$ref' && typeof value === 'string') return [key, id(value)];
    return [key, rewritten(value, id, !names && nameMaps.has(key))];
  });
  return Object.fromEntries(entries);
}
