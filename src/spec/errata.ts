import { isDeepStrictEqual } from 'node:util';
import { mixtures, mixturesOf } from './dialect.ts';
import type { Mixture } from './dialect.ts';
import { SpecError } from './error.ts';
import { at, isObject } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import { parseText } from './parse.ts';

/** One change: where `at` still has what `has` says and lacks what `lacks` names, set and remove members. */
export type Amendment = {
  /** JSON Pointer to an object of the document. */
  at: string;
  /** Something else that the document must hold, by pointer; undefined where nothing is asked. */
  given: string | undefined;
  has: JsonObject;
  lacks: readonly string[];
  set: JsonObject;
  remove: readonly string[];
};

/**
 * A numbered correction of a published document. It applies where at least one of its amendments does, or where the
 * document uses the mixture of dialects that it is about: those the normalisation always understands.
 */
export type Erratum = {
  number: number;
  title: string;
  reason: string;
  source: string;
  amendments: readonly Amendment[];
  dialect: Mixture | undefined;
};

/** The text of `specs/errata.yaml`, or of a file of the same form. The empty text has none. */
export type ErrataText = string;

/** @throws SpecError naming the erratum that is not in the form */
export function parseErrata(text: ErrataText, name: string): Erratum[] {
  const parsed = parseText(text, name) ?? [];
  if (!Array.isArray(parsed)) throw new SpecError(`${name} is not a list of errata; write it as "- id: E1 …".`);
  const errata = parsed.map((entry: Json, index) => erratum(entry, `${name}, entry ${index + 1}`));
  const numbers = errata.map((e) => e.number);
  const twice = numbers.find((n, i) => numbers.indexOf(n) !== i);
  if (twice !== undefined) throw new SpecError(`${name} has two errata E${twice}; number them differently.`);
  return errata;
}

function erratum(entry: Json, where: string): Erratum {
  const number = isObject(entry) && typeof entry['id'] === 'string' ? /^E(\d+)$/.exec(entry['id'])?.[1] : undefined;
  if (!isObject(entry) || number === undefined) throw new SpecError(`${where}: give the erratum an id such as E1.`);
  const text = (member: string) => {
    const value = entry[member];
    if (typeof value !== 'string' || value === '') throw new SpecError(`${where} (E${number}): say its ${member}.`);
    return value;
  };
  const applies = entry['applies'] ?? [];
  const dialect = mixtures.find((mixture) => mixture === entry['dialect']);
  if (!Array.isArray(applies) || (applies.length === 0) === (dialect === undefined)) {
    throw new SpecError(
      `${where} (E${number}): list under "applies" at least one {at, has | lacks, set | remove}, ` +
        `or give as "dialect" one of ${mixtures.join(', ')}.`,
    );
  }
  return {
    number: Number(number),
    title: text('title'),
    reason: text('reason'),
    source: text('source'),
    amendments: applies.map((change: Json) => amendment(change, `${where} (E${number})`)),
    dialect,
  };
}

function amendment(change: Json, where: string): Amendment {
  const { at: pointer, given, has = {}, lacks = [], set = {}, remove = [] } = isObject(change) ? change : {};
  if (typeof pointer !== 'string' || !pointer.startsWith('#/')) {
    throw new SpecError(`${where}: "at" must be a pointer that begins with "#/".`);
  }
  if (given !== undefined && typeof given !== 'string') throw new SpecError(`${where}: "given" must be a pointer.`);
  if (!isObject(has) || !isObject(set) || !isNames(lacks) || !isNames(remove)) {
    throw new SpecError(`${where}: "has" and "set" must be objects, "lacks" and "remove" lists of names.`);
  }
  if (Object.keys(has).length + lacks.length === 0) {
    throw new SpecError(`${where}: say by "has" or "lacks" how the defect is recognised.`);
  }
  return { at: pointer, given, has, lacks, set, remove };
}

function isNames(value: Json): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

/**
 * The document with every correction whose defect it still has, and the numbers of those. The input stays as it is.
 * @param off numbers of those that are not to apply
 * @throws SpecError where the document cannot be read without one of these
 */
export function amend(
  root: JsonObject,
  errata: readonly Erratum[],
  { name = 'the document', off = [] }: { name?: string; off?: readonly number[] } = {},
): { root: JsonObject; numbers: number[] } {
  let amended = root;
  const mixed = mixturesOf(root);
  const wanted = errata.filter((erratum) => {
    if (!off.includes(erratum.number)) return true;
    if (erratum.dialect !== undefined && mixed.has(erratum.dialect)) throw indispensable(erratum, name);
    return false;
  });
  const numbers = wanted.filter(({ amendments, dialect }) => {
    const before = amended;
    for (const change of amendments) {
      if (isDefect(amended, change)) amended = changed(amended, change.at.split('/').slice(1), change);
    }
    return amended !== before || (dialect !== undefined && mixed.has(dialect));
  });
  return { root: amended, numbers: numbers.map((e) => e.number).sort((a, b) => a - b) };
}

function indispensable({ number, title }: Erratum, name: string): SpecError {
  return new SpecError(
    `${name} needs the erratum E${number} (${title}), which is switched off; mend the document, or leave E${number} on.`,
  );
}

function isDefect(root: JsonObject, { at: pointer, given, has, lacks }: Amendment): boolean {
  const target = at(root, pointer);
  if (!isObject(target) || (given !== undefined && at(root, given) === undefined)) return false;
  return (
    Object.entries(has).every(
      ([name, value]) => Object.hasOwn(target, name) && isDeepStrictEqual(target[name], value),
    ) && lacks.every((name) => !Object.hasOwn(target, name))
  );
}

/** A copy along the path to the amended object; everything else is shared. */
function changed(value: Json, path: readonly string[], change: Amendment): JsonObject {
  const [first, ...rest] = path;
  if (first === undefined) {
    const kept = Object.entries(value as JsonObject).filter(([name]) => !change.remove.includes(name));
    return { ...Object.fromEntries(kept), ...change.set };
  }
  const name = first.replaceAll('~1', '/').replaceAll('~0', '~');
  const inner = changed((value as JsonObject)[name] as Json, rest, change);
  if (Array.isArray(value)) return value.with(Number(name), inner) as unknown as JsonObject;
  return Object.fromEntries(Object.entries(value as JsonObject).map(([key, old]) => [key, key === name ? inner : old]));
}
