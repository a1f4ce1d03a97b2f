import type { Json, JsonObject } from '../spec/json.ts';
import { usageOf } from './completion.ts';
import { inTurn } from './stream.ts';
import type { TextChoice, TextCompletion } from './text.ts';

/** The body of a reply that is not streamed. */
export function textBodyOf(completion: TextCompletion): JsonObject {
  return {
    ...common(completion),
    choices: completion.choices.map((choice) => ({
      text: [...choice.echoed, ...choice.pieces].join(''),
      index: choice.index,
      logprobs: logprobsOf(choice, 0, choice.echoed.length + choice.pieces.length),
      finish_reason: choice.finish,
    })),
    usage: usageOf(completion.usage),
  };
}

/** The objects of a streamed reply, `[DONE]` not among them: the prompt, the text token by token, a finish reason. */
export function textChunksOf(completion: TextCompletion, includeUsage: boolean): JsonObject[] {
  const chunk = (choices: JsonObject[]): JsonObject => ({
    ...common(completion),
    choices,
    ...(includeUsage ? { usage: null } : {}),
  });
  const chunks = inTurn(completion.choices.map(partsOf)).map((part) => chunk([part]));
  return includeUsage ? [...chunks, { ...chunk([]), usage: usageOf(completion.usage) }] : chunks;
}

function common({ id, created, model, fingerprint }: TextCompletion): JsonObject {
  return { id, object: 'text_completion', created, model, system_fingerprint: fingerprint };
}

function partsOf(choice: TextChoice): JsonObject[] {
  const { index, echoed, pieces, finish } = choice;
  const part = (text: string, logprobs: Json, finish_reason: string | null): JsonObject => ({
    text,
    index,
    logprobs,
    finish_reason,
  });
  const from = echoed.length;
  return [
    ...(from > 0 ? [part(echoed.join(''), logprobsOf(choice, 0, from), null)] : []),
    ...pieces.map((piece, i) => part(piece, logprobsOf(choice, from + i, from + i + 1), null)),
    part('', null, finish),
  ];
}

/** The lists of the tokens from one to another. */
function logprobsOf({ echoed, pieces, logprobs, offset }: TextChoice, from: number, to: number): Json {
  if (!logprobs) return null;
  const tokens = [...echoed, ...pieces];
  const entries = logprobs.slice(from, to);
  const none = logprobs.every((entry) => entry === null || listed(entry).length === 0);
  return {
    tokens: tokens.slice(from, to),
    token_logprobs: entries.map((entry) => entry?.['logprob'] ?? null),
    top_logprobs: none ? null : entries.map((entry) => entry && alternatives(entry)),
    text_offset: tokens.slice(from, to).map((_, i) => offset + [...tokens.slice(0, from + i).join('')].length),
  };
}

/** The chosen token stands among the alternatives, one more where it is none of the likeliest. */
function alternatives(entry: JsonObject): JsonObject {
  const shown = [...listed(entry), entry].map(({ token, logprob }) => [String(token), logprob!] as const);
  return Object.fromEntries(shown);
}

function listed({ top_logprobs: list }: JsonObject): readonly JsonObject[] {
  return Array.isArray(list) ? (list as readonly JsonObject[]) : [];
}
