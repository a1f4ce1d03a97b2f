import { compiler } from '../schema/ajv.ts';
import type { BodySchema, JsonSchema } from '../schema/contract.ts';
import type { Definitions } from '../schema/definitions.ts';
import { closure, referencesOf } from './references.ts';

/** Tells whether a value satisfies a schema that stands somewhere inside a body schema. Compiled lazily, cached. */
export type Judge = (schema: JsonSchema) => (value: unknown) => boolean;

/** A judge for the schemas inside `body`, whose references resolve in its definitions. */
export function judgeOf(body: Pick<BodySchema, 'definitions' | 'pointer'>): Judge {
  const compile = compiler(definitionsIn(body), body.pointer, false);
  const known = new Map<JsonSchema, (value: unknown) => boolean>();
  return (schema) => {
    const cached = known.get(schema);
    if (cached) return cached;
    const validate = typeof schema === 'boolean' ? () => schema : compile(schema);
    const judge = (value: unknown) => validate(value) === true;
    known.set(schema, judge);
    return judge;
  };
}

function definitionsIn(body: Pick<BodySchema, 'definitions' | 'pointer'>): Definitions {
  const { resolve } = referencesOf(body);
  return {
    get: resolve,
    origin: () => body.pointer,
    place: () => body.pointer,
    closure: (schema) => [...closure(schema, resolve)],
  };
}
