import { isObject, type Json, type JsonObject } from '../../spec/json.ts';
import { choicesOf } from './choices.ts';

/** Two chunks of one stream as one: texts and lists joined, the later finish reason kept. One choice each, the same. */
export function mergedChunks(a: JsonObject, b: JsonObject): JsonObject {
  const [first, second] = [choicesOf(a)[0] ?? {}, choicesOf(b)[0] ?? {}];
  const choice = {
    ...first,
    ...('text' in first
      ? { text: joined('text', first['text'], second['text'] ?? '') }
      : { delta: mergedDeltas(first['delta'], second['delta']) }),
    logprobs: mergedLogprobs(first['logprobs'] ?? null, second['logprobs'] ?? null),
    finish_reason: second['finish_reason'] ?? first['finish_reason'] ?? null,
  };
  return { ...a, ...b, choices: [choice] };
}

/** The index of the only choice of a chunk; -1 where it has none, or several. */
export function indexOf(chunk: JsonObject): number {
  const choices = choicesOf(chunk);
  const index = choices[0]?.['index'];
  return typeof index === 'number' && choices.length === 1 ? index : -1;
}

export function deltaOf(chunk: JsonObject): JsonObject {
  const delta = choicesOf(chunk)[0]?.['delta'];
  return isObject(delta) ? delta : {};
}

export function finishOf(chunk: JsonObject): Json {
  return choicesOf(chunk)[0]?.['finish_reason'] ?? null;
}

/** Chunks by the index of their choice, each list in its order; those of none or several under -1. */
export function byIndex(chunks: readonly JsonObject[]): Map<number, JsonObject[]> {
  const lists = new Map<number, JsonObject[]>();
  for (const chunk of chunks) lists.set(indexOf(chunk), [...(lists.get(indexOf(chunk)) ?? []), chunk]);
  return lists;
}

function mergedDeltas(a: Json | undefined, b: Json | undefined): JsonObject {
  const [first, second] = [isObject(a) ? a : {}, isObject(b) ? b : {}];
  const merged: { [name: string]: Json } = { ...first };
  for (const [name, value] of Object.entries(second)) merged[name] = joined(name, merged[name], value);
  return merged;
}

function joined(name: string, a: Json | undefined, b: Json): Json {
  if (a === undefined || a === null) return b;
  if (typeof a === 'string' && typeof b === 'string' && name !== 'role') return a + b;
  if (Array.isArray(a) && Array.isArray(b)) return name === 'tool_calls' ? mergedCalls([...a, ...b]) : [...a, ...b];
  if (isObject(a) && isObject(b)) return mergedDeltas(a, b);
  return b ?? a;
}

function mergedCalls(deltas: readonly Json[]): Json[] {
  const calls = new Map<Json, JsonObject>();
  for (const delta of deltas) {
    if (!isObject(delta)) continue;
    const { index = 0, ...rest } = delta;
    calls.set(index, { index, ...mergedDeltas(calls.get(index), rest) });
  }
  return [...calls.values()];
}

function mergedLogprobs(a: Json, b: Json): Json {
  if (!isObject(a) || !isObject(b)) return isObject(a) ? a : b;
  const lists = Object.keys(a).filter((name) => Array.isArray(a[name]));
  return { ...a, ...Object.fromEntries(lists.map((name) => [name, [...listIn(a[name]), ...listIn(b[name])]])) };
}

function listIn(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
