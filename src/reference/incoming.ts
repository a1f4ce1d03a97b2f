import type { Json } from '../spec/json.ts';
import { outgoing, wrongKey } from '../transport/outgoing.ts';
import type { Request } from '../transport/request.ts';
import { isTooDeep } from './depth.ts';
import { partsOf } from './multipart.ts';

/** A request as a server has it: header names in lower case, the path below the base URL, and apart from it its query. */
export type Incoming = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: { readonly [name: string]: string };
  body: Uint8Array;
};

/** What a server gets when we send a request. `key`: what goes out where the request wants the key sent. */
export function incomingOf(request: Request, key: string | undefined): Incoming {
  const endpoint = { baseUrl: new URL('http://reference'), ...(key === undefined ? {} : { key }) };
  const { method, path, headers, body } = outgoing(request, endpoint);
  return { method, ...target(path), headers, body: body ?? new Uint8Array() };
}

/** The two parts of a request target. */
export function target(path: string): Pick<Incoming, 'path' | 'query'> {
  const [before = '', ...behind] = path.split('?');
  return { path: before, query: new URLSearchParams(behind.join('?')) };
}

/** A percent-encoded part of a path as it was meant. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * What was sent, told from what came in. Its intent cannot be told: it is `plain`. `key`: what the server asks for;
 * where it asks for none, only the key that is wrong on purpose is not the key.
 */
export function requestOf({ method, path, query, headers, body }: Incoming, key: string | undefined): Request {
  const { authorization, ...others } = headers;
  return {
    method: method as Request['method'],
    path: query.size === 0 ? path : `${path}?${query}`,
    intent: 'plain',
    ...(body.length > 0 ? { body: bodyOf(headers['content-type'] ?? 'application/json', body) } : {}),
    headers: others,
    auth: authOf(authorization, key),
  };
}

function authOf(authorization: string | undefined, key: string | undefined): NonNullable<Request['auth']> {
  if (authorization === undefined) return key === undefined ? 'key' : 'none';
  const [scheme, presented] = authorization.split(' ');
  if (presented === wrongKey || (key !== undefined && presented !== key)) return 'wrong';
  return scheme === 'bearer' ? 'key-lower-case' : 'key';
}

function bodyOf(contentType: string, bytes: Uint8Array): NonNullable<Request['body']> {
  const parts = partsOf(contentType, bytes);
  if (parts) return { parts };
  const text = Buffer.from(bytes).toString('utf8');
  if (!contentType.toLowerCase().includes('json') || isTooDeep(bytes)) return { text, contentType };
  try {
    return { json: JSON.parse(text) as Json };
  } catch {
    return { text, contentType };
  }
}
