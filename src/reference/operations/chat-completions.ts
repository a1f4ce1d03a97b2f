import type { Reply } from '../../transport/exchange.ts';
import { complete } from '../chat.ts';
import { bodyOf } from '../completion.ts';
import { unfitModel, unknownModel } from '../errors.ts';
import type { Incoming } from '../incoming.ts';
import type { Turn } from '../persona.ts';
import { json, parsed, refused, streamed } from '../replies.ts';
import type { Service } from '../service.ts';
import { chunksOf } from '../stream.ts';
import { validate } from '../validate.ts';

/** `POST /chat/completions` */
export function createChatCompletion(incoming: Incoming, service: Service, turn: Turn): Reply {
  const read = parsed(incoming, service.rules);
  if ('problem' in read) return refused(read.problem, service, turn);
  const valid = validate(read.json, service.rules);
  if ('problem' in valid) return refused(valid.problem, service, turn);
  const { chat } = valid;
  const served = service.ids.includes(chat.model ?? '');
  if (!served && !service.rules.anyModel) return refused(unknownModel(chat.model ?? ''), service, turn);
  if (service.mute.includes(chat.model ?? '')) return refused(unfitModel('chat with', 'another model'), service, turn);
  const model = served ? chat.model! : (service.ids[0] ?? 'model');
  const completion = complete(chat, {
    mind: service.mind,
    seed: service.seed,
    call: turn.call,
    now: service.now(),
    model,
  });
  if (chat.stream) return streamed(chunksOf(completion, chat.includeUsage), service, turn);
  const body = bodyOf(completion);
  return json(200, service.edits.completion?.(body, turn) ?? body, service, turn);
}
