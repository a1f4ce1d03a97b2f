import { isObject, type JsonObject } from '../src/spec/json.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';

/** A function that a request declares. */
type Declared = { parameters: JsonObject; strict: boolean };

/** The functions of `tools` by their names. */
export function toolsOf(request: Request): ReadonlyMap<string, Declared> {
  const { tools } = bodyObject(request);
  const functions = (Array.isArray(tools) ? tools : []).flatMap((tool) =>
    isObject(tool) && isObject(tool['function']) ? [tool['function']] : [],
  );
  return new Map(
    functions.map(({ name, parameters, strict }) => [
      String(name),
      { parameters: isObject(parameters) ? parameters : {}, strict: strict === true },
    ]),
  );
}

/** Whether the model is free to call. */
export function isAuto(request: Request): boolean {
  const { tool_choice: choice, tools } = bodyObject(request);
  return Array.isArray(tools) && (choice === undefined || choice === null || choice === 'auto');
}

/** Whether it is free to call several functions at once. */
export function isParallel(request: Request): boolean {
  return isAuto(request) && bodyObject(request)['parallel_tool_calls'] !== false;
}

/** The name of the function that the request forces. */
export function forcedName(request: Request): string | undefined {
  const { tool_choice: choice } = bodyObject(request);
  return isObject(choice) && isObject(choice['function']) ? String(choice['function']['name']) : undefined;
}

/** The names that a choice of allowed tools leaves. */
export function allowedNames(request: Request): readonly string[] | undefined {
  const { tool_choice: choice } = bodyObject(request);
  const subset = isObject(choice) && isObject(choice['allowed_tools']) ? choice['allowed_tools']['tools'] : undefined;
  if (!Array.isArray(subset)) return undefined;
  return subset.flatMap((tool) =>
    isObject(tool) && isObject(tool['function']) ? [String(tool['function']['name'])] : [],
  );
}
