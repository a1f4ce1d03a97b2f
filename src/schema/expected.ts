import type { JsonSchema } from './contract.ts';
import type { Definitions } from './definitions.ts';

const mostValues = 12;

/** What one keyword of a schema wants, as a short phrase. */
export function expected(keyword: string, schema: JsonSchema, definitions: Definitions): string {
  if (typeof schema === 'boolean') return schema ? 'any value' : 'nothing here';
  const bound = JSON.stringify(schema[keyword]);
  switch (keyword) {
    case 'type':
    case 'enum':
    case 'const':
      return describe(schema, definitions);
    case 'minimum':
      return `at least ${bound}`;
    case 'maximum':
      return `at most ${bound}`;
    case 'exclusiveMinimum':
      return `more than ${bound}`;
    case 'exclusiveMaximum':
      return `less than ${bound}`;
    case 'multipleOf':
      return `a multiple of ${bound}`;
    case 'minLength':
      return `at least ${count(schema[keyword], 'character')}`;
    case 'maxLength':
      return `at most ${count(schema[keyword], 'character')}`;
    case 'minItems':
      return `at least ${count(schema[keyword], 'item')}`;
    case 'maxItems':
      return `at most ${count(schema[keyword], 'item')}`;
    case 'minProperties':
      return `at least ${count(schema[keyword], 'member')}`;
    case 'maxProperties':
      return `at most ${count(schema[keyword], 'member')}`;
    case 'uniqueItems':
      return 'items that all differ';
    case 'pattern':
      return `text that matches ${String(schema[keyword])}`;
    case 'format':
      return `format ${String(schema[keyword])}`;
    case 'additionalProperties':
      return 'no such member';
    case 'items':
      return 'no further items';
    default:
      return `what "${keyword}" of the schema says`;
  }
}

function count(bound: unknown, thing: string): string {
  return `${String(bound)} ${thing}${bound === 1 ? '' : 's'}`;
}

/** What a schema as a whole wants: `"list"`, `integer`, `one of "stop", "length", or null`. */
export function describe(schema: JsonSchema, definitions: Definitions): string {
  return alternatives([schema], definitions);
}

/** What any of several schemas wants. */
export function alternatives(schemas: readonly JsonSchema[], definitions: Definitions): string {
  const { values, types } = merged(schemas.flatMap((schema) => wants(schema, definitions, 0)));
  const parts = [oneOf(values), ...types].filter((part) => part !== '');
  return parts.length === 0 ? 'a value' : parts.join(' or ');
}

type Wants = { values: readonly unknown[] } | { types: readonly string[] };

function merged(wants: readonly Wants[]): { values: unknown[]; types: string[] } {
  const types = new Set(wants.flatMap((want) => ('types' in want ? want.types : [])));
  const values = new Set(wants.flatMap((want) => ('values' in want ? want.values : [])));
  if (values.delete(null)) types.add('null');
  if (types.has('string')) for (const value of values) if (typeof value === 'string') values.delete(value);
  const last = types.delete('null') ? ['null'] : [];
  return { values: [...values], types: [...types, ...last] };
}

function oneOf(values: readonly unknown[]): string {
  const shown = values.slice(0, mostValues).map((value) => JSON.stringify(value));
  if (values.length > mostValues) shown.push('…');
  return shown.length > 1 ? `one of ${shown.join(', ')}` : shown.join('');
}

const mostHops = 16;

function wants(schema: JsonSchema, definitions: Definitions, hops: number): Wants[] {
  if (typeof schema === 'boolean' || hops > mostHops) return [];
  if ('const' in schema) return [{ values: [schema['const']] }];
  if (Array.isArray(schema['enum'])) return [{ values: schema['enum'] }];
  if (schema['type'] !== undefined) return [{ types: [schema['type']].flat() as string[] }];
  const next = (parts: readonly JsonSchema[]) => parts.flatMap((part) => wants(part, definitions, hops + 1));
  if (typeof schema['$ref'] === 'string') return next([definitions.get(schema['$ref'])]);
  const branches = (schema['oneOf'] ?? schema['anyOf']) as JsonSchema[] | undefined;
  if (branches) return next(branches);
  return next(((schema['allOf'] as JsonSchema[] | undefined) ?? []).slice(0, 1));
}
