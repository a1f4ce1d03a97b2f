import { isObject, type Json, type JsonObject } from '../spec/json.ts';

/** One part of a multipart/form-data body. `filename` makes it a file. */
export type Part = { name: string; value: string | Uint8Array; filename?: string; contentType?: string };

/** A text as it stands, or one that comes so many times. */
export type Piece = string | { repeat: string; times: number };

/**
 * The body of a request. `json` is serialised as it stands and sent as application/json, with `escaped` every character
 * of its strings as `\\uXXXX`; `text` and `bytes` go out untouched, under the given media type, and so does what the
 * `pieces` make up: a body that is too large to be written down.
 */
export type RequestBody =
  | { json: Json; escaped?: true }
  | { text: string; contentType: string }
  | { bytes: Uint8Array; contentType: string }
  | { pieces: readonly Piece[]; contentType: string }
  | { parts: readonly Part[] };

/**
 * What a request claims to be, which decides what its answer can prove.
 * - `plain`: every conformant endpoint accepts it.
 * - `optional`: the contract allows it, an endpoint may decline it in a clean 4xx or 501.
 * - `invalid`: it breaks the contract on purpose.
 */
export type Intent = 'plain' | 'optional' | 'invalid';

/** One HTTP request of ours, without the secrets and the base URL: these are added on the wire. */
export type Request = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the base URL, percent-encoded, with a leading slash: `/chat/completions`. */
  path: string;
  intent: Intent;
  body?: RequestBody;
  /** Extra headers, lower-case names. */
  headers?: { readonly [name: string]: string };
  /** Which credentials go out; `key-lower-case`: the key under the scheme name `bearer`. Default: `key`. */
  auth?: 'key' | 'key-lower-case' | 'none' | 'wrong';
  /** So many headers more, `x-flood-1` and on, each with a value of so many bytes. */
  flood?: { headers: number; bytes: number };
  /** The body goes out in so many slices, so many milliseconds apart; behind the last `sent` of them we hang up. */
  slices?: { of: number; apart: number; sent?: number };
  /** Goes out over a connection of its own, so that what comes of it is nothing of another request's. */
  alone?: true;
  /** Hang up after so many dispatched events of an event stream. */
  abort?: { afterEvents: number };
  /** Milliseconds that the endpoint has to itself before this goes out. */
  pause?: number;
};

/** The JSON body of a request, or undefined where it has none. */
export function jsonBody(request: Request): Json | undefined {
  return request.body && 'json' in request.body ? request.body.json : undefined;
}

/** The text of a JSON body as it goes out. */
export function jsonText({ json, escaped }: { json: Json; escaped?: true }): string {
  const text = JSON.stringify(json);
  if (!escaped) return text;
  const escape = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  // Only what a string holds is escaped, and what is an escape already stays one.
  return text.replaceAll(
    /"(?:[^"\\]|\\.)*"/g,
    (string) =>
      `"${string.slice(1, -1).replaceAll(/\\u[0-9a-f]{4}|\\.|[^]/g, (one) => (one.startsWith('\\') ? one : escape(one)))}"`,
  );
}

/** The text that pieces make up. */
export function textOfPieces(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : piece.repeat.repeat(piece.times))).join('');
}

/** The headers of a flood. */
export function floodOf({ flood }: Request): { [name: string]: string } {
  const { headers = 0, bytes = 0 } = flood ?? {};
  return Object.fromEntries(Array.from({ length: headers }, (_, i) => [`x-flood-${i + 1}`, 'f'.repeat(bytes)]));
}

/** The JSON object a request carries, or an empty one: the place to look members up. */
export function bodyObject(request: Request): JsonObject {
  const body = jsonBody(request);
  return isObject(body) ? body : {};
}
