import type { Registry } from '../src/check/registry.ts';
import { limitOf, usageOf } from '../src/transport/completion.ts';
import { readChatStream } from '../src/transport/chat-stream.ts';
import { isStream } from '../src/transport/guards.ts';
import { readJsonReply } from '../src/transport/json-reply.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import type { JsonObject } from '../src/spec/json.ts';

/** What is reserved for an answer to a request that sets no limit. */
const unlimited = 256;

/** Characters that make up a token at least, in the texts of ours and in whole replies with their JSON around them. */
const perToken = { prompt: 3, reply: 12 };

/** The operations that are billed by tokens: what of a request is read, and how much it may have written at most. */
const billed: { readonly [path: string]: { reads(body: JsonObject): unknown; writes(request: Request): number } } = {
  '/chat/completions': {
    reads: ({ messages, tools, functions }) => [messages, tools, functions],
    writes: (request) => (limitOf(request) ?? unlimited) * count(bodyObject(request)['n'] ?? 1),
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
    const prompt = (JSON.stringify(operation.reads(bodyObject(request))) ?? '').length / perToken.prompt;
    return Math.ceil(prompt + operation.writes(request));
  },
  of({ request, reply }) {
    if (!billed[request.path] || reply.status !== 200) return 0;
    const bytes = reply.reads.reduce((sum, read) => sum + read.bytes.length, 0);
    const usage = isStream(reply)
      ? readChatStream({ request, reply }).usages.at(-1)?.usage
      : usageOf(readJsonReply({ request, reply }).body);
    const { prompt_tokens: prompt, completion_tokens: completion = 0, total_tokens: total } = usage ?? {};
    // A sum that is wrong is no bill.
    if (typeof total === 'number' && total > 0 && total === Number(prompt) + Number(completion))
      return Math.ceil(total);
    // A vector is all digits, whatever was read for it.
    if (billed[request.path]!.writes(request) === 0) return cost.atMost(request);
    return Math.ceil(bytes / perToken.reply);
  },
};

/** Each prompt of a list is answered, with as many choices as were asked for, the best of so many. */
function answersTo({ prompt, n, best_of: best }: JsonObject): number {
  const prompts = Array.isArray(prompt) && prompt.every((one) => typeof one !== 'number') ? prompt.length : 1;
  return prompts * Math.max(count(n ?? 1), count(best ?? 1));
}

function count(value: unknown): number {
  return typeof value === 'number' ? value : 1;
}
