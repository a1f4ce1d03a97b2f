import type { ChatStream } from '../../src/transport/chat-stream.ts';
import type { Completion } from '../../src/transport/completion.ts';
import { isOk } from '../../src/transport/guards.ts';

/** Whether a reply is an answer: accepted, and no stream that failed on its way (LEG-53). */
export function isSound(view: Completion | ChatStream): boolean {
  return isOk(view.reply) && !('error' in view && view.error !== undefined);
}
