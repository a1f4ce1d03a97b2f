import * as fc from 'fast-check';

import type { Probe } from '../../src/check/probe.ts';
import type { JsonObject } from '../../src/spec/json.ts';
import { readChatStream, type ChatStream } from '../../src/transport/chat-stream.ts';
import { readCompletion, type Completion } from '../../src/transport/completion.ts';
import { isOk } from '../../src/transport/guards.ts';
import { readJsonReply, type JsonReply } from '../../src/transport/json-reply.ts';
import { isAnswer } from '../../src/transport/status.ts';
import type { Request } from '../../src/transport/request.ts';
import * as has from '../capabilities.ts';
import { text, textBody, textRequest } from '../requests/text.ts';
import { isSound } from './sound.ts';
import { cutOut } from './stop.ts';

/** One request for each case. */
function each(id: string, needs: Probe<object>['needs'], tokens: number, always: readonly Request[]) {
  return {
    id,
    needs: [has.completions, ...needs],
    atMost: { requests: 1, tokens },
    cases: () => ({ always }),
    converse: (send, request) => send('reply', request),
    read: { reply: readJsonReply },
    answers: ({ reply }) => isAnswer(reply.status),
  } satisfies Probe<{ reply: JsonReply }>;
}

/** The same prompt with room for much and with room for one token, in both forms. */
export const limit: Probe<{ ample: Completion; brief: Completion; streamed: ChatStream }, string> = {
  id: 'completions-limit',
  needs: [has.completions],
  atMost: { requests: 3, tokens: 80 },
  cases: () => ({ always: ['The numbers from one to thirty are: one, two, three,'] }),
  async converse(send, prompt) {
    const ample = await send('ample', text({ prompt, max_tokens: 24 }));
    if (!isOk(ample.reply)) return;
    await send('brief', text({ prompt, max_tokens: 1 }));
    await send('streamed', text({ prompt, max_tokens: 1, stream: true }));
  },
  read: { ample: readCompletion, brief: readCompletion, streamed: readChatStream },
  answers: ({ ample, brief, streamed }) => [ample, brief, streamed].every(isSound),
};

/** One prompt in both forms, each twice, as reproducible as the endpoint can be. */
export const forms: Probe<
  { plain: Completion; again: Completion; streamed: ChatStream; streamedAgain: ChatStream },
  string
> = {
  id: 'completions-forms',
  needs: [has.completions],
  uses: [has.textTemperature, has.textStreamOptions],
  atMost: { requests: 4, tokens: 200 },
  cases: () => ({ always: ['Repeat exactly: Zoë ate 寿司 and 🍜 at the café near the old harbour.'] }),
  async converse(send, prompt) {
    const body = { prompt, max_tokens: 24, temperature: 0 };
    const streaming = { ...body, stream: true, stream_options: { include_usage: true } };
    await send('plain', text(body));
    await send('again', text(body));
    await send('streamed', text(streaming));
    await send('streamedAgain', text(streaming));
  },
  read: { plain: readCompletion, again: readCompletion, streamed: readChatStream, streamedAgain: readChatStream },
  answers: (views) => Object.values(views).every(isSound),
};

/** What is written, and the same with a stop sequence cut out of it, in both forms. */
export const stop: Probe<{ free: Completion; whole: Completion; streamed: ChatStream }, string> = {
  id: 'completions-stop',
  needs: [has.completions, has.textStop],
  uses: [has.textTemperature],
  atMost: { requests: 3, tokens: 120 },
  cases: () => ({
    always: ['The seasons of the year and their colours:'],
    more: fc.constantFrom('The days of the week are', 'Twelve animals, separated by commas: dog,'),
  }),
  async converse(send, prompt) {
    const body = { prompt, max_tokens: 24, temperature: 0 };
    const free = await send('free', text(body));
    const sequence = cutOut(readCompletion(free).choices[0]?.content ?? '');
    if (sequence === undefined) return;
    await send('whole', text({ ...body, stop: sequence }));
    await send('streamed', text({ ...body, stop: [sequence], stream: true }));
  },
  read: { free: readCompletion, whole: readCompletion, streamed: readChatStream },
  answers: (views) => Object.values(views).every(isSound),
};

/** An echo in a stream. */
export const echo = each('completions-echo', [has.textEcho], 20, [
  text({ echo: true, max_tokens: 4, stream: true }, 'optional'),
]);

/** An echo with log probabilities, as evaluation harnesses ask for it. */
export const echoLogprobs = each('completions-echo-logprobs', [has.textEcho, has.textLogprobs], 20, [
  text({ echo: true, max_tokens: 2, logprobs: 1 }, 'optional'),
]);

const prompts = ['One, two, three,', 'Red, green,'];

/** Two choices for each of two prompts, in both forms. */
export const batch = each('completions-batch', [has.textPrompts, has.textChoices], 40, [
  text({ prompt: prompts, n: 2, max_tokens: 4 }, 'optional'),
  text({ prompt: prompts, n: 2, max_tokens: 4, stream: true }, 'optional'),
]);

/** Two prompts of tokens. */
export const tokenBatch = each('completions-token-batch', [has.textTokens], 20, [
  text({ prompt: [has.tokens, has.tokens.slice(1)], max_tokens: 4 }, 'optional'),
]);

/** Log probabilities, whole and streamed, and those of the chosen tokens alone. */
export const logprobs = each('completions-logprobs', [has.textLogprobs], 30, [
  text({ logprobs: 2 }),
  text({ logprobs: 2, stream: true }),
  text({ logprobs: 0 }, 'optional'),
]);

const { max_tokens: _, ...unlimited } = textBody({ prompt: 'The numbers in words: one, two, three, four,' });

/** So many events of a stream are enough to tell that its limit is not the default. */
const enough = 40;

/** A stream without a limit, which is left where it goes on for too long. */
export const byDefault: Probe<{ reply: ChatStream }> = {
  id: 'completions-default',
  needs: [has.completions],
  atMost: { requests: 1, tokens: 280 },
  cases: () => ({
    always: [{ ...textRequest({ ...unlimited, stream: true }), abort: { afterEvents: enough } }],
  }),
  converse: (send, request) => send('reply', request),
  read: { reply: readChatStream },
  answers: ({ reply }) => isOk(reply.reply) && reply.chunks.length > 0 && reply.error === undefined,
};

/** Wrong types, not streamed and streamed. */
export const negatives: Probe<{ plain: JsonReply; streamed: JsonReply }, JsonObject> = {
  id: 'completions-negatives',
  needs: [has.completions],
  atMost: { requests: 2, tokens: 60 },
  cases: () => ({ always: [textBody({ prompt: { text: 'Once' } }), textBody({ max_tokens: 'sixteen' })] }),
  async converse(send, body) {
    await send('plain', textRequest(body, 'invalid'));
    await send('streamed', textRequest({ ...body, stream: true }, 'invalid'));
  },
  read: { plain: readJsonReply, streamed: readJsonReply },
  answers: ({ plain, streamed }) => plain.status !== 0 && streamed.status !== 0,
};

const { prompt: __, ...promptless } = textBody({ max_tokens: 4 });
const beyond = (overrides: JsonObject) => text({ max_tokens: 4, ...overrides }, 'invalid');

/** Members that contradict one another, and values beyond their range. */
export const edges = each('completions-edges', [], 30, [
  beyond({ best_of: 1, n: 2 }),
  beyond({ best_of: 2, stream: true }),
  textRequest(promptless, 'invalid'),
  beyond({ logprobs: 6 }),
  beyond({ logprobs: -1 }),
  beyond({ n: 0 }),
  beyond({ temperature: 9 }),
]);
