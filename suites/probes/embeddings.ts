import type { Probe } from '../../src/check/probe.ts';
import { isObject, type Json, type JsonObject } from '../../src/spec/json.ts';
import { readEmbeddings, type Embeddings } from '../../src/transport/embeddings.ts';
import type { Exchange } from '../../src/transport/exchange.ts';
import { isOk } from '../../src/transport/guards.ts';
import { readJsonReply, type JsonReply } from '../../src/transport/json-reply.ts';
import { bodyObject, type Request } from '../../src/transport/request.ts';
import * as has from '../capabilities.ts';
import { embeddings, embeddingsRequest } from '../requests/embeddings.ts';

const isEmbedded = ({ reply, object }: Embeddings) => isOk(reply) && Array.isArray(object['data']);

/** One text of a kind that has been known to come out wrong. */
export const texts: Probe<{ reply: Embeddings }> = {
  id: 'embeddings',
  needs: [has.embeddings],
  atMost: { requests: 1, tokens: 40 },
  cases: () => ({ always: [embeddings(' '), embeddings('Zoë ate 寿司 👩‍👩‍👧 in “Łódź”.\n\te\u0301')] }),
  converse: (send, request) => send('reply', request),
  read: { reply: readEmbeddings },
  answers: ({ reply }) => isEmbedded(reply),
};

/** Two texts that say the same, and two others, one of them long. */
export const passages = {
  a: 'The cat sleeps on the warm sofa.',
  b: 'A cat is sleeping on a sofa.',
  c: 'The central bank raised its interest rates.',
  d: `The central bank raised its interest rates again this spring, by a quarter of a point, and said that it would ${'go on raising interest rates until prices rise more slowly than wages, and not before; '.repeat(4)}so it said.`,
};
type Passage = keyof typeof passages;

/** The lists that are sent at once, each of another length and in an order of its own. */
export const lists = { one: 'd', two: 'ca', three: 'bda', four: 'dcba' } as const;

export type BatchViews = { [K in Passage | 'again' | 'batch' | keyof typeof lists]: Embeddings };

/** Texts alone, one of them twice; all in one list; and in several lists at once. */
export const batch: Probe<BatchViews, null> = {
  id: 'embeddings-batch',
  needs: [has.embeddings, has.embeddingBatches],
  atMost: { requests: 10, tokens: 1200 },
  atOnce: Object.keys(lists).length,
  cases: () => ({ always: [null] }),
  async converse(send) {
    for (const [name, text] of Object.entries(passages)) await send(name as Passage, embeddings(text));
    await send('again', embeddings(passages.a));
    await send('batch', embeddings(Object.values(passages)));
    await allOf(
      Object.entries(lists).map(([name, list]) => send(name as keyof typeof lists, embeddings(textsOf(list)))),
    );
  },
  read: {
    a: readEmbeddings,
    b: readEmbeddings,
    c: readEmbeddings,
    d: readEmbeddings,
    again: readEmbeddings,
    batch: readEmbeddings,
    one: readEmbeddings,
    two: readEmbeddings,
    three: readEmbeddings,
    four: readEmbeddings,
  },
  answers: (views) => Object.values(views).every(isEmbedded),
};

/** The texts that a list stands for. */
export function textsOf(list: string): string[] {
  return [...list].map((name) => passages[name as Passage]);
}

/** Waits for all of them, also where one fails: what is under way belongs to the conversation. */
async function allOf(sent: readonly Promise<Exchange>[]): Promise<void> {
  const failed = (await Promise.allSettled(sent)).find(({ status }) => status === 'rejected');
  if (failed) throw (failed as PromiseRejectedResult).reason;
}

export type EncodingViews = { float: Embeddings; again: Embeddings; base64: Embeddings };

/** One text as numbers, twice, and as base64. */
export const encodings: Probe<EncodingViews, string> = {
  id: 'embeddings-encoding',
  needs: [has.embeddings, has.base64Embeddings],
  atMost: { requests: 3, tokens: 60 },
  cases: () => ({ always: ['A lighthouse stands at the end of the pier.'] }),
  async converse(send, text) {
    await send('float', embeddings(text, { encoding_format: 'float' }));
    await send('base64', embeddings(text, { encoding_format: 'base64' }));
    await send('again', embeddings(text, { encoding_format: 'float' }));
  },
  read: { float: readEmbeddings, again: readEmbeddings, base64: readEmbeddings },
  answers: (views) => Object.values(views).every(isEmbedded),
};

const tokenIds = [
  [464, 2068, 7586, 21831],
  [1212, 318, 257, 1332, 13],
  [464, 2068, 7586, 21831],
];

/** Token ids: those of one text alone, and those of several, the first again among them. */
export const tokens: Probe<{ list: Embeddings; lists: Embeddings }, Json> = {
  id: 'embeddings-tokens',
  needs: [has.embeddings, has.embeddingTokens],
  atMost: { requests: 2, tokens: 60 },
  cases: () => ({ always: [tokenIds] }),
  async converse(send, lists) {
    await send('list', embeddings((lists as Json[])[0]!));
    await send('lists', embeddings(lists));
  },
  read: { list: readEmbeddings, lists: readEmbeddings },
  answers: ({ list, lists }) => isEmbedded(list) && lists.status !== 0,
};

/** Mistakes of a client, each one constraint away from a request that is fine. */
const mistakes = {
  'no-input': {},
  'empty-text': { input: '' },
  'empty-list': { input: [] },
  'list-of-empty-text': { input: [''] },
  'unknown-format': { input: 'salt', encoding_format: 'int7' },
  'zero-dimensions': { input: 'salt', dimensions: 0 },
  'negative-dimensions': { input: 'salt', dimensions: -1 },
  'unknown-member': { input: 'salt', bogus: 1 },
  'mixed-list': { input: ['salt', 1] },
  'too-many': { input: Array<string>(2049).fill('a') },
} satisfies Record<string, JsonObject>;

export type Mistake = keyof typeof mistakes;

/** Which mistake a request is, or undefined. */
export function mistakeOf(request: Request): Mistake | undefined {
  const { model: _, ...body } = bodyObject(request);
  const text = JSON.stringify(body);
  return request.path === '/embeddings' && isObject(bodyObject(request))
    ? (Object.keys(mistakes) as Mistake[]).find((name) => JSON.stringify(mistakes[name]) === text)
    : undefined;
}

/** Takes thousands of tokens, and long where it is accepted. */
const large: Mistake = 'too-many';

/** A mistake. */
export const negatives: Probe<{ reply: JsonReply }, Mistake> = {
  id: 'embeddings-negatives',
  needs: [has.embeddings],
  atMost: { requests: 1, tokens: 20 },
  cases: () => ({ always: (Object.keys(mistakes) as Mistake[]).filter((name) => name !== large) }),
  converse: (send, name) => send('reply', embeddingsRequest(mistakes[name], 'invalid')),
  read: { reply: readJsonReply },
  // A connection that is dropped is an answer of a kind.
  answers: ({ reply }) => reply.status !== 0 || reply.reply.end.how !== 'aborted',
};

/** The mistake that is the most work, where it is not refused. */
export const oversized: Probe<{ reply: JsonReply }, Mistake> = {
  ...negatives,
  id: 'embeddings-oversized',
  atMost: { requests: 1, tokens: 2800 },
  cases: () => ({ always: [large] }),
};
