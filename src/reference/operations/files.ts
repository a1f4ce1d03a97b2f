import type { JsonObject } from '../../spec/json.ts';
import type { Reply } from '../../transport/exchange.ts';
import { invalid, type Problem, unknownPath } from '../errors.ts';
import { uploadOf } from '../file-upload.ts';
import { fileObject, type StoredFile } from '../files.ts';
import { decoded, type Incoming } from '../incoming.ts';
import type { Turn } from '../persona.ts';
import { bytes, json, refused } from '../replies.ts';
import type { Service } from '../service.ts';

type Operation = (incoming: Incoming, service: Service, turn: Turn) => Reply;

/** `POST /files` */
export const createFile = offered((incoming, service, turn) => {
  const read = uploadOf(incoming, service.fileRules);
  if ('problem' in read) return refused(read.problem, service, turn);
  const createdAt = Math.floor(service.now() / 1000);
  return json(200, told(service.files.add({ ...read.upload, createdAt }, turn.call), service), service, turn);
});

/** `GET /files` */
export const listFiles = offered(({ query }, service, turn) => {
  const purpose = query.get('purpose');
  const kept = service.files.list(turn.call).filter((file) => purpose === null || file.purpose === purpose);
  const newestFirst = query.get('order') === 'asc' ? kept : kept.toReversed();
  const { paged } = service.fileRules;
  const limit = Number(query.get('limit') ?? 10_000);
  if (paged && !(Number.isInteger(limit) && limit >= 1 && limit <= 10_000))
    return refused(invalid('limit must be a whole number from 1 to 10000.', 'limit', 'out_of_range'), service, turn);
  if (!paged) return json(200, { object: 'list', data: newestFirst.map((file) => told(file, service)) }, service, turn);
  const behind = newestFirst.slice(newestFirst.findIndex(({ id }) => id === query.get('after')) + 1);
  const page = behind.slice(0, limit);
  const list = {
    object: 'list',
    data: page.map((file) => told(file, service)),
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
    has_more: behind.length > page.length,
  };
  return json(200, list, service, turn);
});

/** `GET /files/{file_id}` */
export const retrieveFile = found((file, service, turn) => json(200, told(file, service), service, turn));

/** `GET /files/{file_id}/content` */
export const downloadFile = found((file, service, turn) => {
  const { readable, content } = service.fileRules;
  if (!readable.includes(file.purpose)) return refused(unreadable(file.purpose), service, turn);
  const text = content === 'json' ? Buffer.from(JSON.stringify(Buffer.from(file.bytes).toString('utf8'))) : file.bytes;
  return bytes(text, content === 'json' ? 'application/json' : 'application/octet-stream', service, turn);
});

/** `DELETE /files/{file_id}` */
export const deleteFile = found((file, service, turn) => {
  service.files.remove(file.id, turn.call);
  return json(200, { id: file.id, object: 'file', deleted: true }, service, turn);
});

/** Where a server has no files, their paths are not there; where it has them for other keys, it says so. */
function offered(operation: Operation): Operation {
  return (incoming, service, turn) => {
    const { offered: to } = service.fileRules;
    if (to === true) return operation(incoming, service, turn);
    return refused(to ? forbidden() : unknownPath(incoming.method, incoming.path), service, turn);
  };
}

function found(operation: (file: StoredFile, service: Service, turn: Turn) => Reply): Operation {
  return offered(({ path }, service, turn) => {
    const id = decoded(path.slice('/files/'.length).replace(/\/content$/, ''));
    const file = service.files.find(id, turn.call);
    return file ? operation(file, service, turn) : refused(unknownFile(id), service, turn);
  });
}

function told(file: StoredFile, { edits }: Service): JsonObject {
  const made = fileObject(file);
  return edits.file?.(made) ?? made;
}

function forbidden(): Problem {
  return { ...invalid('This key has no right to files.', null, 'insufficient_permissions'), status: 403 };
}

function unknownFile(id: string): Problem {
  return { ...invalid(`There is no file ${JSON.stringify(id)}.`, 'id', 'file_not_found'), status: 404 };
}

function unreadable(purpose: string): Problem {
  return invalid(`Files of purpose ${purpose} cannot be read again.`, null, 'content_not_readable');
}
