import { isObject, type Json, type JsonObject } from '../spec/json.ts';
import { broken, contextLength, type KnownMembers, notAnObject, refusal, shapeless } from './admission.ts';
import { type ChatRequest, chatRequestOf, nameIn, toolsOf } from './chat-request.ts';
import type { Problem } from './errors.ts';
import { schemaFlaw } from './json-instance.ts';
import { members, sampling } from './members.ts';
import { refusedMessage } from './refused-message.ts';
import { unpaired } from './messages.ts';
import type { Rules } from './rules.ts';
import { type Flaw, flaw } from './shape.ts';

/** A request the model can answer, or the first reason why not. The body is what the JSON text held, of any type. */
export function validate(body: Json, rules: Rules): { chat: ChatRequest } | { problem: Problem } {
  if (!isObject(body)) return { problem: notAnObject };
  const problem =
    refusal(body, known, rules) ??
    refusedMessage(body, rules) ??
    shapeless(rules.lenient ? voiced(body) : body, known, rules);
  if (problem) return { problem };
  const chat = chatRequestOf(body);
  const found =
    contradiction(body, rules) ??
    unasked(body, rules) ??
    undeclared(body, rules) ??
    unavailable(body) ??
    unwritable(body, chat, rules) ??
    tooLong(chat);
  return found ? { problem: broken(found, rules) } : { chat };
}

const known: KnownMembers = { members, sampling, required: ['messages'] };

/** An empty list of parts says what an empty text says. */
function voiced(body: JsonObject): JsonObject {
  const { messages } = body;
  if (!Array.isArray(messages)) return body;
  const isEmpty = (content: Json | undefined) => Array.isArray(content) && content.length === 0;
  return {
    ...body,
    messages: messages.map((one: Json) => (isObject(one) && isEmpty(one['content']) ? { ...one, content: '' } : one)),
  };
}

/** What no shape can say: members that need one another, exclude one another, or name what is not there. */
function contradiction(body: JsonObject, { lenient }: Rules): Flaw | undefined {
  const set = (name: string) => body[name] !== undefined && body[name] !== null;
  if (set('stream_options') && body['stream'] !== true) {
    return flaw('stream_options', 'invalid_value', 'is only allowed with stream: true');
  }
  if (!lenient && set('top_logprobs') && body['logprobs'] !== true) {
    return flaw('top_logprobs', 'invalid_value', 'is only allowed with logprobs: true');
  }
  if (!lenient && set('max_tokens') && set('max_completion_tokens')) {
    return flaw('max_tokens', 'invalid_value', 'and max_completion_tokens exclude each other; send one of them');
  }
  if (set('functions') && set('tools')) return flaw('functions', 'invalid_value', 'and tools exclude each other');
  return undefined;
}

/** Results of calls that nobody made. */
function unasked(body: JsonObject, { lenient }: Rules): Flaw | undefined {
  return lenient ? undefined : unpaired(body['messages'] as readonly JsonObject[]);
}

function undeclared(body: JsonObject, { lenient }: Rules): Flaw | undefined {
  for (const [choice, offered] of [
    ['tool_choice', 'tools'],
    ['function_call', 'functions'],
  ] as const) {
    const value = body[choice];
    if (value === undefined) continue;
    const declared = Array.isArray(body[offered]) ? body[offered] : [];
    if (declared.length === 0 && lenient && typeof value === 'string') continue;
    if (declared.length === 0) return flaw(choice, 'invalid_value', `is only allowed with ${offered}`);
    for (const name of namesIn(value)) {
      if (!declared.some((tool: Json) => isObject(tool) && nameIn(tool) === name)) {
        return flaw(choice, 'invalid_value', `names ${JSON.stringify(name)}, which ${offered} does not declare`);
      }
    }
  }
  return undefined;
}

function namesIn(choice: Json): string[] {
  if (!isObject(choice)) return [];
  const subset = choice['allowed_tools'];
  if (!isObject(subset)) return [nameIn(choice)];
  return Array.isArray(subset['tools']) ? subset['tools'].filter(isObject).map(nameIn) : [];
}

function unavailable(body: JsonObject): Flaw | undefined {
  const { tools, modalities, audio } = body;
  const custom = Array.isArray(tools)
    ? tools.findIndex((tool: Json) => isObject(tool) && tool['type'] === 'custom')
    : -1;
  if (custom >= 0) return flaw(`tools[${custom}].type`, 'invalid_value', 'must be "function" for this model');
  if (isObject(audio)) return flaw('audio', 'invalid_value', 'is not offered by this model; leave it out');
  const speaks = Array.isArray(modalities) && modalities.includes('audio');
  return speaks ? flaw('modalities', 'invalid_value', 'must be ["text"] for this model') : undefined;
}

/** Schemas the model could not write an instance of, and JSON that nobody asked for in words. */
function unwritable(body: JsonObject, { format, messages }: ChatRequest, { lenient }: Rules): Flaw | undefined {
  for (const [i, { parameters, strict }] of toolsOf(body['tools']).entries()) {
    const says = schemaFlaw(parameters, strict);
    if (says) return flaw(`tools[${i}].function.parameters`, 'invalid_value', says);
  }
  if (format.type === 'json_schema') {
    const says = schemaFlaw(format.schema, true);
    return says ? flaw('response_format', 'invalid_value', says) : undefined;
  }
  if (format.type === 'text' || lenient || messages.some(({ text }) => /json/i.test(text))) return undefined;
  return flaw('response_format', 'invalid_value', 'json_object needs the word JSON in a message');
}

function tooLong({ promptTokens }: ChatRequest): Flaw | undefined {
  if (promptTokens <= contextLength) return undefined;
  return flaw('messages', 'out_of_range', `hold ${promptTokens} tokens; the model takes ${contextLength}`);
}
