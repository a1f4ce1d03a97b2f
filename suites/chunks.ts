import { finding, type Finding } from '../src/check/finding.ts';
import { isObject, type Json, type JsonObject } from '../src/spec/json.ts';
import type { AssembledMessage } from '../src/transport/assemble.ts';
import type { ChatStream, Chunk, ChunkChoice } from '../src/transport/chat-stream.ts';
import { choicesOf, requiredMembers } from './exchanges.ts';

/**
 * The chunks of the answer. Azure opens with one that holds nothing but its verdict on the prompt (LEG-08); an object
 * that has next to nothing of a chunk is a defect of its own.
 */
export function ownChunks({ chunks }: ChatStream): readonly Chunk[] {
  return chunks.filter(({ promptFilter, json }) => !promptFilter && isChunkLike(json));
}

/** Whether an object has some of the members that every chunk must have. */
export function isChunkLike(json: JsonObject): boolean {
  return requiredMembers.filter((name) => Object.hasOwn(json, name)).length > 1;
}

/** The streamed choices in their order, each with the index of its event. */
export function choicesIn(view: ChatStream): readonly (ChunkChoice & { event: number })[] {
  return ownChunks(view).flatMap(({ choices, event }) => choices.map((one) => ({ ...one, event })));
}

/** The indexes that the request asks for. */
export function indexesOf({ request }: ChatStream): readonly number[] {
  return [...Array.from({ length: choicesOf(request) }).keys()];
}

/** What the chunks of those choices add up to; other indexes are a defect of their own. */
export function messagesOf(view: ChatStream): readonly AssembledMessage[] {
  const due = indexesOf(view);
  return view.messages.filter(({ index }) => due.includes(index));
}

/** Whether a chunk has a choice: faults edit those, and not what a vendor puts before them. */
export function speaks({ choices }: JsonObject): boolean {
  return Array.isArray(choices) && choices.length > 0;
}

/** Whether a chunk finishes a choice. */
export function isFinishing(json: JsonObject): boolean {
  return speaks(json) && JSON.stringify(json['choices']).includes('"finish_reason":"');
}

/** Whether a choice only annotates, as Azure's asynchronous filter sends it (SHP-16). */
export function annotates({ json }: ChunkChoice): boolean {
  return !Object.hasOwn(json, 'delta') && Object.keys(json).some((name) => name.startsWith('content_filter_'));
}

/** Whether the server ended the stream: nothing is to be said of the end of one that was cut or timed out. */
export function isEnded({ done, reply }: ChatStream): boolean {
  return done.length > 0 || reply.end.how === 'complete';
}

/** Members that change their value within a stream, over the chunks that say something. */
export function* changes(view: ChatStream, member: string): Iterable<Finding> {
  const speaking = ownChunks(view).filter(({ choices, usage }) => choices.length > 0 || isObject(usage));
  const [first, ...rest] = speaking.filter(({ json }) => (json[member] ?? null) !== null);
  for (const { at, json } of rest) {
    if (json[member] !== first?.json[member]) yield finding(`${at}/${member}`, first?.json[member], json[member]);
  }
}

/** Whether a member is text, null or absent. */
export function isTextOrNothing(value: Json | undefined): boolean {
  return value === undefined || value === null || typeof value === 'string';
}
