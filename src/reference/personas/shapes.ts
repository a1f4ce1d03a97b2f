import { isObject, type JsonObject } from '../../spec/json.ts';
import type { Persona } from '../persona.ts';
import { between, letters } from '../random.ts';
import { eachChoice, eachLogprob, eachMessage, eachToolCall, without, withoutNulls } from './choices.ts';

const vendorFields: Persona = {
  id: 'vendor-fields',
  title: 'Members of a dozen vendors at every level',
  shows: ['LEG-01', 'LEG-06', 'LEG-09', 'LEG-10', 'LEG-11', 'LEG-12', 'LEG-13', 'LEG-14', 'LEG-16'],
  edits: {
    completion: (body) => ({
      ...extended(body),
      timings: { prompt_ms: 3.5, predicted_per_second: 41.2 },
      prompt_logprobs: null,
      kv_transfer_params: null,
      moderation: null,
      metadata: {},
      prompt_token_ids: null,
      citations: [],
      search_results: [],
      related_questions: [],
      ...(isObject(body['usage']) ? { usage: detailed(body['usage']) } : {}),
    }),
    chunks: (chunks) =>
      chunks.map((chunk, i) => {
        const { usage } = chunk;
        const vendor = i === 0 ? { x_groq: { id: 'req_1' } } : {};
        return { ...extended(chunk), ...vendor, ...(isObject(usage) ? { usage: detailed(usage) } : {}) };
      }),
  },
};

const bare: Persona = {
  id: 'bare',
  title: 'Nothing but what clients need',
  shows: [
    'LEG-03',
    'LEG-04',
    'LEG-05',
    'LEG-07',
    'LEG-16',
    'LEG-25',
    'LEG-28',
    'LEG-34',
    'LEG-S3',
    'LEG-S8',
    'LEG-S18',
  ],
  edits: {
    completion: (body) => {
      const { usage } = body;
      const slim = isObject(usage)
        ? { usage: without(usage, 'prompt_tokens_details', 'completion_tokens_details') }
        : {};
      return { ...stripped(body), ...slim };
    },
    chunks: (chunks) =>
      chunks.map((chunk) => {
        const { usage } = chunk;
        const slim = isObject(usage) ? without(usage, 'prompt_tokens_details', 'completion_tokens_details') : null;
        return withoutNulls({ ...stripped(chunk), usage: slim }, 'usage');
      }),
    error: ({ error }) => ({ error: without(error as JsonObject, 'param', 'code') }),
    headers: (headers) => without(headers, 'x-request-id') as typeof headers,
  },
};

const nullOptionals: Persona = {
  id: 'null-optionals',
  title: 'Null for whatever is not there',
  shows: ['LEG-03', 'LEG-04', 'LEG-06', 'LEG-16', 'LEG-28', 'LEG-33', 'LEG-39', 'LEG-S17', 'LEG-S20'],
  edits: {
    completion: (body) => {
      const { usage } = body;
      const details = { prompt_tokens_details: null, completion_tokens_details: null };
      const made = eachMessage(body, (message) => ({ audio: null, tool_calls: null, function_call: null, ...message }));
      return { ...made, ...absent, ...(isObject(usage) ? { usage: { ...usage, ...details } } : {}) };
    },
    chunks: (chunks) =>
      chunks.map((chunk) => {
        const made = eachMessage(chunk, (delta) => ({
          role: null,
          refusal: null,
          tool_calls: null,
          ...delta,
          content: delta['content'] || null,
        }));
        return { usage: null, ...made, ...absent };
      }),
  },
};

const oddLogprobs: Persona = {
  id: 'odd-logprobs',
  title: 'Log probabilities with fewer alternatives, without bytes, with a floor, and with the end token',
  shows: ['LEG-56', 'LEG-57', 'LEG-60'],
  edits: {
    completion: (body) => withEnd(eachLogprob(body, odd)),
    chunks: (chunks) => chunks.map((chunk, i) => eachLogprob(chunk, (entry) => odd(entry, i))),
  },
};

const oddCalls: Persona = {
  id: 'odd-calls',
  title: 'Tool calls behind a text, with an index, ids and arguments in another style',
  shows: ['LEG-39', 'LEG-44', 'LEG-46', 'LEG-49'],
  mind: { announces: true, spacious: true },
  edits: {
    completion: (body) => eachToolCall(body, (call, index) => ({ ...renamed(call), index })),
    chunks: (chunks) => chunks.map((chunk) => eachToolCall(chunk, renamed)),
  },
};

const signed: Persona = {
  id: 'signed-calls',
  title: 'Tool calls carry a signature, and come back with it or not at all; beside them the text is empty',
  shows: ['LEG-14', 'LEG-46'],
  rules: { signed: true },
  edits: {
    completion: (body) =>
      eachMessage(
        eachToolCall(body, (call) => ({ ...call, ...signature })),
        emptied,
      ),
    chunks: (chunks) => chunks.map((chunk) => eachToolCall(chunk, (call) => ({ ...call, ...signature }))),
  },
};

const foreignIds: Persona = {
  id: 'foreign-ids',
  title: 'Ids of another form',
  shows: ['LEG-63'],
  edits: {
    completion: (body, { call }) => ({ ...body, id: uuid(call) }),
    chunks: (chunks, { call }) => chunks.map((chunk) => ({ ...chunk, id: uuid(call) })),
  },
};

const cached: Persona = {
  id: 'cached',
  title: 'Answers of another day, with cached prompt tokens that differ from call to call',
  shows: ['LEG-04', 'LEG-64', 'LEG-93'],
  edits: {
    completion: (body, { random }) => {
      const { usage } = body;
      const most = isObject(usage) ? Number(usage['prompt_tokens']) : 0;
      const details = { prompt_tokens_details: { cached_tokens: between(random, 0, most) } };
      return {
        ...body,
        ...(isObject(usage) ? { usage: { ...usage, ...details } } : {}),
        created: 1_750_000_000,
        system_fingerprint: letters(random, 8),
      };
    },
  },
};

const uncounted: Persona = {
  id: 'uncounted',
  title: 'Whole answers do not say what they cost',
  shows: ['LEG-S19'],
  edits: { completion: (body) => without(body, 'usage') },
};

export const shapes: readonly Persona[] = [
  vendorFields,
  bare,
  nullOptionals,
  oddLogprobs,
  oddCalls,
  signed,
  foreignIds,
  cached,
  uncounted,
];

const signature = { extra_content: { google: { thought_signature: 'c2ln' } } };
const absent = { service_tier: null, system_fingerprint: null };

function extended(body: JsonObject): JsonObject {
  const called = eachToolCall(body, (call) => ({ ...call, ...signature }));
  const said = eachMessage(called, (message) => ({
    ...message,
    ...('role' in message
      ? {
          reasoning_content: 'Let me see.',
          reasoning: 'Let me see.',
          reasoning_details: [],
          thinking: null,
          images: [],
          audio: null,
        }
      : {}),
    provider_specific_fields: null,
  }));
  const chosen = eachChoice(said, (choice) => ({
    ...choice,
    stop_reason: null,
    matched_stop: null,
    token_ids: null,
    native_finish_reason: choice['finish_reason'] ?? null,
  }));
  return { ...chosen, provider: 'Orchard', service_tier: 'on_demand' };
}

function emptied(message: JsonObject): JsonObject {
  return Array.isArray(message['tool_calls']) ? { ...message, content: message['content'] ?? '' } : message;
}

function detailed(usage: JsonObject): JsonObject {
  return {
    ...usage,
    prompt_tokens_details: { ...(usage['prompt_tokens_details'] as object), cache_creation_tokens: 0 },
    queue_time: 0.01,
    prompt_time: 0.002,
    cost: 0.00012,
    cost_details: { upstream_inference_cost: null },
  };
}

function stripped(body: JsonObject): JsonObject {
  const said = eachMessage(without(body, 'service_tier', 'system_fingerprint'), (message) => {
    const slim = without(withoutNulls(message, 'refusal'), 'annotations');
    return 'role' in slim && slim['content'] === '' && !('annotations' in message) ? without(slim, 'content') : slim;
  });
  return eachChoice(said, (choice) => withoutNulls(choice, 'logprobs'));
}

function odd(entry: JsonObject, i: number): JsonObject {
  const top = Array.isArray(entry['top_logprobs']) ? entry['top_logprobs'] : [];
  const fewer = i % 3 === 0 ? [] : top.slice(0, -1);
  return { ...entry, bytes: null, ...(i % 4 === 3 ? { logprob: -9999 } : {}), top_logprobs: i % 4 === 3 ? [] : fewer };
}

/** The end token has an entry of its own, which the text does not show. */
function withEnd(body: JsonObject): JsonObject {
  const end = { token: '<|end|>', logprob: -0.01, bytes: null, top_logprobs: [] };
  return eachChoice(body, (choice) => {
    const { logprobs, finish_reason } = choice;
    if (!isObject(logprobs) || !Array.isArray(logprobs['content']) || finish_reason !== 'stop') return choice;
    return { ...choice, logprobs: { ...logprobs, content: [...logprobs['content'], end] } };
  });
}

function renamed(call: JsonObject): JsonObject {
  const { id } = call;
  return typeof id === 'string' ? { ...call, id: id.slice(-9) } : call;
}

function uuid(call: number): string {
  return `6ba7b810-9dad-41d1-80b4-${call.toString(16).padStart(12, '0')}`;
}
