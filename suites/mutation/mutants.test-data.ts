import { isObject, type JsonObject } from '../../src/spec/json.ts';
import type { EditableEvent } from '../../src/transport/edit-events.ts';
import { editEnd, editEvents, inTurn } from '../../src/transport/edits.ts';
import { bytesOf, type Exchange, type Reply } from '../../src/transport/exchange.ts';
import type { Fault } from '../../src/transport/fault.ts';
import { decodeEvents } from '../../src/transport/event-stream.ts';
import { isStream } from '../../src/transport/guards.ts';
import { readJson } from '../../src/transport/json-text.ts';
import { textOf } from '../../src/transport/utf8.ts';
import { withReads } from '../../src/transport/edit-reply.ts';
import { edited, editsOf, type ValueEdit } from './values.test-data.ts';

/** A mechanical change of the replies of one kind. `kind`: the operation and the form of its reply. */
export type Mutant = { kind: string; place: string; at: string; edit: string; fault: Fault };

/** Every mutant of the replies of one kind, each once. */
export function mutantsOf(kind: string, exchanges: readonly Exchange[]): Mutant[] {
  const all = exchanges.flatMap(({ reply }) => (isStream(reply) ? ofStream(kind, reply) : ofBody(kind, reply)));
  return [...new Map(all.map((one) => [`${one.place}${one.at} ${one.edit}`, one])).values()];
}

/** The operation that a request asks for, and the form of the reply. */
export function kindOf({ request, reply }: Exchange): string {
  const path = request.path.replace(/\?.*$/, '').replace(/^\/(models|files)\/[^/]+/, '/$1/{id}');
  const form = isStream(reply) ? 'stream' : reply.status < 300 ? 'whole' : String(reply.status);
  return `${request.method} ${path} ${form}`;
}

function ofBody(kind: string, reply: Reply): Mutant[] {
  const value = objectIn(textOf(bytesOf(reply)));
  if (!value) return [];
  return editsOf(value).map((one) => ({
    kind,
    place: 'body',
    ...one,
    fault: (given: Reply) => {
      const json = objectIn(textOf(bytesOf(given)));
      const text = json && edited(json, one);
      return text === undefined ? given : withReads(given, [{ at: given.headersAt, bytes: Buffer.from(text) }]);
    },
  }));
}

/** A chunk of a stream: its index among the events, and among the chunks. */
type Chunk = { json: JsonObject; event: number; i: number };

/** Which chunks a mutant changes: those that differ in what they are for, and all at once. */
const positions: { readonly [place: string]: (chunk: Chunk) => boolean } = {
  'first chunk': ({ i }) => i === 0,
  'second chunk': ({ i, json }) => i === 1 && !finishes(json),
  'third chunk': ({ i, json }) => i === 2 && !finishes(json),
  'finishing chunk': ({ json }) => finishes(json),
  'usage chunk': ({ json }) => isObject(json['usage']) && !finishes(json),
  'every chunk': () => true,
};

function finishes({ choices }: JsonObject): boolean {
  return Array.isArray(choices) && choices.some((one) => isObject(one) && typeof one['finish_reason'] === 'string');
}

function ofStream(kind: string, reply: Reply): Mutant[] {
  const chunks = chunksIn(decodeEvents(reply.reads).events);
  const inChunks = Object.entries(positions).flatMap(([place, holds]) =>
    chunks
      .filter(holds)
      .flatMap(({ json }) => editsOf(json))
      .map((one) => ({ kind, place, ...one, fault: editedChunks(holds, one) })),
  );
  return [...inChunks, ...eventMutants.map((one) => ({ kind, ...one, at: '' }))];
}

function chunksIn(events: readonly { data: string }[]): Chunk[] {
  const objects = events.flatMap(({ data }, event) => {
    const json = objectIn(data);
    return json ? [{ json, event }] : [];
  });
  return objects.map((one, i) => ({ ...one, i }));
}

function editedChunks(holds: (chunk: Chunk) => boolean, one: ValueEdit): Fault {
  return editEvents((events) => {
    const chunks = new Map(chunksIn(events).map((chunk) => [chunk.event, chunk]));
    return events.map((event, i) => {
      const chunk = chunks.get(i);
      const data = chunk && holds(chunk) ? edited(chunk.json, one) : undefined;
      return data === undefined ? event : { ...event, data };
    });
  });
}

/** What has been read once is not read again: the same few replies are changed thousands of times. */
const known = new Map<string, JsonObject | undefined>();

function objectIn(text: string): JsonObject | undefined {
  if (!known.has(text)) {
    const { value } = readJson(text);
    known.set(text, isObject(value) ? value : undefined);
  }
  return known.get(text);
}

type Events = readonly EditableEvent[];

const eventEdits: { readonly [edit: string]: (events: Events, i: number) => Events } = {
  drop: (events, i) => events.toSpliced(i, 1),
  twice: (events, i) => events.toSpliced(i, 0, events[i]!),
  swap: (events, i) => (events[i + 1] ? events.toSpliced(i, 2, events[i + 1]!, events[i]!) : events),
  'end after': (events, i) => events.slice(0, i + 1),
  merge: (events, i) => {
    const [one, next] = events.slice(i, i + 2);
    return one && next ? events.toSpliced(i, 2, { data: `${one.data}\n${next.data}`, at: next.at }) : events;
  },
  name: (events, i) => events.with(i, { ...events[i]!, event: 'other' }),
  'no data': (events, i) => events.with(i, { ...events[i]!, data: '' }),
};

const eventPlaces: { readonly [place: string]: (events: Events) => number } = {
  'first event': () => 0,
  'second event': () => 1,
  'third event': () => 2,
  'middle event': (events) => Math.floor(events.length / 2),
  'event before the last': (events) => events.length - 2,
  'event of the finish': (events) => events.findIndex(({ data }) => /"finish_reason":"/.test(data)),
  'event before the finish': (events) => events.findIndex(({ data }) => /"finish_reason":"/.test(data)) - 1,
  'last event': (events) => events.length - 1,
};

const broken = editEnd((end) => ({ ...end, how: 'truncated', detail: 'the connection closed inside the body' }));

const eventMutants: readonly Pick<Mutant, 'place' | 'edit' | 'fault'>[] = Object.entries(eventPlaces).flatMap(
  ([place, find]) => {
    const apply = (edit: (events: Events, i: number) => Events): Fault =>
      editEvents((events) => {
        const i = find(events);
        return events[i] ? edit(events, i) : events;
      });
    return [
      ...Object.entries(eventEdits).map(([edit, change]) => ({ place, edit, fault: apply(change) })),
      { place, edit: 'break off after', fault: inTurn(apply(eventEdits['end after']!), broken) },
    ];
  },
);
