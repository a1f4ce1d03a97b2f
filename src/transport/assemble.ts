import { isObject, type Json, type JsonObject } from '../spec/json.ts';
import type { Chunk, ChunkChoice } from './chat-stream.ts';

/** What the deltas of one choice add up to. */
export type AssembledMessage = {
  index: number;
  /** Every `role` that came, in order, repetitions too. */
  roles: readonly string[];
  /** The pieces joined, those of a text completion too; null where none came. */
  content: string | null;
  refusal: string | null;
  /** The pieces of `reasoning_content`, or of `reasoning`, joined. */
  reasoning: string;
  /** By tool index, ascending. */
  toolCalls: readonly AssembledCall[];
  functionCall: { names: readonly string[]; name: string; arguments: string } | undefined;
  logprobs: { content: readonly Json[]; refusal: readonly Json[] } | undefined;
  /** Every `finish_reason` that is a string, with the index of its event. */
  finishReasons: readonly { event: number; value: string }[];
};

export type AssembledCall = {
  index: number;
  /** The distinct ids that came and are not empty. */
  ids: readonly string[];
  /** The last type that came, or ''. */
  type: string;
  /** The names that came and are not empty, in order; `name` is the last, as the official SDKs keep it, or ''. */
  names: readonly string[];
  name: string;
  /** The pieces joined. */
  arguments: string;
};

/** The messages that chunks add up to, by choice index, ascending. Pieces of another type than text are passed over. */
export function assemble(chunks: readonly Chunk[], written: Written = 'delta'): AssembledMessage[] {
  const drafts = new Map<number, Draft>();
  for (const { event, choices } of chunks)
    for (const [position, choice] of choices.entries()) {
      const index = indexOf(choice.index, position);
      const draft = drafts.get(index) ?? newDraft(index);
      drafts.set(index, draft);
      add(draft, choice, event);
      push(draft.content, written === 'text' ? choice.json['text'] : choice.delta['content']);
    }
  return [...drafts.values()].sort((a, b) => a.index - b.index).map(finished);
}

/** Where what a choice says stands: in the delta of a chat, or in the text of a text completion. */
type Written = 'delta' | 'text';

type Draft = {
  index: number;
  roles: string[];
  content: string[];
  refusal: string[];
  reasoning: string[];
  calls: Map<number, CallDraft>;
  functionCall: CallDraft | undefined;
  logprobs: { content: Json[]; refusal: Json[] } | undefined;
  finishReasons: { event: number; value: string }[];
};

type CallDraft = { index: number; ids: Set<string>; type: string; names: string[]; arguments: string[] };

function newDraft(index: number): Draft {
  return {
    index,
    roles: [],
    content: [],
    refusal: [],
    reasoning: [],
    calls: new Map(),
    functionCall: undefined,
    logprobs: undefined,
    finishReasons: [],
  };
}

function newCall(index: number): CallDraft {
  return { index, ids: new Set(), type: '', names: [], arguments: [] };
}

/** An index that is no whole number is as good as none: the position stands for it. */
function indexOf(index: Json | undefined, position: number): number {
  return Number.isSafeInteger(index) ? (index as number) : position;
}

function add(draft: Draft, { delta, finishReason, json }: ChunkChoice, event: number): void {
  push(draft.roles, delta['role']);
  push(draft.refusal, delta['refusal']);
  push(
    draft.reasoning,
    typeof delta['reasoning_content'] === 'string' ? delta['reasoning_content'] : delta['reasoning'],
  );
  addCalls(draft.calls, delta['tool_calls']);
  if (isObject(delta['function_call'])) addFunction((draft.functionCall ??= newCall(0)), delta['function_call']);
  if (isObject(json['logprobs'])) addLogprobs((draft.logprobs ??= { content: [], refusal: [] }), json['logprobs']);
  if (typeof finishReason === 'string') draft.finishReasons.push({ event, value: finishReason });
}

function push(list: string[], piece: Json | undefined): void {
  if (typeof piece === 'string') list.push(piece);
}

function addCalls(calls: Map<number, CallDraft>, pieces: Json | undefined): void {
  if (!Array.isArray(pieces)) return;
  for (const [position, piece] of pieces.entries()) {
    if (!isObject(piece)) continue;
    const index = indexOf(piece['index'], position);
    const call = calls.get(index) ?? newCall(index);
    calls.set(index, call);
    if (typeof piece['id'] === 'string' && piece['id'] !== '') call.ids.add(piece['id']);
    if (typeof piece['type'] === 'string') call.type = piece['type'];
    if (isObject(piece['function'])) addFunction(call, piece['function']);
  }
}

function addFunction(call: CallDraft, piece: JsonObject): void {
  if (piece['name'] !== '') push(call.names, piece['name']);
  push(call.arguments, piece['arguments']);
}

function addLogprobs(logprobs: { content: Json[]; refusal: Json[] }, piece: JsonObject): void {
  for (const part of ['content', 'refusal'] as const) {
    const entries = piece[part];
    if (Array.isArray(entries)) for (const entry of entries) logprobs[part].push(entry);
  }
}

function finished({ calls, functionCall, content, refusal, reasoning, ...rest }: Draft): AssembledMessage {
  return {
    ...rest,
    content: content.length > 0 ? content.join('') : null,
    refusal: refusal.length > 0 ? refusal.join('') : null,
    reasoning: reasoning.join(''),
    toolCalls: [...calls.values()].sort((a, b) => a.index - b.index).map(finishedCall),
    functionCall: functionCall && functionOf(functionCall),
  };
}

function finishedCall({ index, ids, type, ...call }: CallDraft): AssembledCall {
  return { index, ids: [...ids], type, ...functionOf({ index, ids, type, ...call }) };
}

function functionOf({ names, arguments: pieces }: CallDraft) {
  return { names, name: names.at(-1) ?? '', arguments: pieces.join('') };
}
