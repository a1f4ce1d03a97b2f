import type { Probe } from '../../src/check/probe.ts';
import type { JsonObject } from '../../src/spec/json.ts';
import { readChatStream, type ChatStream } from '../../src/transport/chat-stream.ts';
import { readCompletion, type Completion } from '../../src/transport/completion.ts';
import { isOk } from '../../src/transport/guards.ts';
import { isAnswer, isRefusal } from '../../src/transport/status.ts';
import * as has from '../capabilities.ts';
import { chat } from '../requests/chat.ts';
import { isSound } from './sound.ts';

export type Views = { plain: Completion; streamed: ChatStream; alone: Completion; none: Completion };

const question = { messages: [{ role: 'user', content: 'Name a fruit 🍎 and a colour.' }] };

/** Log probabilities: with alternatives in both forms, without a word on alternatives, and with none of them. */
export const withLogprobs: Probe<Views, JsonObject> = {
  id: 'logprobs',
  needs: [has.logprobs],
  uses: [has.streamOptions, has.temperature],
  atMost: { requests: 4, tokens: 200 },
  cases: () => ({ always: [{ ...question, max_tokens: 8, temperature: 0, logprobs: true }] }),
  async converse(send, body) {
    await send('plain', chat({ ...body, top_logprobs: 2 }));
    await send(
      'streamed',
      chat({ ...body, top_logprobs: 2, stream: true, stream_options: { include_usage: true } }, 'optional'),
    );
    await send('alone', chat(body, 'optional'));
    await send('none', chat({ ...body, top_logprobs: 0 }, 'optional'));
  },
  read: { plain: readCompletion, streamed: readChatStream, alone: readCompletion, none: readCompletion },
  answers: ({ plain, streamed }) => isSound(plain) && isSound(streamed),
};

export type Unlikely = { plain: Completion; scored: Completion };

const inJson = {
  messages: [{ role: 'user', content: 'Answer in JSON: {"fruit": "apple", "ripe": true}' }],
  response_format: { type: 'json_object' },
  max_tokens: 16,
  temperature: 0,
};

/** Alternatives that a grammar rules out: JSON alone, and with the largest number of alternatives that is accepted. */
export const unlikelyTokens: Probe<Unlikely, JsonObject> = {
  id: 'unlikely-tokens',
  needs: [has.logprobs, has.jsonObject],
  uses: [has.temperature],
  atMost: { requests: 3, tokens: 150 },
  cases: () => ({ always: [inJson] }),
  async converse(send, body) {
    const plain = await send('plain', chat(body, 'optional'));
    if (!isOk(plain.reply)) return;
    const scored = (top_logprobs: number) =>
      send('scored', chat({ ...body, logprobs: true, top_logprobs }, 'optional'));
    const { reply } = await scored(20);
    if (isRefusal(reply.status)) await scored(5);
  },
  read: { plain: readCompletion, scored: readCompletion },
  answers: ({ plain, scored }) => isSound(plain) && isAnswer(scored.status),
};
