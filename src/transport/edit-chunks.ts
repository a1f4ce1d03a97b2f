import { isObject, type Json, type JsonObject } from '../spec/json.ts';
import { isChunk, isDone } from './chat-stream.ts';
import { editEvents, place, type EditableEvent } from './edit-events.ts';
import type { Fault } from './fault.ts';
import { when } from './guards.ts';
import { readJson } from './json-text.ts';
import type { Request } from './request.ts';
import { remembered } from './remembered.ts';

/** One chunk of a stream under edit. `i`: its index among the chunks; a chunk that is added has none. */
export type EditableChunk = { json: JsonObject; i?: number };

/** Which chunk: its index among the chunks (from the end where negative), or the first one that the predicate picks. */
export type Which = number | 'first' | 'last' | ((json: JsonObject, i: number) => boolean);

/** Members to set, or the edit itself; the same object leaves the stream alone. */
type Patch = JsonObject | ((json: JsonObject) => JsonObject);

type EditChunks = (
  chunks: readonly Required<EditableChunk>[],
  request: Request,
  earlier: readonly Request[],
) => readonly EditableChunk[];

/** Other chunks in a stream of a chat completion. */
export function editChunks(edit: EditChunks): Fault {
  return when((_, { path }) => path === '/chat/completions', editAllChunks(edit));
}

/** Other chunks in a stream of a text completion. */
export function editTextChunks(edit: EditChunks): Fault {
  return when((_, { path }) => path === '/completions', editAllChunks(edit));
}

/** Other chunks in a stream. All else (`[DONE]`, named events, comments) stays, behind the chunk it followed. */
export function editAllChunks(edit: EditChunks): Fault {
  return editEvents((events, request, earlier) => {
    const groups = grouped(events);
    const chunks = groups.flatMap(({ json }, i) => (json ? [{ json, i: i - 1 }] : []));
    const edited = edit(chunks, request, earlier);
    if (edited.length === chunks.length && edited.every(({ json, i }, k) => i === k && json === chunks[k]!.json))
      return events;
    return ungrouped(groups, edited);
  });
}

/** One chunk changed. */
export function editChunk(which: Which, patch: Patch): Fault {
  return editChunks((chunks) => {
    const k =
      typeof which === 'function' ? chunks.findIndex(({ json, i }) => which(json, i)) : place(which, chunks.length);
    const chunk = chunks[k];
    return chunk ? chunks.with(k, { ...chunk, json: patched(chunk.json, patch) }) : chunks;
  });
}

/** The first choice of one chunk changed. A position counts only the chunks that have a choice. */
export function editChoice(which: Which, patch: Patch): Fault {
  return editChunks((chunks) => {
    const having = chunks.filter(({ json }) => firstChoice(json));
    const chunk =
      typeof which === 'function' ? having.find(({ json, i }) => which(json, i)) : having[place(which, having.length)];
    if (!chunk) return chunks;
    const json = withChoice(chunk.json, patched(firstChoice(chunk.json)!, patch));
    return chunks.with(chunk.i, { ...chunk, json });
  });
}

/** The delta of the first choice of one chunk changed. A position counts only the chunks that have a choice. */
export function editDelta(which: Which, patch: Patch): Fault {
  return editChoice(which, (choice) => {
    const delta = isObject(choice['delta']) ? choice['delta'] : {};
    const edited = patched(delta, patch);
    return edited === delta ? choice : { ...choice, delta: edited };
  });
}

/** An event that is a chunk, and the events behind it that are none. The first group has no chunk. */
type Group = { chunk?: EditableEvent; json?: JsonObject; followers: EditableEvent[] };

const grouped = remembered(
  (events: readonly EditableEvent[]): readonly Group[] => {
    const groups: Group[] = [{ followers: [] }];
    let ended = false;
    for (const event of events) {
      ended ||= isDone(event);
      const json = ended ? undefined : readJson(event.data).value;
      if (!ended && isChunk({ event: event.event ?? '' }, json)) groups.push({ chunk: event, json, followers: [] });
      else groups.at(-1)!.followers.push(event);
    }
    return groups;
  },
  (events) => events.reduce((sum, { data }) => sum + 500 + 2 * data.length, 0),
);

function ungrouped(groups: readonly Group[], edited: readonly EditableChunk[]): EditableEvent[] {
  const last = groups.at(-1)!;
  const kept = new Set(edited.map(({ i }) => i));
  const events = groups.length > 1 ? [...groups[0]!.followers] : [];
  for (const { json, i } of edited) {
    const group = i === undefined ? undefined : groups[i + 1];
    events.push(rewritten(json, group, events.at(-1)?.at ?? groups[1]?.chunk?.at ?? 0));
    if (group && group !== last) events.push(...group.followers);
  }
  const orphans = groups.slice(1, -1).filter((_, i) => !kept.has(i));
  return [...events, ...orphans.flatMap(({ followers }) => followers), ...last.followers];
}

function rewritten(json: JsonObject, group: Group | undefined, at: number): EditableEvent {
  if (!group?.chunk) return { data: JSON.stringify(json), at };
  return json === group.json ? group.chunk : { ...group.chunk, data: JSON.stringify(json) };
}

function patched(json: JsonObject, patch: Patch): JsonObject {
  if (typeof patch === 'function') return patch(json);
  return Object.entries(patch).every(([name, value]) => json[name] === value) ? json : { ...json, ...patch };
}

function firstChoice({ choices }: JsonObject): JsonObject | undefined {
  return Array.isArray(choices) && isObject(choices[0]) ? choices[0] : undefined;
}

function withChoice(json: JsonObject, choice: JsonObject): JsonObject {
  const choices = json['choices'] as readonly Json[];
  return choice === choices[0] ? json : { ...json, choices: choices.with(0, choice) };
}
