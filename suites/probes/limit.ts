import type { Probe } from '../../src/check/probe.ts';
import { readChatStream, type ChatStream } from '../../src/transport/chat-stream.ts';
import { readCompletion, type Completion } from '../../src/transport/completion.ts';
import { isOk } from '../../src/transport/guards.ts';
import { chat } from '../requests/chat.ts';
import { isSound } from './sound.ts';

type Views = { ample: Completion; brief: Completion; streamed: ChatStream };

/** The same question with room for the answer and with room for one token, in both forms. */
export const limit: Probe<Views, string> = {
  id: 'limit',
  needs: [],
  atMost: { requests: 3, tokens: 220 },
  cases: () => ({
    always: [
      'Count from one to thirty in words, separated by commas.',
      'Write a long story about a lighthouse keeper and the sea.',
    ],
  }),
  async converse(send, content) {
    const messages = [{ role: 'user', content }];
    const ample = await send('ample', chat({ messages, max_tokens: 64 }));
    if (!isOk(ample.reply)) return;
    await send('brief', chat({ messages, max_tokens: 1 }));
    await send('streamed', chat({ messages, max_tokens: 1, stream: true }));
  },
  read: { ample: readCompletion, brief: readCompletion, streamed: readChatStream },
  answers: ({ ample, brief, streamed }) => [ample, brief].every(isSound) && (isSound(streamed) || ranOn(streamed)),
};

/** Whether we had to end a stream that went on: it tells of the limit, though not of its end. */
function ranOn({ reply, chunks, error }: ChatStream): boolean {
  const ended = reply.end.how === 'aborted' || reply.end.how === 'too-large';
  return isOk(reply) && ended && chunks.length > 0 && error === undefined;
}
