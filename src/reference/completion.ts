import type { JsonObject } from '../spec/json.ts';

/** What the model made of one request, before it takes the form of one body or of many chunks. */
export type Completion = {
  id: string;
  /** Unix seconds. */
  created: number;
  model: string;
  fingerprint: string;
  choices: Choice[];
  usage: Usage;
};

export type Choice = {
  index: number;
  /** Thoughts before the answer, token by token. */
  thoughts: readonly string[];
  /** The visible text, token by token; null: there is none, not even an empty one. */
  pieces: readonly string[] | null;
  calls: readonly Call[];
  /** Entries of `logprobs.content`, one for each piece; undefined: not asked for. */
  logprobs: readonly JsonObject[] | undefined;
  finish: 'stop' | 'length' | 'tool_calls' | 'function_call' | 'content_filter';
  refusal: string | null;
};

/** A tool call; `legacy` ones are the single `function_call` of a message. */
export type Call = { id: string; name: string; arguments: readonly string[]; legacy: boolean };

export type Usage = { prompt: number; completion: number; reasoning: number; cached: number };

/** The body of a reply that is not streamed. */
export function bodyOf({ id, created, model, fingerprint, choices, usage }: Completion): JsonObject {
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: choices.map((choice) => ({
      index: choice.index,
      message: messageOf(choice),
      logprobs: choice.logprobs ? { content: choice.logprobs, refusal: null } : null,
      finish_reason: choice.finish,
    })),
    usage: usageOf(usage),
    service_tier: 'default',
    system_fingerprint: fingerprint,
  };
}

export function usageOf({ prompt, completion, reasoning, cached }: Usage): JsonObject {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

function messageOf({ thoughts, pieces, calls, refusal }: Choice): JsonObject {
  const called = calls.map(({ id, name, arguments: parts }) => ({
    id,
    type: 'function',
    function: { name, arguments: parts.join('') },
  }));
  return {
    role: 'assistant',
    content: pieces ? pieces.join('') : null,
    ...(thoughts.length > 0 ? { reasoning_content: thoughts.join('') } : {}),
    refusal,
    annotations: [],
    ...(called.length === 0 ? {} : calls[0]?.legacy ? { function_call: called[0]!.function } : { tool_calls: called }),
  };
}
