import { SpecError } from './error.ts';
import { isObject, token } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import { asList, joined, parameter, versionPrefix } from './parameters.ts';
import type { ParameterPlan } from './parameters.ts';
import { resolve } from './references.ts';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** Where the schemas of an operation's bodies stand, by media type (in lower case, without parameters). */
export type Content = ReadonlyMap<string, string>;

export type OperationPlan = {
  id: string;
  /** In capitals. */
  method: string;
  /** The path template, below the version that a base URL includes. */
  path: string;
  parameters: readonly ParameterPlan[];
  request: Content;
  /** By status as the document writes it in capitals: `200`, `4XX`, `DEFAULT`. */
  responses: ReadonlyMap<string, Content>;
};

/**
 * The operations below the base URL, which includes the version: where paths begin with `/v1`, those that do not are
 * out of reach. @throws SpecError where the document has no operation
 */
export function readOperations(root: JsonObject, name: string): OperationPlan[] {
  const operations: OperationPlan[] = [];
  const paths = members(root['paths']);
  const prefix = versionPrefix(
    paths.map(([path]) => path),
    root['servers'],
  );
  for (const [path, raw] of paths.filter(([one]) => one.startsWith(`${prefix}/`))) {
    const item = follow(root, raw, `#/paths/${token(path)}`);
    const shared = parameters(root, item);
    for (const [key, value] of members(item.value)) {
      if (!methods.includes(key)) continue;
      const pointer = `${item.pointer}/${key}`;
      const own = joined(shared, parameters(root, { value, pointer }));
      operations.push({ ...operation(root, path.slice(prefix.length), key, value, pointer), parameters: own });
    }
  }
  if (operations.length === 0)
    throw new SpecError(`${name} describes no operation; its "paths" must hold at least one.`);
  return operations;
}

function parameters(root: JsonObject, { value, pointer }: Place): (ParameterPlan | undefined)[] {
  return asList(isObject(value) ? value : {}, 'parameters').map((raw, i) => {
    const place = follow(root, raw, `${pointer}/parameters/${i}`);
    return parameter(place.value, place.pointer);
  });
}

function operation(
  root: JsonObject,
  path: string,
  method: string,
  value: Json,
  pointer: string,
): Omit<OperationPlan, 'parameters'> {
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
