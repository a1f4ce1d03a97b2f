import { isObject, type Json, type JsonObject } from '../../spec/json.ts';

/** The entries of `choices` of a body or a chunk. */
export function choicesOf({ choices }: JsonObject): readonly JsonObject[] {
  return Array.isArray(choices) ? choices.filter(isObject) : [];
}

/** The same body or chunk, each of its choices edited. */
export function eachChoice(body: JsonObject, edit: (choice: JsonObject) => JsonObject): JsonObject {
  return { ...body, choices: choicesOf(body).map(edit) };
}

/** The same body or chunk, each `message` or `delta` in it edited. */
export function eachMessage(body: JsonObject, edit: (message: JsonObject) => JsonObject): JsonObject {
  return eachChoice(body, (choice) => {
    const [name] = ['message', 'delta'].filter((name) => isObject(choice[name]));
    return name === undefined ? choice : { ...choice, [name]: edit(choice[name] as JsonObject) };
  });
}

/** The same body or chunk, each tool call in it edited. */
export function eachToolCall(body: JsonObject, edit: (call: JsonObject, i: number) => JsonObject): JsonObject {
  return eachMessage(body, (message) => {
    const { tool_calls } = message;
    return Array.isArray(tool_calls) ? { ...message, tool_calls: tool_calls.map(edit) } : message;
  });
}

/** The same body or chunk, each entry of `logprobs.content` edited; several may take the place of one. */
export function eachLogprob(
  body: JsonObject,
  edit: (entry: JsonObject, i: number) => JsonObject | readonly JsonObject[],
): JsonObject {
  return eachChoice(body, (choice) => {
    const { logprobs } = choice;
    const content: Json | undefined = isObject(logprobs) ? logprobs['content'] : undefined;
    return isObject(logprobs) && Array.isArray(content)
      ? { ...choice, logprobs: { ...logprobs, content: content.flatMap((entry, i) => edit(entry, i)) } }
      : choice;
  });
}

export function without(object: JsonObject, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

export function withoutNulls(object: JsonObject, ...names: readonly string[]): JsonObject {
  return without(object, ...names.filter((name) => object[name] === null));
}
