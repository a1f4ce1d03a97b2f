import { SpecError } from './error.ts';
import { isObject, token } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import { resolve } from './references.ts';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** Where the schemas of an operation's bodies stand, by media type (in lower case, without parameters). */
export type Content = ReadonlyMap<string, string>;

export type OperationPlan = {
  id: string;
  /** In capitals. */
  method: string;
  /** The path template. */
  path: string;
  request: Content;
  /** By status as the document writes it in capitals: `200`, `4XX`, `DEFAULT`. */
  responses: ReadonlyMap<string, Content>;
};

/** @throws SpecError where the document has no operation */
export function readOperations(root: JsonObject, name: string): OperationPlan[] {
  const operations: OperationPlan[] = [];
  for (const [path, raw] of members(root['paths'])) {
    const item = follow(root, raw, `#/paths/${token(path)}`);
    for (const [key, value] of members(item.value)) {
      if (methods.includes(key)) operations.push(operation(root, path, key, value, `${item.pointer}/${key}`));
    }
  }
  if (operations.length === 0)
    throw new SpecError(`${name} describes no operation; its "paths" must hold at least one.`);
  return operations;
}

function operation(root: JsonObject, path: string, method: string, value: Json, pointer: string): OperationPlan {
  const body = isObject(value) ? value : {};
  const request = follow(root, body['requestBody'], `${pointer}/requestBody`);
  const responses = members(body['responses']).map(([status, raw]): [string, Content] => {
    const response = follow(root, raw, `${pointer}/responses/${token(status)}`);
    return [status.toUpperCase(), content(root, response)];
  });
  return {
    id: typeof body['operationId'] === 'string' ? body['operationId'] : `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    request: content(root, request),
    responses: new Map(responses),
  };
}

type Place = { value: Json | undefined; pointer: string };

/** A value behind a reference, with the pointer under which it is defined. */
function follow(root: JsonObject, value: Json | undefined, pointer: string): Place {
  let here: Place = { value, pointer };
  while (isObject(here.value) && typeof here.value['$ref'] === 'string') {
    const ref = here.value['$ref'];
    here = { value: resolve(root, ref), pointer: ref };
  }
  return here;
}

function content(root: JsonObject, { value, pointer }: Place): Content {
  const types = isObject(value) ? members(value['content']) : [];
  const found = types.flatMap(([type, raw]): [string, string][] => {
    const media = follow(root, raw, `${pointer}/content/${token(type)}`);
    if (!isObject(media.value) || !Object.hasOwn(media.value, 'schema')) return [];
    return [[mediaType(type), named(media.value['schema'], `${media.pointer}/schema`)]];
  });
  return new Map(found);
}

/** A schema that is nothing but a reference is known by what it names. */
function named(schema: Json | undefined, pointer: string): string {
  const alone = isObject(schema) && typeof schema['$ref'] === 'string' && Object.keys(schema).length === 1;
  return alone ? (schema['$ref'] as string) : pointer;
}

/** `Application/JSON; charset=utf-8` is `application/json`. */
export function mediaType(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

function members(value: Json | undefined): [string, Json][] {
  return isObject(value) ? Object.entries(value) : [];
}
