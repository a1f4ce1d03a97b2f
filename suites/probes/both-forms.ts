import type { Probe } from '../../src/check/probe.ts';
import { readChatStream, type ChatStream } from '../../src/transport/chat-stream.ts';
import { readCompletion, type Completion } from '../../src/transport/completion.ts';
import * as has from '../capabilities.ts';
import { chat } from '../requests/chat.ts';
import { isSound } from './sound.ts';
import type { JsonObject } from '../../src/spec/json.ts';

type BothForms = { plain: Completion; streamed: ChatStream };

/** The same body in both forms. */
export function inBothForms(
  id: string,
  needs: Probe<BothForms>['needs'],
  tokens: number,
  always: readonly JsonObject[],
): Probe<BothForms, JsonObject> {
  return {
    id,
    needs,
    uses: [has.streamOptions, has.temperature],
    atMost: { requests: 2, tokens },
    cases: () => ({ always }),
    async converse(send, body) {
      await send('plain', chat(body));
      await send('streamed', chat({ ...body, stream: true, stream_options: { include_usage: true } }, 'optional'));
    },
    read: { plain: readCompletion, streamed: readChatStream },
    answers: ({ plain, streamed }) => isSound(plain) && isSound(streamed),
  };
}
