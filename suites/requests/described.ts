import * as fc from 'fast-check';

import { validOf } from '../../src/generate/valid.ts';
import type { Operation, Parameter } from '../../src/schema/contract.ts';
import type { Json } from '../../src/spec/json.ts';
import type { Intent, Request } from '../../src/transport/request.ts';

/** Values of path parameters by name; what has none gets an id that nobody has. */
export type Ids = ReadonlyMap<string, string>;

/** A request to an operation of a document, with the parameters that it requires and no others. */
export function described(operation: Operation, ids: Ids, intent: Intent, body?: Json): Request {
  const required = operation.parameters.filter((one) => one.required);
  const headers = required.filter((one) => one.in === 'header').map((one) => [one.name.toLowerCase(), text(one)]);
  const query = required.filter((one) => one.in === 'query').flatMap(pairs);
  return {
    method: operation.method as Request['method'],
    path: pathOf(operation, ids) + (query.length === 0 ? '' : `?${query.join('&')}`),
    intent,
    ...(body === undefined ? {} : { body: { json: body } }),
    ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers) }),
  };
}

/** The names of the parameters in a path template, in their order. */
export function namesIn(path: string): string[] {
  return [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name);
}

function pathOf({ path, parameters }: Operation, ids: Ids): string {
  return path.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => {
    const parameter = parameters.find((one) => one.in === 'path' && one.name === name);
    return encodeURIComponent(ids.get(name) ?? nobody(parameter));
  });
}

/** An id of the kind that the document wants, which nothing has. */
function nobody(parameter: Parameter | undefined): string {
  const schema = parameter?.schema();
  const candidates = ['no-such-id-1f3870be', '1f3870be-274f-4c49-b3e3-1a0c6728957f', '2147483647'];
  return candidates.find((id) => accepted(schema, id)) ?? text(parameter);
}

function accepted(schema: ReturnType<Parameter['schema']>, id: string): boolean {
  return schema === undefined || schema.accepts(id) || (/^\d+$/.test(id) && schema.accepts(Number(id)));
}

function pairs(parameter: Parameter): string[] {
  const value = valueOf(parameter);
  const values = Array.isArray(value) ? value : [value];
  return values.map((one) => `${encodeURIComponent(parameter.name)}=${encodeURIComponent(plain(one))}`);
}

function text(parameter: Parameter | undefined): string {
  return plain(parameter ? valueOf(parameter) : null);
}

function plain(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What the document offers as a value, or else any that its schema admits; the same every time. */
function valueOf({ example, schema }: Parameter): Json {
  if (example !== undefined) return example;
  const body = schema();
  return body ? fc.sample(validOf(body, { plain: true, optional: 0 }), { seed: 1, numRuns: 1 })[0]! : 'any';
}
