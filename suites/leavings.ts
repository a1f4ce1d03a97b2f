import type { Leaving } from '../src/check/leaving.ts';
import { isObject } from '../src/spec/json.ts';
import { isOk } from '../src/transport/guards.ts';
import { readJsonReply } from '../src/transport/json-reply.ts';
import { entriesOf, idIn, idOf, isDeletion, isUpload, list, partOf, remove } from './requests/files.ts';

const files: Leaving = {
  id: 'file',
  title: 'a file',
  by: isUpload,
  name: (request) => partOf(request, 'file')?.filename ?? '',
  removal(exchange) {
    const id = idIn(exchange);
    return id === undefined ? undefined : remove(id);
  },
  isGone({ request, reply }) {
    if (!isDeletion(request)) return false;
    const { deleted } = readJsonReply({ request, reply }).object;
    return reply.status === 404 || reply.status === 410 || (isOk(reply) && deleted !== false);
  },
  search: list(),
  found(listing, lost) {
    // An endpoint may put more around a name, but the word of the run stays in it.
    const [ours] = /llm-conformance-[0-9a-f]{12}/.exec(partOf(lost, 'file')?.filename ?? '') ?? [];
    if (ours === undefined) return [];
    return entriesOf(readJsonReply(listing).body)
      .filter(isObject)
      .filter(({ filename }) => typeof filename === 'string' && filename.includes(ours))
      .flatMap((entry) => idOf(entry) ?? [])
      .map(remove);
  },
};

/** What requests leave at the endpoint, and how it is taken away. */
export const leavings: readonly Leaving[] = [files];
