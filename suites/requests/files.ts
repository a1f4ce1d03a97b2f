import { RUN } from '../../src/check/probe.ts';
import { isObject, type Json } from '../../src/spec/json.ts';
import { bytesOf, type Exchange } from '../../src/transport/exchange.ts';
import { isOk } from '../../src/transport/guards.ts';
import { readJson } from '../../src/transport/json-text.ts';
import type { Intent, Part, Request } from '../../src/transport/request.ts';

/** With what every name of ours begins, so that a file is known for one of this run wherever it is listed. */
const ours = `llm-conformance-${RUN}`;

/** A file that is uploaded: some lines that are in order for its purpose, with characters of several bytes. */
export type Sample = { purpose: string; filename: string; text: string };

/** Most endpoints take files for one of these purposes; files of the first two can be read again. */
export const samples: readonly Sample[] = [
  {
    purpose: 'batch',
    filename: `${ours}.jsonl`,
    text: ['1', '2']
      .map((id) => `{"custom_id":"${id}","method":"POST","url":"/v1/embeddings","body":{"input":"Grüße, 你好"}}\n`)
      .join(''),
  },
  {
    purpose: 'fine-tune',
    filename: `${ours}.jsonl`,
    text: ['Grüße', '你好']
      .map((hi) => `{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"${hi}"}]}\n`)
      .join(''),
  },
  { purpose: 'assistants', filename: `${ours}.txt`, text: 'Grüße, 你好.\nNothing else.\n' },
];

/** The same under a name that is not ASCII. */
export function renamed({ filename, ...rest }: Sample): Sample {
  return { ...rest, filename: filename.replace(RUN, `${RUN}-naïve-文書`) };
}

export function uploadOf({ purpose, filename, text }: Sample): Request {
  const file: Part = { name: 'file', value: text, filename, contentType: 'application/octet-stream' };
  // The purpose first: a server that reads as it goes knows then where to put the file.
  return upload([{ name: 'purpose', value: purpose }, file], 'optional');
}

export function upload(parts: readonly Part[], intent: Intent): Request {
  return { method: 'POST', path: '/files', intent, body: { parts } };
}

/** `purpose`: only files of that purpose. */
export function list(purpose?: string): Request {
  const query = purpose === undefined ? '' : `?purpose=${encodeURIComponent(purpose)}`;
  return { method: 'GET', path: `/files${query}`, intent: 'optional' };
}

export function retrieve(id: string, intent: Intent = 'optional'): Request {
  return { method: 'GET', path: pathOf(id), intent };
}

export function download(id: string): Request {
  return { method: 'GET', path: `${pathOf(id)}/content`, intent: 'optional' };
}

export function remove(id: string): Request {
  return { method: 'DELETE', path: pathOf(id), intent: 'optional' };
}

function pathOf(id: string): string {
  return `/files/${encodeURIComponent(id)}`;
}

export function isUpload({ method, path }: Request): boolean {
  return method === 'POST' && path === '/files';
}

export function isList({ method, path }: Request): boolean {
  return method === 'GET' && /^\/files(?:\?|$)/.test(path);
}

export function isRetrieval({ method, path }: Request): boolean {
  return method === 'GET' && /^\/files\/[^/]+$/.test(path);
}

export function isDownload({ method, path }: Request): boolean {
  return method === 'GET' && /^\/files\/[^/]+\/content$/.test(path);
}

export function isDeletion({ method, path }: Request): boolean {
  return method === 'DELETE' && /^\/files\/[^/]+$/.test(path);
}

/** A part of an upload, by its name. */
export function partOf({ body }: Request, name: string): Part | undefined {
  return body && 'parts' in body ? body.parts.find((part) => part.name === name) : undefined;
}

/** The bytes of a part. */
export function valueOf({ value }: Part): Uint8Array {
  return typeof value === 'string' ? Buffer.from(value) : value;
}

/** The id of the file that a successful exchange tells of. */
export function idIn({ reply }: Exchange): string | undefined {
  return isOk(reply) ? idOf(readJson(bytesOf(reply)).value) : undefined;
}

/** The id in a file object, where it can be a segment of a path: no dots alone, and no half of a character. */
export function idOf(file: Json | undefined): string | undefined {
  const id = isObject(file) ? file['id'] : undefined;
  return typeof id === 'string' && !/^\.{0,2}$|\p{Surrogate}/u.test(id) ? id : undefined;
}

/** The entries of a list. */
export function entriesOf(body: Json | undefined): readonly Json[] {
  const data = isObject(body) ? body['data'] : undefined;
  return Array.isArray(data) ? data : [];
}
