import { at, isObject } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import { dataMembers, decoded, documentMaps } from './references.ts';

/**
 * The part of a document that says what is valid: paths, and what they lead to, without prose, examples and `x-`
 * members. Everything keeps its place, so that pointers stay what they are.
 */
export function slice(root: JsonObject): JsonObject {
  const { openapi, info, servers, paths } = root;
  const kept = empty();
  kept['paths'] = bare(paths ?? {});
  for (const [name, value] of Object.entries({ openapi, info: heading(info), servers })) {
    if (value !== undefined) kept[name] = value;
  }
  const seen = new Set<string>();
  const open = referencesOf(kept['paths']);
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    const [section = '', ...names] = namedBy(root, ref);
    if (section === 'paths' || seen.has([section, ...names].join('/'))) continue;
    seen.add([section, ...names].join('/'));
    const target = names.reduce<Json | undefined>((here, name) => member(here, name), root[section]);
    if (target === undefined) continue;
    const stripped = bare(target);
    put(kept, [section, ...names], stripped);
    open.push(...referencesOf(stripped));
  }
  return kept;
}

/** What a reference names or stands in, by the tokens that lead there: a component, or an entry of another section. */
function namedBy(root: JsonObject, ref: string): string[] {
  const tokens = (at(root, ref) === undefined ? decoded(ref) : ref).split('/').slice(1);
  const named = tokens.map((one) => one.replaceAll('~1', '/').replaceAll('~0', '~'));
  return named.slice(0, named[0] === 'components' ? 3 : 2);
}

function member(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

type Growing = { [name: string]: Json };

/** Without a prototype, so that a component called __proto__ is one like any other. */
const empty = (): Growing => Object.create(null) as Growing;

function put(root: Growing, names: readonly string[], value: Json): void {
  let here = root;
  for (const name of names.slice(0, -1)) here = (here[name] ??= empty()) as Growing;
  here[names.at(-1)!] = value;
}

function heading(info: Json | undefined): Json | undefined {
  if (!isObject(info)) return undefined;
  const { title, version } = info;
  return { ...(title !== undefined && { title }), ...(version !== undefined && { version }) };
}

/** Members that say nothing of validity, wherever they are no names of the author's choice. */
const prose = new Set(['description', 'summary', 'externalDocs', 'tags', 'xml']);

/** Recursive: the reader has refused what is too deep. */
function bare(value: Json, names = false, parameter = false): Json {
  if (Array.isArray(value)) return value.map((part: Json) => bare(part, false, parameter));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).flatMap(([key, child]): [string, Json][] => {
    if (names) return [[key, bare(child, false, parameter)]];
    if (prose.has(key) || key.startsWith('x-')) return [];
    // Of a parameter, an example is what is sent.
    if (key === 'example' || key === 'examples') return parameter ? [[key, child]] : [];
    if (dataMembers.has(key)) return [[key, child]];
    return [[key, bare(child, documentMaps.has(key) && isObject(child), parameter || key === 'parameters')]];
  });
  return Object.fromEntries(entries);
}

function referencesOf(value: Json): string[] {
  const found: string[] = [];
  const open: Json[] = [value];
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    if (here === null || typeof here !== 'object') continue;
    for (const [key, child] of Object.entries(here)) {
      if (key === '$ref' && typeof child === 'string') found.push(child);
      else if (child !== null && typeof child === 'object') open.push(child);
    }
  }
  return found;
}
