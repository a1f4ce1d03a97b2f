import { isObject, type Json, type JsonObject } from '../spec/json.ts';
import type { Alternative } from './alternatives.ts';
import { canonical } from './canonical.ts';
import { jsonTypes, type Shape } from './shape.ts';

/** One change that should break one constraint. */
export type Breach = {
  keyword: string;
  /** In words: `temperature above its maximum 2`. */
  what: string;
  /** What to put in the place; undefined: take the member out. */
  put: Json | undefined;
  /** Where the place is below the one asked about: the member taken out or added. */
  path?: readonly string[];
};

// A text that no enumeration has and that reads as what it is.
const unheardOf = 'unheard-of';
// Texts that most patterns refuse, tried in turn.
const junk = ['!', '', ' ', 'two words', '\u{1f600}', '0', 'a'];
// No text is made longer than this only to be too long.
const longest = 100_000;

/** A value of each JSON type that no alternative allows. */
export function* wrongTypes(ways: readonly Alternative[], path: readonly string[]): Generator<Breach> {
  const allowed = jsonTypes.filter((type) => ways.some(({ shape }) => shape.types.includes(type)));
  const integer = ways.every(({ shape }) => shape.integer || !shape.types.includes('number'));
  const wanted = allowed
    .toReversed()
    .map((type) => (type === 'number' && integer ? 'integer' : type))
    .join(' or ');
  for (const type of jsonTypes) {
    if (allowed.includes(type)) continue;
    yield { keyword: 'type', what: `${nameOf(path)} of type ${type}, not ${wanted}`, put: specimens[type] };
  }
  if (allowed.includes('number') && integer)
    yield { keyword: 'type', what: `${nameOf(path)} a fraction, not ${wanted}`, put: 1.5 };
}

const specimens = { null: null, boolean: true, number: 7, string: 'text', array: [], object: {} } as const;

/** Changes that break what a shape says of `value`. `spare`: items that a longer list can be made of. */
export function* breaches(
  shape: Shape,
  value: Json,
  path: readonly string[],
  spare: readonly Json[],
): Generator<Breach> {
  const name = nameOf(path);
  if (shape.values) {
    yield* ofValues(shape.values, name);
    return;
  }
  if (shape.types.includes('number')) yield* ofNumbers(shape, name);
  if (shape.types.includes('string')) yield* ofTexts(shape, name);
  if (Array.isArray(value)) yield* ofLists(shape, value, name, spare);
  else if (isObject(value)) yield* ofObjects(shape, value, path);
}

function* ofValues(values: readonly Json[], name: string): Generator<Breach> {
  const what = `${name} none of its allowed values`;
  if (values.some((value) => typeof value === 'string')) yield { keyword: 'enum', what, put: unheardOf };
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length > 0) yield { keyword: 'enum', what, put: Math.max(...numbers) + 1 };
  if (values.some((value) => typeof value === 'boolean')) {
    const other = [true, false].find((value) => !values.includes(value));
    if (other !== undefined) yield { keyword: 'enum', what, put: other };
  }
}

function* ofNumbers(shape: Shape, name: string): Generator<Breach> {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = shape;
  const step = shape.integer ? 1 : 0.1;
  if (Number.isFinite(minimum))
    yield { keyword: 'minimum', what: `${name} below its minimum ${minimum}`, put: minimum - step };
  if (Number.isFinite(maximum))
    yield { keyword: 'maximum', what: `${name} above its maximum ${maximum}`, put: maximum + step };
  if (Number.isFinite(exclusiveMinimum))
    yield { keyword: 'exclusiveMinimum', what: `${name} not above ${exclusiveMinimum}`, put: exclusiveMinimum };
  if (Number.isFinite(exclusiveMaximum))
    yield { keyword: 'exclusiveMaximum', what: `${name} not below ${exclusiveMaximum}`, put: exclusiveMaximum };
  for (const multiple of shape.multiples) {
    const between = [0, 1, 2, 10, 100].map((count) => (count + 0.5) * multiple);
    for (const put of shape.integer ? between.map(Math.floor) : between)
      if (!Number.isInteger(put / multiple))
        yield { keyword: 'multipleOf', what: `${name} no multiple of ${multiple}`, put };
  }
}

function* ofTexts({ minLength, maxLength, patterns, formats }: Shape, name: string): Generator<Breach> {
  if (minLength > 0)
    yield { keyword: 'minLength', what: `${name} shorter than ${minLength}`, put: 'x'.repeat(minLength - 1) };
  if (maxLength < longest)
    yield { keyword: 'maxLength', what: `${name} longer than ${maxLength}`, put: 'x'.repeat(maxLength + 1) };
  const inBounds = junk.map((text) => text.padEnd(minLength, text || 'x')).filter((text) => text.length <= maxLength);
  for (const pattern of patterns) {
    const put = inBounds.find((text) => !new RegExp(pattern, 'u').test(text));
    if (put !== undefined) yield { keyword: 'pattern', what: `${name} against its pattern ${pattern}`, put };
  }
  for (const format of formats) yield { keyword: 'format', what: `${name} no ${format}`, put: 'not this format!' };
}

function* ofLists(shape: Shape, value: readonly Json[], name: string, spare: readonly Json[]): Generator<Breach> {
  const { minItems, maxItems, unique } = shape;
  if (minItems > 0) {
    const what = minItems === 1 ? `${name} without any item` : `${name} with fewer than ${minItems} items`;
    yield { keyword: 'minItems', what, put: value.slice(0, minItems - 1) };
  }
  if (maxItems < longest) {
    const put = lengthened(value, spare, maxItems + 1, unique);
    if (put) yield { keyword: 'maxItems', what: `${name} with more than ${maxItems} items`, put };
  }
  const [item] = spare;
  if (unique && item !== undefined)
    yield { keyword: 'uniqueItems', what: `${name} with the same item twice`, put: [item, item] };
}

function lengthened(
  value: readonly Json[],
  spare: readonly Json[],
  length: number,
  unique: boolean,
): Json[] | undefined {
  const known = new Set(value.map(canonical));
  const fresh = unique ? spare.filter((item) => !known.has(canonical(item)) && known.add(canonical(item))) : spare;
  if (fresh.length === 0 || (unique && value.length + fresh.length < length)) return undefined;
  const more = Array.from({ length: Math.max(0, length - value.length) }, (_, i) => fresh[i % fresh.length]!);
  return [...value, ...more];
}

function* ofObjects(shape: Shape, value: JsonObject, path: readonly string[]): Generator<Breach> {
  for (const name of shape.required)
    if (Object.hasOwn(value, name))
      yield { keyword: 'required', what: `${nameOf([...path, name])} missing`, put: undefined, path: [...path, name] };
  const extra = 'unheard_of';
  if (shape.members.additional === false)
    yield {
      keyword: 'additionalProperties',
      what: `${nameOf([...path, extra])} not declared`,
      put: true,
      path: [...path, extra],
    };
  const names = Object.keys(value);
  const { minProperties, maxProperties } = shape;
  if (minProperties > 0 && names.length >= minProperties)
    yield {
      keyword: 'minProperties',
      what: `${nameOf(path)} with fewer than ${minProperties} members`,
      put: Object.fromEntries(Object.entries(value).slice(0, minProperties - 1)),
    };
  const example = Object.values(value)[0];
  if (maxProperties < longest && example !== undefined) {
    const more = Array.from({ length: maxProperties + 1 - names.length }, (_, i) => [`more_${i}`, example]);
    yield {
      keyword: 'maxProperties',
      what: `${nameOf(path)} with more than ${maxProperties} members`,
      put: { ...value, ...Object.fromEntries(more) },
    };
  }
}

/** A place as people write it: `messages[0].role`. */
function nameOf(path: readonly string[]): string {
  if (path.length === 0) return 'the body';
  return path.map((name, i) => (/^\d+$/.test(name) ? `[${name}]` : i === 0 ? name : `.${name}`)).join('');
}
