import type { JsonObject } from '../spec/json.ts';
import { type Call, type Choice, type Completion, usageOf } from './completion.ts';

/** The chunks of a streamed reply, `[DONE]` not among them: a role, the text token by token, a finish reason, the usage. */
export function chunksOf(completion: Completion, includeUsage: boolean): JsonObject[] {
  const { id, created, model, fingerprint, choices, usage } = completion;
  const chunk = (choices: JsonObject[]): JsonObject => ({
    id,
    object: 'chat.completion.chunk',
    created,
    model,
    service_tier: 'default',
    system_fingerprint: fingerprint,
    choices,
    ...(includeUsage ? { usage: null } : {}),
  });
  const chunks = inTurn(choices.map(partsOf)).map((part) => chunk([part]));
  return includeUsage ? [...chunks, { ...chunk([]), usage: usageOf(usage) }] : chunks;
}

/** The entries of one choice over all chunks. */
function partsOf(choice: Choice): JsonObject[] {
  const { index, thoughts, pieces, calls, logprobs, finish, refusal } = choice;
  const part = (delta: JsonObject, finish_reason: string | null = null, entry?: JsonObject): JsonObject => ({
    index,
    delta,
    logprobs: entry ? { content: [entry], refusal: null } : null,
    finish_reason,
  });
  const opening = thoughts.length > 0 || pieces ? { content: '' } : { content: null };
  const said = refusal
    ? [part({ refusal })]
    : (pieces ?? []).map((content, i) => part({ content }, null, logprobs?.[i]));
  return [
    part({ role: 'assistant', ...opening, refusal: null }),
    ...thoughts.map((reasoning_content) => part({ reasoning_content })),
    ...said,
    ...calls.flatMap((call, i) => (call.legacy ? legacyDeltas(call) : callDeltas(call, i)).map((delta) => part(delta))),
    part({}, finish),
  ];
}

function callDeltas({ id, name, arguments: parts }: Call, index: number): JsonObject[] {
  const opening = { index, id, type: 'function', function: { name, arguments: '' } };
  return [
    { tool_calls: [opening] },
    ...parts.map((text) => ({ tool_calls: [{ index, function: { arguments: text } }] })),
  ];
}

function legacyDeltas({ name, arguments: parts }: Call): JsonObject[] {
  return [{ function_call: { name, arguments: '' } }, ...parts.map((text) => ({ function_call: { arguments: text } }))];
}

/** One of each, then the next of each, until all are through. */
export function inTurn<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
}
