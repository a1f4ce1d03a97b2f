import { mediaType, type Exchange } from '../../src/transport/exchange.ts';
import { inStreams, inStreamTexts, type Witness } from './seen.test-data.ts';
import { atOnce } from './sequence.test-data.ts';
import type { Witnesses } from './witnesses.test-data.ts';

const behindDone = (text: string) => text.split('[DONE]')[1] ?? '';
const matching = (pattern: RegExp) => inStreamTexts((text) => pattern.test(text));
const inTail = (pattern: RegExp) => inStreamTexts((text) => pattern.test(behindDone(text)));
const inReads = (test: (texts: readonly string[]) => boolean): Witness =>
  inStreams(({ reply }) => test(reply.reads.map(({ bytes }) => Buffer.from(bytes).toString('latin1'))));
const inHeaders =
  (test: (headers: Exchange['reply']['headers'], exchange: Exchange) => boolean): Witness =>
  ({ exchanges }) =>
    exchanges.some((exchange) => test(exchange.reply.headers, exchange));
const typed = (type: string) =>
  inHeaders(({ 'content-type': given = '' }, { reply }) => mediaType(reply) === type && given !== type);

/** Event streams and transport. */
export const framing: Witnesses = {
  'LEG-17': {
    'with an empty line': matching(/^:.*\n\n/m),
    'without an empty line': matching(/^:.*\ndata/m),
  },
  'LEG-18': { everywhere: inStreamTexts((text) => !/^data: /m.test(text)) },
  'LEG-19': {
    LF: inStreamTexts((text) => !text.includes('\r')),
    'CR LF': inStreamTexts((text) => /\r\n/.test(text) && !/[^\r]\n/.test(text)),
    CR: inStreamTexts((text) => text.includes('\r') && !text.includes('\n')),
    'split between reads': inReads((texts) =>
      texts.some((text, i) => text.endsWith('\r') && texts[i + 1]?.startsWith('\n')),
    ),
  },
  'LEG-20': {
    'several events in a read': inReads((texts) =>
      texts.some((text) => (text.match(/(\r\n|\r|\n)\1/g) ?? []).length > 2),
    ),
    'several reads for an event': inReads((texts) => texts.some((text) => !/[\r\n]/.test(text))),
    'a read that ends inside a character': inReads((texts) =>
      texts.some((_, i) => /^[\x80-\xbf]/.test(texts[i + 1] ?? '')),
    ),
  },
  'LEG-21': { joined: matching(/^data:.*\ndata:/m) },
  'LEG-22': {
    'of streams': typed('text/event-stream'),
    'of JSON': typed('application/json'),
    'in another case': inHeaders(({ 'content-type': given = '' }) => /[A-Z]/.test(given.split(';')[0]!)),
  },
  'LEG-23': { id: matching(/^id:/m), retry: matching(/^retry:/m), event: matching(/^event: ?message$/m) },
  'LEG-24': { 'empty lines': inTail(/\n\n\n/), comments: inTail(/^:/m), 'stray bytes': inTail(/^[^:\r\n]+$/m) },
  'LEG-25': {
    'a request id': inHeaders((headers) => headers['x-request-id'] !== undefined),
    'no request id': inHeaders((headers) => headers['x-request-id'] === undefined),
    'a connection that closes': inHeaders((headers) => headers['connection'] === 'close'),
    'rate limits': inHeaders((headers) => headers['x-ratelimit-remaining-requests'] !== undefined),
  },
  'LEG-26': {
    none: ({ exchanges }) => !exchanges.some(({ reply }) => reply.headers['access-control-allow-origin'] !== undefined),
  },
  'LEG-27': {
    'in one read': inReads((texts) => texts.length === 1 && (texts[0]!.match(/^data:/gm) ?? []).length > 3),
    'in one chunk': atOnce,
  },
};
