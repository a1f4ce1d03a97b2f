import { prose, schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject } from '../src/spec/json.ts';
import { editJson, when } from '../src/transport/edits.ts';
import { isOk } from '../src/transport/guards.ts';
import type { Request } from '../src/transport/request.ts';
import { isAnswer, isRefusal } from '../src/transport/status.ts';
import { fileLife, type FileViews } from './probes/files.ts';
import { entriesOf, isDeletion, isList, isRetrieval } from './requests/files.ts';
import { refusedWith } from './refusal.ts';

const deletion = '#/components/schemas/DeleteFileResponse';
const idOf = ({ upload }: FileViews) => upload.object['id'];
const said = ({ deleted }: FileViews) => isOk(deleted.reply) && isObject(deleted.body);
/** The endpoint says of itself that the file is deleted. */
const isPromised = ({ deleted }: FileViews) => isOk(deleted.reply) && deleted.object['deleted'] !== false;
/** A list that never had the file says nothing by not having it. */
const wasListed = (view: FileViews) =>
  entriesOf(view.list.body).some((entry) => isObject(entry) && entry['id'] === idOf(view));
/** The file that was deleted before, as its endpoint goes on telling of it. */
const remains = (earlier: readonly Request[]) => {
  const request = earlier.findLast(isDeletion);
  const id = decodeURIComponent(request?.path.slice('/files/'.length) ?? '');
  const rest = { bytes: 8, created_at: 1_750_000_000, filename: 'gone.jsonl', purpose: 'batch', status: 'processed' };
  return request && { id, object: 'file', ...rest };
};

export default {
  id: 'file-deletion',
  title: 'Files: deleted',
  profile: 'files',
  over: fileLife,
  checks: {
    deleted: {
      must: 'A deletion that is answered with an object says deleted true and the id of the file.',
      cite: schema(`${deletion}/required`),
      covers: ['FILE-020'],
      when: said,
      *find(view) {
        const { id, deleted } = view.deleted.object;
        if (id !== idOf(view)) yield finding('/deleted/body/id', idOf(view), id);
        if (deleted !== true) yield finding('/deleted/body/deleted', true, deleted);
      },
      fault: editJson((json, request) => (isDeletion(request) ? { ...json, deleted: false } : undefined)),
    },
    'deleted-object': {
      should: 'The answer to a deletion has object "file".',
      cite: schema(`${deletion}/properties/object`),
      covers: ['FILE-021'],
      when: said,
      *find({ deleted }) {
        if (deleted.object['object'] !== 'file')
          yield finding('/deleted/body/object', 'file', deleted.object['object']);
      },
      fault: editJson((json, request) => (isDeletion(request) ? { ...json, object: 'file.deleted' } : undefined)),
    },
    'says-so': {
      should: 'The deletion of a file that is there is answered with an object that says so.',
      cite: schema('#/paths/~1files~1{file_id}/delete/responses/200'),
      covers: ['FILE-022'],
      when: ({ deleted }) => isAnswer(deleted.status) && deleted.status < 500,
      *find({ deleted }) {
        if (!isOk(deleted.reply)) yield finding('/deleted/status', 200, deleted.status);
        else if (!isObject(deleted.body))
          yield finding('/deleted/body', words('an object'), deleted.text === '' ? words('nothing') : deleted.text);
      },
      fault: when((_, request) => isDeletion(request), refusedWith(405)),
    },
    gone: {
      should: 'A file that was deleted is not served under its id a second or so later.',
      cite: prose('files, delete', 'the file is deleted'),
      covers: ['FILE-023'],
      when: (view) =>
        isPromised(view) && isOk(view.one.reply) && (isOk(view.gone.reply) || isRefusal(view.gone.status)),
      *find({ gone }) {
        if (isOk(gone.reply)) yield finding('/gone/status', words('404'), gone.status);
      },
      fault: (reply, request, earlier) => {
        const file = remains(earlier);
        if (!file || !isRetrieval(request) || isOk(reply)) return reply;
        return { ...reply, status: 200, reads: [{ at: reply.headersAt, bytes: Buffer.from(JSON.stringify(file)) }] };
      },
    },
    'not-listed': {
      should: 'A file that was deleted is not listed a second or so later.',
      cite: prose('files, delete', 'the file is deleted'),
      covers: ['FILE-024'],
      when: (view) => isPromised(view) && isOk(view.after.reply) && wasListed(view),
      *find(view) {
        const entries = entriesOf(view.after.body);
        const left = entries.findIndex((entry) => isObject(entry) && entry['id'] === idOf(view));
        if (left >= 0) yield finding(`/after/body/data/${left}`, words('no entry of the deleted file'), idOf(view));
      },
      fault: editJson((json, request, earlier) => {
        const file = isList(request) ? remains(earlier) : undefined;
        return file && Array.isArray(json['data']) ? { ...json, data: [...json['data'], file] } : undefined;
      }),
    },
  },
} satisfies Suite<FileViews>;
