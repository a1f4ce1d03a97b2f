import type { Reply } from '../../transport/exchange.ts';
import { type Problem, unfitModel, unimplemented, unknownModel, unknownPath, wrongMethod } from '../errors.ts';
import type { Incoming } from '../incoming.ts';
import type { Turn } from '../persona.ts';
import { json, parsed, refused, streamed } from '../replies.ts';
import type { Service } from '../service.ts';
import { textBodyOf, textChunksOf } from '../text-reply.ts';
import { validateText } from '../text-request.ts';
import { continueText } from '../text.ts';

/** `POST /completions` */
export function createCompletion(incoming: Incoming, service: Service, turn: Turn): Reply {
  const declined = declining(incoming, service);
  if (declined) return refused(declined, service, turn);
  const read = parsed(incoming, service.rules);
  if ('problem' in read) return refused(read.problem, service, turn);
  const valid = validateText(read.json, service.rules);
  if ('problem' in valid) return refused(valid.problem, service, turn);
  const { asked } = valid;
  const served = service.ids.includes(asked.model ?? '');
  if (!served && !service.rules.anyModel) return refused(unknownModel(asked.model ?? ''), service, turn);
  const completion = continueText(asked, {
    mind: service.mind,
    seed: service.seed,
    call: turn.call,
    now: service.now(),
    model: served ? asked.model! : (service.ids[0] ?? 'model'),
  });
  if (asked.stream) return streamed(textChunksOf(completion, asked.includeUsage), service, turn);
  const body = textBodyOf(completion);
  return json(200, service.edits.completion?.(body, turn) ?? body, service, turn);
}

/** The ways in which a server of chat models says that it does nothing else. */
function declining({ method, path }: Incoming, { rules }: Service): Problem | undefined {
  if (rules.declinesText === undefined) return undefined;
  return {
    model: unfitModel('continue a text'),
    path: unknownPath(method, path),
    method: wrongMethod(method, path, 'GET'),
    operation: unimplemented(method, path),
  }[rules.declinesText];
}
