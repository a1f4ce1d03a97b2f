import { isObject, type Json, type JsonObject } from '../spec/json.ts';
import { type Message, messagesOf } from './messages.ts';
import { countTokens } from './tokens.ts';

/** A request for a chat completion that passed validation, as the model sees it. */
export type ChatRequest = {
  model: string | undefined;
  messages: readonly Message[];
  promptTokens: number;
  /** The most tokens a choice may have. */
  limit: number;
  stop: readonly string[];
  n: number;
  greedy: boolean;
  seed: number | undefined;
  /** How many alternatives each token shows; undefined: no log probabilities were asked for. */
  alternatives: number | undefined;
  tools: readonly Tool[];
  toolChoice: ToolChoice;
  parallel: boolean;
  format: Format;
  stream: boolean;
  includeUsage: boolean;
};

export type Tool = { name: string; description: string; parameters: JsonObject; strict: boolean; legacy: boolean };
export type ToolChoice = { mode: 'none' | 'auto' | 'required' } | { mode: 'named'; name: string };
export type Format = { type: 'text' | 'json_object' } | { type: 'json_schema'; schema: JsonObject };

/** The most tokens of an answer, whatever the request allows. */
export const longestAnswer = 4096;

/** Reads a valid request body. Values beyond their range, where the server lets them pass, are brought back into it. */
export function chatRequestOf(body: JsonObject): ChatRequest {
  const messages = messagesOf((body['messages'] ?? []) as JsonObject[]);
  const tools = allowed(body, [...toolsOf(body['tools']), ...functionsOf(body['functions'])]);
  return {
    model: typeof body['model'] === 'string' ? body['model'] : undefined,
    messages,
    promptTokens: promptTokens(messages, tools),
    limit: Math.min(limitOf(body['max_completion_tokens']), limitOf(body['max_tokens']), longestAnswer),
    stop: stopsOf(body['stop']),
    n: numberOr(body['n'], 1),
    greedy: numberOr(body['temperature'], 1) <= 0,
    seed: typeof body['seed'] === 'number' ? body['seed'] : undefined,
    alternatives: body['logprobs'] === true ? Math.min(20, Math.max(0, numberOr(body['top_logprobs'], 0))) : undefined,
    tools,
    toolChoice: tools.length === 0 ? { mode: 'none' } : choiceOf(body['tool_choice'] ?? body['function_call']),
    parallel: body['parallel_tool_calls'] !== false,
    format: formatOf(body['response_format']),
    stream: body['stream'] === true,
    includeUsage: isObject(body['stream_options']) && body['stream_options']['include_usage'] === true,
  };
}

/** Half a surrogate pair cannot stop a text that holds none. */
export function stopsOf(stop: Json | undefined): string[] {
  return [stop ?? []]
    .flat()
    .flatMap((text) => (typeof text === 'string' && text !== '' ? [Buffer.from(text).toString()] : []));
}

/** The function tools of `tools`, in their order. */
export function toolsOf(tools: Json | undefined): Tool[] {
  if (!Array.isArray(tools)) return [];
  return tools.flatMap((tool: Json) =>
    isObject(tool) && isObject(tool['function']) ? [toolOf(tool['function'], false)] : [],
  );
}

function functionsOf(functions: Json | undefined): Tool[] {
  return Array.isArray(functions) ? functions.filter(isObject).map((callable) => toolOf(callable, true)) : [];
}

function toolOf(callable: JsonObject, legacy: boolean): Tool {
  const { name, description, parameters, strict } = callable;
  return {
    name: String(name),
    description: typeof description === 'string' ? description : '',
    parameters: isObject(parameters) ? parameters : { type: 'object', properties: {} },
    strict: strict === true,
    legacy,
  };
}

function allowed(body: JsonObject, tools: Tool[]): Tool[] {
  const subset = allowedOf(body['tool_choice']);
  if (!subset) return tools;
  const names = toolNames(subset['tools']);
  return tools.filter(({ name }) => names.includes(name));
}

function choiceOf(choice: Json | undefined): ToolChoice {
  if (choice === 'none' || choice === 'required') return { mode: choice };
  const subset = allowedOf(choice);
  if (subset) return { mode: subset['mode'] === 'required' ? 'required' : 'auto' };
  if (!isObject(choice)) return { mode: 'auto' };
  return { mode: 'named', name: nameIn(choice) };
}

/** The name of the function that a `tool_choice` or a `function_call` names. */
export function nameIn(choice: JsonObject): string {
  const named = choice['function'] ?? choice['custom'] ?? choice;
  return isObject(named) ? String(named['name']) : '';
}

function allowedOf(choice: Json | undefined): JsonObject | undefined {
  const subset = isObject(choice) ? choice['allowed_tools'] : undefined;
  return isObject(subset) ? subset : undefined;
}

function toolNames(tools: Json | undefined): string[] {
  return Array.isArray(tools) ? tools.filter(isObject).map(nameIn) : [];
}

function formatOf(format: Json | undefined): Format {
  if (!isObject(format)) return { type: 'text' };
  const { type, json_schema } = format;
  if (type === 'json_object') return { type };
  if (type !== 'json_schema' || !isObject(json_schema)) return { type: 'text' };
  return { type, schema: isObject(json_schema['schema']) ? json_schema['schema'] : { type: 'object' } };
}

/** Each message costs what a chat template would add to it. */
function promptTokens(messages: readonly Message[], tools: readonly Tool[]): number {
  const spoken = messages.map(({ text, images }) => 4 + countTokens(text) + 85 * images);
  const declared = tools.map(({ name, description }) => 8 + countTokens(name) + countTokens(description));
  return [...spoken, ...declared].reduce((sum, count) => sum + count, 3);
}

function limitOf(value: Json | undefined): number {
  return typeof value === 'number' ? Math.max(1, value) : Infinity;
}

export function numberOr(value: Json | undefined, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}
