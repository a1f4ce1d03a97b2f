import { editErrorJson, insertEvent, put } from '../../src/transport/edits.ts';
import { bodyObject } from '../../src/transport/request.ts';
import type { Deviations } from '../deviations.ts';
import { refused } from './edits.ts';

/** Groups 20 and 21 of the catalogue: what a server must withstand, and the messages it must read. */
export const hardening: Deviations = {
  'SEC-01': { says: 'An error shows stack traces and paths.', as: 'errors/keeps-to-itself' },
  'SEC-04': {
    says: 'An exception is told inside a stream with status 200.',
    fault: insertEvent(1, '{"error":{"message":"TypeError: the input must be a string"}}'),
    caught: ['event-stream/goes-well'],
  },
  'SEC-05': {
    says: 'logit_bias beyond the vocabulary takes the engine down.',
    as: 'hostile-limits/lives',
  },
  'SEC-06': {
    says: 'A grammar that is none takes the engine down.',
    as: 'hostile-schemas/lives',
  },
  'SEC-07': {
    says: 'Log probabilities of a long prompt use up all memory.',
    uncaught: 'It takes a prompt of thousands of tokens, which somebody pays for.',
  },
  'SEC-09': {
    says: 'An error about an image shows an address in memory.',
    fault: refused(
      (request) => JSON.stringify(bodyObject(request)).includes('image_url'),
      editErrorJson((json) => put(json, '/error/message', 'cannot identify <io.Bytes object at 0x7f3a5c0021d0>')),
    ),
    caught: ['errors/keeps-to-itself'],
  },
  'MSG-01': { says: 'Content as an array of text parts is refused.', as: 'chat-request/user-parts' },
  'MSG-02': { says: 'Content as an array of text parts is dropped.', as: 'prompt-tokens/parts-count' },
  'MSG-04': {
    says: 'An assistant message with content null and tool calls is refused.',
    as: 'tool-result/accepted',
  },
};
