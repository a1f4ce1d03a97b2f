import { prose, schema } from '../src/check/cite.ts';
import { finding, words, type Finding } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject, type Json, type JsonObject } from '../src/spec/json.ts';
import { editBytes, editErrorJson, editJson, when } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import { isOk } from '../src/transport/guards.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import type { Request } from '../src/transport/request.ts';
import { isAnswer, isGateways, isRefusal } from '../src/transport/status.ts';
import { fileLife, nobodysFile, type FileViews } from './probes/files.ts';
import { entriesOf, isDownload, isList, isRetrieval, partOf, valueOf } from './requests/files.ts';
import { refusedWith } from './refusal.ts';

const listing = '#/components/schemas/ListFilesResponse/properties';
const retrieval = '#/paths/~1files~1{file_id}/get';

const idOf = ({ upload }: FileViews) => upload.object['id'];
const entryOf = (view: FileViews) =>
  entriesOf(view.list.body).find((one): one is JsonObject => isObject(one) && one['id'] === idOf(view));
/** What is not on the first page may be on the next; a short list is whole even where it does not say so. */
const isWhole = (view: FileViews) => {
  const { has_more: more } = view.list.object;
  return isListed(view) && (more === false || (more !== true && entriesOf(view.list.body).length < 20));
};
/** Whether an entry is another file's: what is told of ours is judged elsewhere. */
const isForeign = (entry: Json, view: FileViews): entry is JsonObject => isObject(entry) && entry['id'] !== idOf(view);
const isListed = ({ list }: FileViews) => isOk(list.reply) && Array.isArray(list.object['data']);
const isNobodys = ({ path }: Request) => path === `/files/${nobodysFile}`;
const isOurs = (request: Request) => isRetrieval(request) && !isNobodys(request);
const editList = (edit: (list: JsonObject, data: readonly Json[]) => JsonObject | undefined): Fault =>
  editJson((json, request) => (isList(request) && Array.isArray(json['data']) ? edit(json, json['data']) : undefined));

/** What does not change in the life of a file. */
const constant = ['bytes', 'created_at', 'filename', 'purpose'];

function* changed({ object: before }: JsonReply, after: JsonObject, at: string): Iterable<Finding> {
  const settled = before['status'] === after['status'];
  for (const name of constant) {
    if (name === 'bytes' && !settled) continue;
    if (after[name] !== before[name]) yield finding(`${at}/${name}`, before[name], after[name]);
  }
}

export default {
  id: 'files',
  title: 'Files: listed, described, read again',
  profile: 'files',
  over: fileLife,
  checks: {
    list: {
      must: 'The list of files is an object with object "list" and an array data.',
      cite: schema('#/components/schemas/ListFilesResponse'),
      covers: ['FILE-010'],
      when: ({ list }) => isOk(list.reply) && isObject(list.body),
      *find({ list }) {
        const { object, data } = list.object;
        if (object !== 'list') yield finding('/list/body/object', 'list', object);
        if (!Array.isArray(data)) yield finding('/list/body/data', words('an array'), data);
      },
      fault: editList((list) => ({ ...list, object: 'files' })),
    },
    entries: {
      must: 'Every entry of the list of files has object "file".',
      cite: schema('#/components/schemas/OpenAIFile/properties/object'),
      covers: ['FILE-010'],
      when: ({ list }) => isOk(list.reply) && isObject(list.body),
      *find({ list }) {
        for (const [i, entry] of entriesOf(list.body).entries())
          if (isObject(entry) && entry['object'] !== 'file')
            yield finding(`/list/body/data/${i}/object`, 'file', entry['object']);
      },
      fault: editList((list) => ({
        ...list,
        data: entriesOf(list).map((entry) => (isObject(entry) ? { ...entry, object: 'document' } : entry)),
      })),
    },
    'list-has-it': {
      should: 'A file is listed under its purpose within a second or so of its upload.',
      cite: prose('files', 'the list is of the files that were uploaded'),
      covers: ['FILE-011'],
      when: isWhole,
      *find(view) {
        if (!entryOf(view))
          yield finding('/list/body/data', words(`an entry ${JSON.stringify(idOf(view))}`), words('none'));
      },
      fault: editList((list) => ({ ...list, data: [] })),
    },
    'list-by-purpose': {
      should: 'A list that is asked for with a purpose holds files of that purpose only.',
      cite: schema('#/paths/~1files/get/parameters/0'),
      covers: ['FILE-012'],
      when: isListed,
      *find(view) {
        const { list, upload } = view;
        const wanted = partOf(upload.request, 'purpose')!.value;
        for (const [i, entry] of entriesOf(list.body).entries())
          if (isForeign(entry, view) && typeof entry['purpose'] === 'string' && entry['purpose'] !== wanted)
            yield finding(`/list/body/data/${i}/purpose`, wanted, entry['purpose']);
      },
      fault: editList((list, data) => ({
        ...list,
        data: [...data, { ...other, purpose: 'vision' }],
        last_id: other.id,
      })),
    },
    pages: {
      should:
        'Where a list of files says how it is paged, first_id and last_id are those of its entries, and has_more is a boolean.',
      cite: schema(`${listing}/last_id`),
      covers: ['FILE-013'],
      when: (view) =>
        isListed(view) && entriesOf(view.list.body).every(isObject) && entriesOf(view.list.body).length > 0,
      *find({ list }) {
        const entries = entriesOf(list.body) as readonly JsonObject[];
        const { first_id: first, last_id: last, has_more: more } = list.object;
        if ((first ?? null) !== null && first !== entries[0]!['id'])
          yield finding('/list/body/first_id', entries[0]!['id'], first);
        if ((last ?? null) !== null && last !== entries.at(-1)!['id'])
          yield finding('/list/body/last_id', entries.at(-1)!['id'], last);
        if ((more ?? null) !== null && typeof more !== 'boolean')
          yield finding('/list/body/has_more', words('a boolean'), more);
      },
      fault: editList((list) => ({ ...list, last_id: 'file-elsewhere' })),
    },
    'same-in-list': {
      should: 'The list tells of a file what its upload told: size, time of creation, name and purpose.',
      cite: schema(`${listing}/data/items`),
      covers: ['FILE-014'],
      when: (view) => entryOf(view) !== undefined,
      *find(view) {
        yield* changed(view.upload, entryOf(view)!, '/list/body/data/*');
      },
      fault: editList((list, data) => ({
        ...list,
        data: data.map((one) => (isObject(one) ? { ...one, filename: 'another-name.jsonl' } : one)),
      })),
    },
    retrieved: {
      should: 'An uploaded file is served under its id within a second or so.',
      cite: schema(retrieval),
      covers: ['FILE-015'],
      when: ({ one }) => isAnswer(one.status) && one.status < 500,
      *find({ one }) {
        if (!isOk(one.reply)) yield finding('/one/status', 200, one.status);
      },
      fault: when((_, request, earlier) => isOurs(request) && !isDeleted(earlier), refusedWith(404)),
    },
    'right-one': {
      must: 'The file that is served under an id has that id.',
      cite: schema(`${retrieval}/responses/200`),
      covers: ['FILE-016'],
      when: ({ one }) => isOk(one.reply) && isObject(one.body),
      *find(view) {
        if (view.one.object['id'] !== idOf(view)) yield finding('/one/body/id', idOf(view), view.one.object['id']);
      },
      fault: editJson((json, request) => (isRetrieval(request) ? { ...json, id: 'file-of-somebody' } : undefined)),
    },
    'same-retrieved': {
      should:
        'A file that is served under its id is told of as its upload was: size, time of creation, name and purpose.',
      cite: schema(`${retrieval}/responses/200`),
      covers: ['FILE-014'],
      when: ({ one }) => isOk(one.reply) && isObject(one.body),
      *find({ upload, one }) {
        yield* changed(upload, one.object, '/one/body');
      },
      fault: editJson((json, request) =>
        isRetrieval(request) ? { ...json, created_at: Number(json['created_at']) - 60 } : undefined,
      ),
    },
    content: {
      must: 'The content of a file, where it can be read again, is the bytes that were uploaded.',
      cite: schema('#/paths/~1files~1{file_id}~1content/get/responses/200'),
      covers: ['FILE-017'],
      when: ({ content, upload }) =>
        isOk(content.reply) && content.reply.end.how === 'complete' && partOf(upload.request, 'file') !== undefined,
      *find({ content, upload }) {
        const sent = Buffer.from(valueOf(partOf(upload.request, 'file')!));
        // The published document has it as a JSON text, and who keeps to the letter is not wrong.
        if (sent.equals(content.bytes) || content.body === sent.toString('utf8')) return;
        yield finding('/content/body', words(`the ${sent.length} bytes that were sent`), content.text);
      },
      fault: when(
        (reply, request) => isOk(reply) && isDownload(request),
        editBytes((bytes) => bytes.slice(0, -2)),
      ),
    },
    'unknown-is-refused': {
      must: 'Where files are served by id, an id that no file has is answered 4xx.',
      cite: schema(`${retrieval}/parameters/0`),
      covers: ['FILE-018'],
      persistent: true,
      when: ({ one, unknown }) => isOk(one.reply) && isAnswer(unknown.status) && !isGateways(unknown.status),
      *find({ unknown }) {
        const failed = unknown.status >= 500 && !isRefusal(unknown.status);
        if (failed || isOk(unknown.reply)) yield finding('/unknown/status', words('4xx'), unknown.status);
      },
      fault: (reply, request) =>
        isNobodys(request) && isRefusal(reply.status)
          ? { ...reply, status: 200, reads: [{ at: reply.headersAt, bytes: Buffer.from(JSON.stringify(other)) }] }
          : reply,
    },
    'unknown-is-404': {
      may: 'Where files are served by id, an id that no file has is answered 404.',
      cite: prose('error codes guide', '404 is for what is not there'),
      covers: ['FILE-018'],
      when: ({ one, unknown }) => isOk(one.reply) && isRefusal(unknown.status),
      *find({ unknown }) {
        if (unknown.status !== 404) yield finding('/unknown/status', 404, unknown.status);
      },
      fault: when((reply, request) => isNobodys(request) && isRefusal(reply.status), refusedWith(400)),
    },
    'unknown-envelope': {
      must: 'The refusal of an id that no file has is a JSON object whose member error is an object with a message.',
      cite: schema('#/components/schemas/ErrorResponse/required'),
      covers: ['ERR-001', 'FILE-019'],
      when: ({ one, unknown }) => isOk(one.reply) && [400, 404, 422].includes(unknown.status),
      *find({ unknown }) {
        const { error } = unknown.object;
        if (!isObject(error) || typeof error['message'] !== 'string')
          yield finding('/unknown/body/error', words('an object with a message'), error ?? unknown.text.slice(0, 200));
      },
      fault: when(
        (_, request) => isNobodys(request),
        editErrorJson(() => ({ detail: 'Not found' })),
      ),
    },
  },
} satisfies Suite<FileViews>;

const other = {
  id: 'file-of-somebody',
  object: 'file',
  bytes: 8,
  created_at: 1_750_000_000,
  filename: 'another-name.jsonl',
  purpose: 'batch',
  status: 'processed',
};

function isDeleted(earlier: readonly Request[]): boolean {
  return earlier.some(({ method }) => method === 'DELETE');
}
