import { createHash } from 'node:crypto';

import { floodOf, jsonText, textOfPieces, type Part, type Request, type RequestBody } from './request.ts';

/** A request as it goes on the wire. `path` begins with the path of the base URL. */
export type Outgoing = {
  method: Request['method'];
  path: string;
  headers: { readonly [name: string]: string };
  body: Buffer | undefined;
  slices?: NonNullable<Request['slices']>;
};

export type Endpoint = {
  baseUrl: URL;
  key?: string;
  /** Headers for every request. Those that carry credentials are left out, or made wrong, with the key. */
  headers?: { readonly [name: string]: string };
};

/** Well-formed, 40 characters, and nobody's. */
export const wrongKey = 'sk-wrong-key-000000000000000000000000000';

/** What is sent for a request: base URL, credentials and defaults added; headers of the request's own go over all. */
export function outgoing(request: Request, endpoint: Endpoint): Outgoing {
  const { body, contentType } = request.body ? encode(request.body) : {};
  const headers = {
    accept: 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'llm-conformance',
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
    ...credentials(request.auth ?? 'key', endpoint),
    ...lowerCase(request.headers ?? {}),
    ...floodOf(request),
  };
  const { slices } = request;
  const path = pathOf(request.path, endpoint.baseUrl);
  return { method: request.method, path, headers, body, ...(slices ? { slices } : {}) };
}

/** A query of the base URL, such as a version that a gateway asks for, goes with every request. */
function pathOf(path: string, { pathname, search }: URL): string {
  const whole = pathname.replace(/\/+$/, '') + path;
  return search === '' ? whole : whole + (whole.includes('?') ? `&${search.slice(1)}` : search);
}

type Headers = { readonly [name: string]: string };

function credentials(auth: NonNullable<Request['auth']>, { key, headers = {} }: Endpoint): Headers {
  const bearer = key === undefined || key === '' ? {} : { authorization: `Bearer ${key}` };
  const all = Object.entries({ ...bearer, ...lowerCase(headers) });
  if (auth === 'key') return Object.fromEntries(all);
  if (auth === 'none') return Object.fromEntries(all.filter(([name]) => !secretHeaders.includes(name)));
  const change = auth === 'wrong' ? wronged : lowerScheme;
  const changed = Object.fromEntries(
    all.map(([name, value]) => [name, secretHeaders.includes(name) ? change(name, value) : value]),
  );
  return auth === 'wrong' ? { ...changed, authorization: `Bearer ${wrongKey}` } : changed;
}

const secretHeaders = ['authorization', 'api-key', 'x-api-key'];

function wronged(): string {
  return wrongKey;
}

function lowerScheme(name: string, value: string): string {
  return name === 'authorization' ? value.replace(/^Bearer(?= )/, 'bearer') : value;
}

function lowerCase(headers: { readonly [name: string]: string }): { [name: string]: string } {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function encode(body: RequestBody): { body: Buffer; contentType: string } {
  if ('json' in body) return { body: Buffer.from(jsonText(body)), contentType: 'application/json' };
  if ('text' in body) return { body: Buffer.from(body.text), contentType: body.contentType };
  if ('pieces' in body) return { body: Buffer.from(textOfPieces(body.pieces)), contentType: body.contentType };
  if ('bytes' in body) return { body: Buffer.from(body.bytes), contentType: body.contentType };
  return multipart(body.parts);
}

/** RFC 7578. The boundary is drawn from the parts, so that the same request is the same bytes. */
function multipart(parts: readonly Part[]): { body: Buffer; contentType: string } {
  const blocks = parts.map((part) => Buffer.concat([Buffer.from(partHead(part)), bytesOf(part)]));
  const digest = createHash('sha256');
  for (const block of blocks) digest.update(block);
  const boundary = `part-${digest.digest('hex').slice(0, 32)}`;
  const lines = blocks.flatMap((block) => [Buffer.from(`--${boundary}\r\n`), block, Buffer.from('\r\n')]);
  const body = Buffer.concat([...lines, Buffer.from(`--${boundary}--\r\n`)]);
  return { body, contentType: `multipart/form-data; boundary=${boundary}` };
}

function bytesOf({ value }: Part): Uint8Array {
  return typeof value === 'string' ? Buffer.from(value) : value;
}

function partHead({ name, filename, contentType }: Part): string {
  const file = filename === undefined ? '' : `; filename="${escaped(filename)}"`;
  const type = contentType ?? (filename === undefined ? undefined : 'application/octet-stream');
  const typeLine = type === undefined ? '' : `Content-Type: ${type}\r\n`;
  return `Content-Disposition: form-data; name="${escaped(name)}"${file}\r\n${typeLine}\r\n`;
}

/** As WHATWG HTML, §4.10.21.8 has browsers do it. */
function escaped(name: string): string {
  return name.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22');
}
