import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import { at } from '../spec/json.ts';
import type { Json } from '../spec/json.ts';
import type { Compile } from './ajv.ts';
import type { JsonSchema } from './contract.ts';
import type { Definitions } from './definitions.ts';
import { isTooDeep, mostLevels } from './depth.ts';
import { explain } from './explain.ts';
import type { Violation } from './violation.ts';

/** What a verdict on one schema needs. */
export type Judge = {
  /** Of the whole schema; decides. */
  validate: ValidateFunction;
  definitions: Definitions;
  /** First error only. */
  decide: Compile;
  /** All errors. */
  explain: Compile;
};

const most = 20;

/** Ajv decides whether `value` departs from `schema`; the explanation only says where and why. Never throws. */
export function judge(value: unknown, schema: JsonSchema, tools: Judge): Violation[] {
  try {
    if (isTooDeep(value)) return [unjudged(`at most ${mostLevels} levels of nesting`, schema, tools)];
    if (tools.validate(value)) return [];
  } catch {
    return [unjudged('a value that can be validated', schema, tools)];
  }
  const first = plain(tools.validate.errors?.[0], value, schema, tools);
  try {
    const found = distinct(explain(schema, value as Json, { ...tools, steps: 20_000 }));
    return found.length > 0 ? found : [first];
  } catch {
    return [first];
  }
}

/** The verdict alone. Never throws. */
export function isValid(value: unknown, validate: ValidateFunction): boolean {
  try {
    return !isTooDeep(value) && validate(value) === true;
  } catch {
    return false;
  }
}

/** One entry per place and keyword, since schemas joined by `allOf` often say the same thing. */
function distinct(violations: Iterable<Violation>): Violation[] {
  const found = new Map<string, Violation>();
  for (const violation of violations) {
    const key = `${violation.keyword} ${violation.at}`;
    if (!found.has(key)) found.set(key, violation);
    if (found.size === most) break;
  }
  return [...found.values()];
}

/** For the keywords that cannot be explained part by part, such as `unevaluatedProperties`. */
function plain(error: ErrorObject | undefined, value: unknown, schema: JsonSchema, tools: Judge): Violation {
  const where = error?.instancePath ?? '';
  return {
    at: where,
    keyword: error?.keyword ?? 'schema',
    schema: tools.definitions.origin(schema) ?? '#',
    expected: error?.message ?? 'a valid value',
    actual: at(value, where),
  };
}

function unjudged(expected: string, schema: JsonSchema, tools: Judge): Violation {
  return { at: '', keyword: 'depth', schema: tools.definitions.origin(schema) ?? '#', expected, actual: undefined };
}
