import type { Probe } from '../../src/check/probe.ts';
import { readChatStream, type ChatStream } from '../../src/transport/chat-stream.ts';
import { readCompletion, type Completion } from '../../src/transport/completion.ts';
import * as has from '../capabilities.ts';
import { chat } from '../requests/chat.ts';
import { isSound } from './sound.ts';

export type Views = { plain: Completion; streamed: ChatStream };

/** Emoji that are joined and tinted, scripts of three and of two bytes, marks that combine, and text from right to left. */
const scripts = 'Family 👩‍👩‍👧‍👦, thumb 👍🏽, 日本語 漢字 and नमस्ते, e\u0301te\u0301, שלום, مرحبا, 🇫🇷 flag.';

/** A text of many scripts, to be repeated in both forms. */
export const unicode: Probe<Views, string> = {
  id: 'unicode',
  needs: [],
  uses: [has.temperature],
  atMost: { requests: 2, tokens: 300 },
  cases: () => ({ always: [`Repeat exactly: ${scripts}`] }),
  async converse(send, content) {
    const body = { messages: [{ role: 'user', content }], max_tokens: 80, temperature: 0 };
    await send('plain', chat(body));
    await send('streamed', chat({ ...body, stream: true }));
  },
  read: { plain: readCompletion, streamed: readChatStream },
  answers: ({ plain, streamed }) => isSound(plain) && isSound(streamed),
};
