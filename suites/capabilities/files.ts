import type { Capability } from '../../src/check/capability.ts';
import { isObject } from '../../src/spec/json.ts';
import { readJsonReply } from '../../src/transport/json-reply.ts';
import { list } from '../requests/files.ts';

export const files: Capability = {
  id: 'files',
  title: 'files',
  request: list(),
  // A key that is good elsewhere may lack the right to files.
  lacking: ({ reply }) => reply.status === 403,
  // What answers anything with a success has no files for it.
  shown(exchange) {
    const { body } = readJsonReply(exchange);
    // A bare list is one, if not as it should be.
    return Array.isArray(body) || (isObject(body) && Array.isArray(body['data']));
  },
};
