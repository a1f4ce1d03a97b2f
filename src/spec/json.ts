/** Any JSON value. `undefined` stands for "absent" where a reader looks a member up. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [name: string]: Json };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a JSON Pointer (RFC 6901) below `value`, or undefined where there is none. Never throws. */
export function at(value: unknown, pointer: string): Json | undefined {
  let here = value as Json | undefined;
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (here === null || typeof here !== 'object' || !Object.hasOwn(here, name)) return undefined;
    here = (here as JsonObject)[name];
  }
  return here;
}

/** `name` as one token of a JSON Pointer. */
export function token(name: string | number): string {
  return String(name).replaceAll('~', '~0').replaceAll('/', '~1');
}
