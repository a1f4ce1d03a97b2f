import type { Probe } from '../../src/check/probe.ts';
import type { JsonObject } from '../../src/spec/json.ts';
import { readChatStream, type ChatStream } from '../../src/transport/chat-stream.ts';
import { readCompletion, type Completion } from '../../src/transport/completion.ts';
import * as has from '../capabilities.ts';
import { chat } from '../requests/chat.ts';
import { isSound } from './sound.ts';

export type Views = { one: Completion; whole: Completion; streamed: ChatStream };

const story = { messages: [{ role: 'user', content: 'Invent a name for a strange animal, and tell where it lives.' }] };

/** One choice, and several of the same request in both forms. */
export const severalChoices: Probe<Views, JsonObject> = {
  id: 'choices',
  needs: [has.choices],
  uses: [has.streamOptions, has.temperature],
  atMost: { requests: 3, tokens: 300 },
  cases: () => ({ always: [{ ...story, max_tokens: 24, temperature: 1 }] }),
  async converse(send, body) {
    // The one comes first: an endpoint that counts only what its cache lacks then counts less of the others (LEG-93).
    await send('one', chat(body));
    await send('whole', chat({ ...body, n: 3 }));
    await send('streamed', chat({ ...body, n: 3, stream: true, stream_options: { include_usage: true } }, 'optional'));
  },
  read: { one: readCompletion, whole: readCompletion, streamed: readChatStream },
  answers: (views) => Object.values(views).every(isSound),
};
