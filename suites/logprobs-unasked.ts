import { schema } from '../src/check/cite.ts';
import { finding } from '../src/check/finding.ts';
import type { Every, Suite } from '../src/check/suite.ts';
import { isObject, type Json, type JsonObject } from '../src/spec/json.ts';
import { editChunks, editJson, inTurn } from '../src/transport/edits.ts';
import type { Request } from '../src/transport/request.ts';
import { everyAnswer } from './answer.ts';
import { isChat, wantsStream } from './exchanges.ts';
import { oneChat, oneStream } from './probes/chat.ts';
import { asksForLogprobs, readScored, type Scored } from './scored.ts';

const everyUnasked: Every<Scored> = {
  where: (exchange) => everyAnswer.where(exchange) && !asksForLogprobs(exchange.request),
  read: readScored,
  probes: [oneChat, oneStream],
};

const none = { content: [], refusal: null };

export default {
  id: 'logprobs-unasked',
  title: 'Log probabilities that nobody asked for',
  profile: 'core',
  over: everyUnasked,
  checks: {
    'null-or-absent': {
      should: 'Where no log probabilities are asked for, logprobs is null or absent.',
      cite: schema('#/components/schemas/CreateChatCompletionRequest/properties/logprobs'),
      covers: ['CHAT-LOGP-002'],
      *find({ choices }) {
        for (const { at, json } of choices.flatMap(({ parts }) => parts))
          if (isObject(json)) yield finding(at, null, json);
      },
      fault: inTurn(
        editJson((json, request) => (wantsStream(request) ? undefined : unasked(json, request))),
        editChunks((chunks, request) => chunks.map((one) => ({ ...one, json: unasked(one.json, request) }))),
      ),
    },
  },
} satisfies Suite<Scored>;

function unasked(json: JsonObject, request: Request): JsonObject {
  const { choices } = json;
  if (!isChat(request) || asksForLogprobs(request) || !Array.isArray(choices)) return json;
  return { ...json, choices: choices.map((one: Json) => (isObject(one) ? { ...one, logprobs: none } : one)) };
}
