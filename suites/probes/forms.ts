import type { Probe } from '../../src/check/probe.ts';
import { readChatStream, type ChatStream } from '../../src/transport/chat-stream.ts';
import { readCompletion, type Completion } from '../../src/transport/completion.ts';
import * as has from '../capabilities.ts';
import { chat } from '../requests/chat.ts';
import { isSound } from './sound.ts';

type Views = { plain: Completion; again: Completion; streamed: ChatStream; streamedAgain: ChatStream };

/** One question in both forms, each twice, as reproducible as the endpoint can be. */
export const forms: Probe<Views, string> = {
  id: 'forms',
  needs: [],
  uses: [has.temperature, has.seed, has.streamOptions],
  atMost: { requests: 4, tokens: 300 },
  cases: () => ({
    always: ['Name three primary colours.', 'Repeat exactly: Zoë ate 寿司 and 🍜 at the café 👍🏽.'],
  }),
  async converse(send, content) {
    const body = { messages: [{ role: 'user', content }], max_tokens: 32, temperature: 0, seed: 5 };
    const streaming = { ...body, stream: true, stream_options: { include_usage: true } };
    await send('plain', chat(body));
    await send('again', chat(body));
    await send('streamed', chat(streaming));
    await send('streamedAgain', chat(streaming));
  },
  read: { plain: readCompletion, again: readCompletion, streamed: readChatStream, streamedAgain: readChatStream },
  answers: (views) => Object.values(views).every(isSound),
};
