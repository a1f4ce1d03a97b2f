import { isObject } from './json.ts';
import type { Json, JsonObject } from './json.ts';

/** A parameter of an operation, as far as it takes to send it. */
export type ParameterPlan = {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required: boolean;
  /** Where its schema stands; undefined where the document gives it none, or a media type in its place. */
  schema: string | undefined;
  /** What the document offers as a value of it: an example, or the default. */
  example: Json | undefined;
};

const places = ['path', 'query', 'header', 'cookie'] as const;

/** One parameter object, which stands at `pointer`; undefined where it is none. */
export function parameter(value: Json | undefined, pointer: string): ParameterPlan | undefined {
  if (!isObject(value) || typeof value['name'] !== 'string') return undefined;
  const where = places.find((place) => place === value['in']);
  if (!where) return undefined;
  const schema = isObject(value['schema']) ? value['schema'] : undefined;
  return {
    name: value['name'],
    in: where,
    required: where === 'path' || value['required'] === true,
    schema: schema && `${pointer}/schema`,
    example: value['example'] ?? firstExample(value['examples']) ?? schema?.['example'] ?? schema?.['default'],
  };
}

function firstExample(examples: Json | undefined): Json | undefined {
  const [first] = isObject(examples) ? Object.values(examples) : [];
  return isObject(first) ? first['value'] : undefined;
}

/** The version that paths such as `/v1/models` begin with, which a base URL includes; '' where they begin with none. */
export function versionPrefix(paths: readonly string[], servers: Json | undefined): string {
  const [server] = Array.isArray(servers) ? servers : [];
  const url = isObject(server) && typeof server['url'] === 'string' ? server['url'] : '';
  if (/\/v\d+\/?$/.test(url)) return '';
  const counts = new Map<string, number>();
  for (const path of paths) {
    const prefix = /^\/v\d+(?=\/)/.exec(path)?.[0];
    if (prefix !== undefined) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? '';
}

/** The parameters of an operation, those that all operations of its path share first; one of the same name wins. */
export function joined(
  shared: readonly (ParameterPlan | undefined)[],
  own: readonly (ParameterPlan | undefined)[],
): ParameterPlan[] {
  const found = new Map<string, ParameterPlan>();
  for (const one of [...shared, ...own]) if (one) found.set(`${one.in} ${one.name}`, one);
  return [...found.values()];
}

export function asList(value: JsonObject, member: string): readonly Json[] {
  return Array.isArray(value[member]) ? value[member] : [];
}
