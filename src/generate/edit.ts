import { isObject, type Json } from '../spec/json.ts';

/** `value` with `inner` at a path whose parent exists. The original stays as it was. */
export function put(value: Json, path: readonly string[], inner: Json): Json {
  const [name, ...rest] = path;
  if (name === undefined) return inner;
  if (Array.isArray(value)) return value.map((item, i) => (String(i) === name ? put(item, rest, inner) : item));
  if (!isObject(value)) return value;
  return { ...value, [name]: put(value[name] ?? null, rest, inner) };
}

/** `value` without the member at a path. The original stays as it was. */
export function drop(value: Json, path: readonly string[]): Json {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (Array.isArray(value)) return value.map((item, i) => (String(i) === name ? drop(item, rest) : item));
  if (!isObject(value)) return value;
  if (rest.length > 0) return { ...value, [name]: drop(value[name] ?? null, rest) };
  return Object.fromEntries(Object.entries(value).filter(([member]) => member !== name));
}
