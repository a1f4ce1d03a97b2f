import { isObject, token, type Json, type JsonObject } from '../../src/spec/json.ts';
import { put, without } from '../../src/transport/edits.ts';

/** One mechanical change at one place of a JSON value. */
export type ValueEdit = { at: string; edit: string };

/** Every change that can be made somewhere below the root; of long arrays only the first two entries are touched. */
export function editsOf(json: JsonObject): ValueEdit[] {
  return [...placesOf(json).values()].flatMap(({ at, value, inArray }) =>
    [...(inArray ? ['drop', 'twice'] : ['drop', 'rename', 'twice']), ...namesFor(value)].map((edit) => ({ at, edit })),
  );
}

/** The value after the change, or the same value where it cannot be made. As text, for a member may come twice. */
export function edited(json: JsonObject, { at, edit }: ValueEdit): string | undefined {
  const place = placesOf(json).get(at);
  if (!place) return undefined;
  const { value, inArray } = place;
  const [parent, name] = [at.slice(0, at.lastIndexOf('/')), at.slice(at.lastIndexOf('/') + 1)];
  if (edit === 'drop') return JSON.stringify(without(json, at));
  if (edit === 'rename') return JSON.stringify(put(without(json, at), `${parent}/${name}_`, value));
  if (edit === 'twice' && inArray) return JSON.stringify(put(json, parent, repeated(json, parent, Number(name))));
  if (edit === 'twice') return JSON.stringify(put(json, `${parent}/${mark}${name}`, value)).replace(escapedMark, '');
  const change = changes[edit];
  return change && namesFor(value).includes(edit) ? JSON.stringify(put(json, at, change(value))) : undefined;
}

const mark = '\u0001';
const escapedMark = String.raw`\u0001`;

/** The same few replies are changed thousands of times. */
const known = new WeakMap<JsonObject, ReadonlyMap<string, Place>>();

function placesOf(json: JsonObject): ReadonlyMap<string, Place> {
  const places = known.get(json) ?? new Map(placesIn(json, '').map((place) => [place.at, place]));
  known.set(json, places);
  return places;
}

type Place = { at: string; value: Json; inArray: boolean };

function placesIn(value: Json, at: string): Place[] {
  const entries = Array.isArray(value)
    ? [...(value as readonly Json[]).entries()].slice(0, 2)
    : isObject(value)
      ? Object.entries(value)
      : [];
  return entries.flatMap(([name, one]) => {
    const place = `${at}/${token(String(name))}`;
    // The names in such a map are tokens, as many as there are words.
    const inside = /^\/choices\/\d\/logprobs\/top_logprobs\/\d$/.test(place) ? [] : placesIn(one, place);
    return [{ at: place, value: one, inArray: Array.isArray(value) }, ...inside];
  });
}

function repeated(json: JsonObject, parent: string, i: number): Json {
  const list = placesOf(json).get(parent)!.value as readonly Json[];
  return list.toSpliced(i, 0, list[i]!);
}

const namesByType: { readonly [type: string]: readonly string[] } = {
  string: ['null', 'number', 'empty text', 'other text'],
  number: ['null', 'text', 'negative', 'fraction', 'one more'],
  boolean: ['null', 'text', 'opposite'],
  null: ['number', 'object'],
  array: ['null', 'object', 'empty array', 'reversed'],
  object: ['null', 'array', 'empty object', 'reversed members'],
};

function namesFor(value: Json): readonly string[] {
  const names = namesByType[value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value]!;
  return names.filter((name) => JSON.stringify(changes[name]!(value)) !== JSON.stringify(value));
}

const changes: { readonly [name: string]: (value: Json) => Json } = {
  null: () => null,
  number: () => 17,
  text: (value) => String(value),
  object: () => ({}),
  array: () => [],
  'empty text': () => '',
  'other text': (value) => `${String(value)}-x`,
  negative: () => -1,
  fraction: (value) => Number(value) + 0.5,
  'one more': (value) => Number(value) + 1,
  opposite: (value) => value !== true,
  'empty array': () => [],
  'empty object': () => ({}),
  reversed: (value) => (value as readonly Json[]).toReversed(),
  'reversed members': (value) => Object.fromEntries(Object.entries(value as JsonObject).toReversed()),
};
