import { prose, schema, standard } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Every, Suite } from '../src/check/suite.ts';
import { isObject, type Json, type JsonObject } from '../src/spec/json.ts';
import { editJson, without } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import { isOk } from '../src/transport/guards.ts';
import { readJsonReply, type JsonReply } from '../src/transport/json-reply.ts';
import { createdFindings } from './identity.ts';
import { fileLife, namedFile } from './probes/files.ts';
import { isList, isRetrieval, isUpload, partOf, valueOf } from './requests/files.ts';

/** Every file object of the run: what uploads and retrievals were answered with. */
const everyFile: Every<JsonReply> = {
  where: ({ request, reply }) =>
    isOk(reply) && (isUpload(request) || isRetrieval(request)) && isObject(readJsonReply({ request, reply }).body),
  read: readJsonReply,
  probes: [fileLife, namedFile],
};

const member = (name: string) => schema(`#/components/schemas/OpenAIFile/properties/${name}`);
const sent = ({ request }: JsonReply) => partOf(request, 'file');
const nameSent = (view: JsonReply) => sent(view)?.filename ?? '';
const isAscii = (text: string) => /^[\x20-\x7E]*$/.test(text);
/** What is still on its way may not be counted yet. */
const isSettled = ({ object }: JsonReply) =>
  ['uploaded', 'processed', null].includes((object['status'] ?? null) as null);
const isWholeUpload = (view: JsonReply) => view.request.intent !== 'invalid' && sent(view) !== undefined;

/** The same edit wherever a file is told of, so that an endpoint contradicts nothing but the rule. */
function editFile(edit: (file: JsonObject) => JsonObject): Fault {
  return editJson((json, request) => {
    if (isUpload(request) || isRetrieval(request)) return edit(json);
    const { data } = json;
    if (!isList(request) || !Array.isArray(data)) return undefined;
    return { ...json, data: data.map((one: Json) => (isObject(one) ? edit(one) : one)) };
  });
}

/** An edit of names, where the name is one of ours. */
function editName(concerns: (name: string) => boolean, edit: (name: string) => string): Fault {
  return editFile((file) => {
    const { filename } = file;
    return typeof filename === 'string' && concerns(filename) ? { ...file, filename: edit(filename) } : file;
  });
}

export default {
  id: 'file-object',
  title: 'Files: what is told of one',
  profile: 'files',
  over: everyFile,
  checks: {
    'is-a-file': {
      must: 'An upload and a retrieval are answered with an object whose object is "file", and whose id is a string that is not empty.',
      cite: schema('#/components/schemas/OpenAIFile/required'),
      covers: ['FILE-001'],
      *find({ object: { id, object } }) {
        if (object !== 'file') yield finding('/body/object', 'file', object);
        if (typeof id !== 'string' || id === '') yield finding('/body/id', words('a string that is not empty'), id);
      },
      fault: editJson((json, request) =>
        isUpload(request) || isRetrieval(request) ? { ...json, object: 'document' } : undefined,
      ),
    },
    members: {
      must: 'A file has its size, the time of its creation in integers, and its name and purpose in strings.',
      cite: schema('#/components/schemas/OpenAIFile/required'),
      covers: ['FILE-002'],
      *find({ object }) {
        for (const name of ['bytes', 'created_at'])
          if (!Number.isInteger(object[name])) yield finding(`/body/${name}`, words('an integer'), object[name]);
        for (const name of ['filename', 'purpose'])
          if (typeof object[name] !== 'string') yield finding(`/body/${name}`, words('a string'), object[name]);
      },
      fault: editFile((file) => without(file, '/created_at')),
    },
    created: {
      should: 'The time at which a file was created is now, in Unix seconds.',
      cite: member('created_at'),
      covers: ['FILE-003'],
      when: ({ object }) => Number.isInteger(object['created_at']),
      *find({ object, headers }) {
        yield* createdFindings('/body/created_at', object['created_at'], headers);
      },
      fault: editFile((file) => ({ ...file, created_at: Number(file['created_at']) * 1000 })),
    },
    bytes: {
      must: 'An uploaded file is as many bytes long as were sent: not as many characters.',
      cite: member('bytes'),
      covers: ['FILE-004'],
      when: (view) => isWholeUpload(view) && isSettled(view) && Number.isInteger(view.object['bytes']),
      *find(view) {
        const { length } = valueOf(sent(view)!);
        if (view.object['bytes'] !== length) yield finding('/body/bytes', length, view.object['bytes']);
      },
      fault: editFile((file) => ({ ...file, bytes: Number(file['bytes']) - 8 })),
    },
    filename: {
      should: 'A file keeps the name that it was uploaded under.',
      cite: member('filename'),
      covers: ['FILE-005'],
      when: (view) => isWholeUpload(view) && isAscii(nameSent(view)) && typeof view.object['filename'] === 'string',
      *find(view) {
        if (view.object['filename'] !== nameSent(view))
          yield finding('/body/filename', nameSent(view), view.object['filename']);
      },
      fault: editName(isAscii, () => 'upload.bin'),
    },
    'utf8-filename': {
      should: 'A name that is not ASCII, sent as UTF-8, is kept as well.',
      cite: standard('RFC 7578 §5.1', 'https://www.rfc-editor.org/rfc/rfc7578#section-5.1'),
      covers: ['FILE-006'],
      when: (view) => isWholeUpload(view) && !isAscii(nameSent(view)) && typeof view.object['filename'] === 'string',
      *find(view) {
        const [wanted, got] = [nameSent(view), String(view.object['filename'])];
        // Two ways to write the same letters.
        if (got.normalize('NFC') !== wanted.normalize('NFC')) yield finding('/body/filename', wanted, got);
      },
      fault: editName(
        (name) => !isAscii(name),
        (name) => Buffer.from(name).toString('latin1'),
      ),
    },
    purpose: {
      must: 'A file has the purpose that it was uploaded for.',
      cite: member('purpose'),
      covers: ['FILE-007'],
      when: (view) => isWholeUpload(view) && typeof view.object['purpose'] === 'string',
      *find(view) {
        const wanted = partOf(view.request, 'purpose')!.value;
        if (view.object['purpose'] !== wanted) yield finding('/body/purpose', wanted, view.object['purpose']);
      },
      fault: editFile((file) => ({ ...file, purpose: 'vision' })),
    },
    'optional-members': {
      may: 'The status of a file is a string, and the time at which it expires an integer, where they are told.',
      cite: member('expires_at'),
      covers: ['FILE-008'],
      *find({ object: { status, expires_at: until } }) {
        if ((status ?? null) !== null && typeof status !== 'string')
          yield finding('/body/status', words('a string'), status);
        if ((until ?? null) !== null && !Number.isInteger(until))
          yield finding('/body/expires_at', words('an integer'), until);
      },
      fault: editFile((file) => ({ ...file, status: 1 })),
    },
    lasts: {
      should: 'A file that expires does so after it was created.',
      cite: prose('files, expires_after', 'a file lasts for an hour at least when it is given an end'),
      covers: ['FILE-009'],
      when: ({ object }) => typeof object['created_at'] === 'number',
      *find({ object: { created_at: from, expires_at: until } }) {
        if (typeof until === 'number' && until <= Number(from))
          yield finding('/body/expires_at', words(`later than ${String(from)}`), until);
      },
      fault: editFile((file) => ({ ...file, expires_at: Number(file['created_at']) - 1 })),
    },
  },
} satisfies Suite<JsonReply>;
