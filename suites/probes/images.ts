import type { Probe } from '../../src/check/probe.ts';
import { readChatStream, type ChatStream } from '../../src/transport/chat-stream.ts';
import { readCompletion, type Completion } from '../../src/transport/completion.ts';
import { isOk } from '../../src/transport/guards.ts';
import { readJsonReply, type JsonReply } from '../../src/transport/json-reply.ts';
import * as has from '../capabilities.ts';
import { chat } from '../requests/chat.ts';

export type Views = { text: Completion; low: Completion; high: Completion; streamed: ChatStream };

/** A question without an image, and with one in each detail, the last time streamed. */
export const imageDetails: Probe<Views, null> = {
  id: 'image-details',
  needs: [has.images],
  atMost: { requests: 4, tokens: 1500 },
  cases: () => ({ always: [null] }),
  async converse(send) {
    await send('text', chat(has.seeing(undefined)));
    for (const detail of ['low', 'high'] as const)
      await send(detail, chat(has.seeing(has.red, { detail }), 'optional'));
    await send('streamed', chat({ ...has.seeing(has.red, { detail: 'auto' }), stream: true }, 'optional'));
  },
  read: { text: readCompletion, low: readCompletion, high: readCompletion, streamed: readChatStream },
  answers: ({ text }) => isOk(text.reply),
};

/** An image that is nowhere. */
export const imageNowhere: Probe<{ reply: JsonReply }, null> = {
  id: 'image-nowhere',
  needs: [has.images],
  atMost: { requests: 1, tokens: 80 },
  cases: () => ({ always: [null] }),
  converse: (send) => send('reply', chat(has.seeing('not a URL'), 'invalid')),
  read: { reply: readJsonReply },
  answers: ({ reply }) => reply.status !== 0,
};
