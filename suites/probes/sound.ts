import { readChatStream, type ChatStream } from '../../src/transport/chat-stream.ts';
import type { Completion } from '../../src/transport/completion.ts';
import { isOk, isStream } from '../../src/transport/guards.ts';
import type { JsonReply } from '../../src/transport/json-reply.ts';

/** Whether a reply is an answer: accepted, and no stream that failed on its way (LEG-53) or broke off. */
export function isSound(view: Completion | ChatStream): boolean {
  const ended = view.reply.end.how === 'complete' || ('done' in view && view.done.length > 0);
  if (!isOk(view.reply) || !ended) return false;
  if (!('messages' in view)) return true;
  return view.error === undefined && view.messages.every(({ finishReasons }) => finishReasons.length > 0);
}

/** Whether a successful reply holds what was asked for, whatever it is worth: a chunk, choices, models. */
export function saysSomething({ request, reply, object }: JsonReply): boolean {
  if (!isOk(reply)) return false;
  if (isStream(reply)) return readChatStream({ request, reply }).chunks.length > 0;
  return ['choices', 'data', 'id'].some((name) => (object[name] ?? null) !== null);
}
