import { isObject, type Json, type JsonObject } from '../spec/json.ts';
import { broken, contextLength, type KnownMembers, notAnObject, refusal, shapeless } from './admission.ts';
import { longestAnswer, numberOr, stopsOf } from './chat-request.ts';
import type { Problem } from './errors.ts';
import { commonMembers, sampling } from './members.ts';
import { vocabulary } from './model.ts';
import type { Rules } from './rules.ts';
import { anything, boolean, byType, type Flaw, flaw, integer, orNull, type Shape, text } from './shape.ts';
import { tokensOf } from './tokens.ts';

/** A request for text completions that passed validation, as the model sees it. */
export type TextRequest = {
  model: string | undefined;
  /** Each prompt, token by token. */
  prompts: readonly (readonly string[])[];
  suffix: string;
  /** The most tokens a choice may have. */
  limit: number;
  stop: readonly string[];
  n: number;
  /** Candidates for each prompt, of which `n` are shown. */
  bestOf: number;
  greedy: boolean;
  seed: number | undefined;
  /** How many alternatives each token shows; undefined: no log probabilities were asked for. */
  alternatives: number | undefined;
  echo: boolean;
  stream: boolean;
  includeUsage: boolean;
};

/** A request the model can answer, or the first reason why not. */
export function validateText(body: Json, rules: Rules): { asked: TextRequest } | { problem: Problem } {
  if (!isObject(body)) return { problem: notAnObject };
  const problem =
    refusal(body, known, rules) ?? shapeless(body, rules.lenient ? { ...known, required: [] } : known, rules);
  if (problem) return { problem };
  const asked = textRequestOf(body, rules);
  const found = contradiction(body, asked) ?? tooLong(asked);
  return found ? { problem: broken(found, rules) } : { asked };
}

/** Ids of tokens from 0 on; the words of the model under them, over and over. */
const mostTokens = 50_257;
const wordOf = (id: Json) => vocabulary[Number(id) % vocabulary.length]!;

const tokens: Shape = (value, param) => {
  const ids = value as readonly Json[];
  const i = ids.findIndex((id) => integer(0, mostTokens - 1)(id, param) !== undefined);
  return i < 0 ? undefined : flaw(`${param}[${i}]`, 'out_of_range', `must be a token id below ${mostTokens}`);
};

const prompts: Shape = (value, param) => {
  const list = value as readonly Json[];
  if (list.length === 0) return flaw(param, 'out_of_range', 'must not be empty');
  if (list.every((entry) => typeof entry === 'string')) return undefined;
  if (list.every((entry) => typeof entry === 'number')) return tokens(value, param);
  if (!list.every((entry) => Array.isArray(entry) && entry.length > 0))
    return flaw(param, 'invalid_type', 'must be a text, tokens, or an array of either');
  return list.map((entry, i) => tokens(entry, `${param}[${i}]`)).find((found) => found !== undefined);
};

const known: KnownMembers = {
  required: ['prompt'],
  sampling: new Set([...sampling, 'logprobs']),
  members: {
    ...commonMembers,
    prompt: orNull(byType({ string: anything, array: prompts })),
    suffix: orNull(text),
    max_tokens: orNull(integer(0)),
    best_of: orNull(integer(0, 20)),
    echo: orNull(boolean),
    logprobs: orNull(integer(0, 5)),
  },
};

/** Reads a valid request body. Values beyond their range, where the server lets them pass, are brought back into it. */
function textRequestOf(body: JsonObject, { defaultLimit }: Rules): TextRequest {
  const choices = numberOr(body['n'], 1);
  return {
    model: typeof body['model'] === 'string' ? body['model'] : undefined,
    prompts: promptsOf(body['prompt'] ?? ''),
    suffix: typeof body['suffix'] === 'string' ? body['suffix'] : '',
    limit: Math.min(Math.max(0, numberOr(body['max_tokens'], defaultLimit)), longestAnswer),
    stop: stopsOf(body['stop']),
    n: choices,
    bestOf: Math.max(choices, numberOr(body['best_of'], 1)),
    greedy: numberOr(body['temperature'], 1) <= 0,
    seed: typeof body['seed'] === 'number' ? body['seed'] : undefined,
    alternatives: typeof body['logprobs'] === 'number' ? Math.min(5, Math.max(0, body['logprobs'])) : undefined,
    echo: body['echo'] === true,
    stream: body['stream'] === true,
    includeUsage: isObject(body['stream_options']) && body['stream_options']['include_usage'] === true,
  };
}

function promptsOf(prompt: Json): (readonly string[])[] {
  if (!Array.isArray(prompt)) return [tokensOf(String(prompt))];
  if (prompt.every((entry: Json) => typeof entry === 'number')) return [prompt.map(wordOf)];
  return prompt.map((entry: Json) => (Array.isArray(entry) ? entry.map(wordOf) : tokensOf(String(entry))));
}

/** What no shape can say: members that need one another, or exclude one another. */
function contradiction(body: JsonObject, { n: choices, stream: streamed }: TextRequest): Flaw | undefined {
  const best = numberOr(body['best_of'], choices);
  if (isObject(body['stream_options']) && !streamed)
    return flaw('stream_options', 'invalid_value', 'is only allowed with stream: true');
  if (best < choices) return flaw('best_of', 'invalid_value', `must not be below n, which is ${choices}`);
  if (best > 1 && best > choices && streamed)
    return flaw('best_of', 'invalid_value', 'is not allowed with stream: true; results cannot be streamed');
  return undefined;
}

function tooLong(asked: TextRequest): Flaw | undefined {
  const longest = Math.max(...asked.prompts.map((prompt) => prompt.length)) + asked.limit;
  if (longest <= contextLength) return undefined;
  return flaw('prompt', 'out_of_range', `and max_tokens make ${longest} tokens; the model takes ${contextLength}`);
}
