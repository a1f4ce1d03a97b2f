import type { Registry } from '../src/check/registry.ts';
import { limitOf, usageOf } from '../src/transport/completion.ts';
import { readChatStream } from '../src/transport/chat-stream.ts';
import { isOk, isStream } from '../src/transport/guards.ts';
import { readJsonReply } from '../src/transport/json-reply.ts';
import type { Exchange } from '../src/transport/exchange.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import type { JsonObject } from '../src/spec/json.ts';
import { countWritten } from './written.ts';

/** What is reserved for an answer to a request that sets no limit. */
const unlimited = 256;

/**
 * Bytes of text that make up a token: at least, which is what is reserved for, and at most, so that an estimate is less
 * than any honest bill.
 */
const perToken = { least: 3, most: 6 };

/** The largest context that is on offer anywhere holds no more: whoever reports more reports no bill. */
const mostTokens = 2 ** 24;

/** The operations that are billed by tokens: what of a request is read, and how much it may have written at most. */
const billed: { readonly [path: string]: { reads(body: JsonObject): unknown; writes(request: Request): number } } = {
  '/chat/completions': {
    reads: ({ messages, tools, functions }) => [messages, tools, functions],
    writes: (request) => limitFor(request) * Math.min(count(bodyObject(request)['n'] ?? 1), mostChoices),
  },
  '/completions': {
    reads: ({ prompt, suffix }) => [prompt, suffix],
    writes: (request) => (limitOf(request) ?? unlimited) * answersTo(bodyObject(request)),
  },
  '/embeddings': { reads: ({ input }) => input, writes: () => 0 },
};

/** Tokens as they are billed. */
export const cost: Registry['cost'] = {
  atMost(request) {
    const operation = billed[request.path];
    if (!operation) return 0;
    const prompt = readBy(request).length / perToken.least;
    return Math.ceil(prompt + operation.writes(request));
  },
  of(exchange) {
    const { request, reply } = exchange;
    if (!billed[request.path] || !isOk(reply)) return 0;
    const meter = cost.meter(request);
    const estimated = reply.reads.reduce((_, { bytes }) => meter(bytes), meter(new Uint8Array()));
    return Math.ceil(Math.max(estimated, reported(exchange)));
  },
  meter(request) {
    if (!billed[request.path]) return () => 0;
    // An image is billed by its size in pixels, which its bytes do not tell.
    const prompt = readBy(request).replaceAll(/"data:[^"]*"/g, '').length;
    const written = countWritten();
    return (bytes) => (prompt + written(bytes)) / perToken.most;
  },
};

/** An answer that we hang up on comes to no more than one without a limit. */
function limitFor(request: Request): number {
  const limit = limitOf(request) ?? unlimited;
  return request.abort ? Math.min(Math.max(0, limit), unlimited) : limit;
}

/** The contract has no more, and nobody is billed for a request that asks for more. */
const mostChoices = 128;

/** What of a request is read by a model. */
function readBy(request: Request): string {
  return JSON.stringify(billed[request.path]?.reads(bodyObject(request))) ?? '';
}

/**
 * What an endpoint says that a reply cost. A report far above prompt and limit counts in full: whoever bills by what it
 * reports bills that. Anything that cannot be a number of tokens is no report.
 */
function reported({ request, reply }: Exchange): number {
  const usages = isStream(reply)
    ? readChatStream({ request, reply }).usages.map(({ usage }) => usage)
    : [usageOf(readJsonReply({ request, reply }).body) ?? {}];
  const sums = usages.map(({ prompt_tokens: prompt, completion_tokens: completion, total_tokens: total }) =>
    Math.max(tokens(total), tokens(prompt) + tokens(completion)),
  );
  return Math.max(0, ...sums);
}

function tokens(value: unknown): number {
  return typeof value === 'number' && value >= 0 && value <= mostTokens ? value : 0;
}

/** Each prompt of a list is answered, with as many choices as were asked for, the best of so many. */
function answersTo({ prompt, n, best_of: best }: JsonObject): number {
  const prompts = Array.isArray(prompt) && prompt.every((one) => typeof one !== 'number') ? prompt.length : 1;
  return prompts * Math.max(count(n ?? 1), count(best ?? 1));
}

function count(value: unknown): number {
  return typeof value === 'number' ? value : 1;
}
