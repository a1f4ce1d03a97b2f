import type { Registry } from '../src/check/registry.ts';
import { limitOf, usageOf } from '../src/transport/completion.ts';
import { readChatStream } from '../src/transport/chat-stream.ts';
import { isStream } from '../src/transport/guards.ts';
import { readJsonReply } from '../src/transport/json-reply.ts';
import { bodyObject } from '../src/transport/request.ts';

/** What is reserved for an answer to a request that sets no limit. */
const unlimited = 256;

/** Characters that make up a token at least, in the texts of ours and in whole replies with their JSON around them. */
const perToken = { prompt: 3, reply: 12 };

/** Tokens as they are billed. Only chat completions generate; all else is free. */
export const cost: Registry['cost'] = {
  atMost(request) {
    if (!request.path.startsWith('/chat/')) return 0;
    const { n, messages, tools, functions } = bodyObject(request);
    const prompt = JSON.stringify([messages, tools, functions]).length / perToken.prompt;
    return Math.ceil(prompt + (limitOf(request) ?? unlimited) * (typeof n === 'number' ? n : 1));
  },
  of({ request, reply }) {
    if (!request.path.startsWith('/chat/') || reply.status !== 200) return 0;
    const bytes = reply.reads.reduce((sum, read) => sum + read.bytes.length, 0);
    const usage = isStream(reply)
      ? readChatStream({ request, reply }).usages.at(-1)?.usage
      : usageOf(readJsonReply({ request, reply }).body);
    const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } = usage ?? {};
    // A sum that is wrong is no bill.
    if (typeof total === 'number' && total > 0 && total === Number(prompt) + Number(completion))
      return Math.ceil(total);
    return Math.ceil(bytes / perToken.reply);
  },
};
