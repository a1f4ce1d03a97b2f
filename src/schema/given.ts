import type { JsonObject } from '../spec/json.ts';
import { compiler } from './ajv.ts';
import { definitionsOf } from './definitions.ts';
import type { Violation } from './violation.ts';
import { judge } from './violations.ts';

/**
 * Every departure of a value from a schema that stands alone, as a request gives it for arguments or for an answer:
 * JSON Schema 2020-12, with references into itself only.
 * @throws SpecError where it is no such schema
 */
export function departures(value: unknown, schema: JsonObject): Violation[] {
  const violations = compiled.get(schema) ?? compile(schema);
  compiled.set(schema, violations);
  return violations(value);
}

type Violations = (value: unknown) => Violation[];

const compiled = new WeakMap<JsonObject, Violations>();

function compile(given: JsonObject): Violations {
  const definitions = definitionsOf({ root: given });
  const schema = definitions.get('#');
  const decide = compiler(definitions, 'the schema of the request', false);
  const explain = compiler(definitions, 'the schema of the request', true);
  const validate = decide(schema);
  return (value) => judge(value, schema, { validate, definitions, decide, explain });
}
