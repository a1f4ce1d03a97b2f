import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject, type Json, type JsonObject } from '../src/spec/json.ts';
import { limitOf } from '../src/transport/completion.ts';
import type { Fault } from '../src/transport/fault.ts';
import { without } from '../src/transport/edits.ts';
import { readChatStream } from '../src/transport/chat-stream.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { editUsage, everyAnswer, type Answer } from './answer.ts';
import { isEnded } from './chunks.ts';
import { choicesOf, editCompletion } from './exchanges.ts';
import { everyText, everyTextStream } from './text-exchanges.ts';

const usage = '#/components/schemas/CompletionUsage/properties';
const counters = ['prompt_tokens', 'completion_tokens', 'total_tokens'] as const;

const number = (value: Json | undefined) => (typeof value === 'number' ? value : undefined);
const has = ({ usage: found }: Answer) => found !== undefined;

/** Tokens of the answer that the limit certainly covers; reasoning may stand beside it. */
function visibleTokens({ usage: found }: Answer): number | undefined {
  const counts = found?.counts ?? {};
  const details = counts['completion_tokens_details'];
  const reasoning = isObject(details) ? (number(details['reasoning_tokens']) ?? 0) : 0;
  const all = number(counts['completion_tokens']);
  return all === undefined ? undefined : all - reasoning;
}

const saysSomething = ({ choices }: Answer) =>
  choices.some(({ content, calls }) => content.trim() !== '' || calls.length > 0);
/** Choices that are generated, those that are not shown too. */
const candidatesOf = (request: Request) => Math.max(choicesOf(request), number(bodyObject(request)['best_of']) ?? 1);

const limited = (view: Answer) =>
  limitOf(view.request) !== undefined && candidatesOf(view.request) === 1 && visibleTokens(view) !== undefined;

export default {
  id: 'usage',
  title: 'Usage: what an answer says it cost, in either form',
  profile: 'core',
  over: {
    ...everyAnswer,
    where: (exchange) =>
      everyAnswer.where(exchange) ||
      everyText.where(exchange) ||
      (everyTextStream.where(exchange) && isEnded(readChatStream(exchange))),
  },
  checks: {
    present: {
      should: 'A completion in one piece tells its usage.',
      cite: schema('#/components/schemas/CreateChatCompletionResponse/properties/usage'),
      covers: ['CHAT-RESP-023'],
      when: ({ streamed }) => !streamed,
      *find(view) {
        if (!has(view)) yield finding('/body/usage', words('an object'), words('none'));
      },
      fault: editCompletion((json) => without(json, '/usage')),
    },
    counters: {
      must: 'A usage that is present has integer prompt_tokens, completion_tokens and total_tokens, none of them negative.',
      cite: schema('#/components/schemas/CompletionUsage/required'),
      covers: ['CHAT-RESP-024', 'CHAT-RESP-025', 'CMPL-018'],
      when: has,
      *find({ usage: found }) {
        for (const name of counters) {
          const count = found!.counts[name];
          if (!Number.isInteger(count) || (count as number) < 0)
            yield finding(`${found!.at}/${name}`, words('an integer of 0 or more'), count);
        }
      },
      fault: editUsage((counts) => without(counts, '/prompt_tokens')),
    },
    sum: {
      must: 'total_tokens is the sum of prompt_tokens and completion_tokens.',
      cite: schema(`${usage}/total_tokens`),
      covers: ['CHAT-RESP-025', 'CHAT-STREAM-025', 'CMPL-018'],
      when: ({ usage: found }) =>
        found !== undefined && counters.every((name) => number(found.counts[name]) !== undefined),
      *find({ usage: found }) {
        const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } = found!.counts;
        const sum = Number(prompt) + Number(completion);
        if (total !== sum)
          yield finding(
            `${found!.at}/total_tokens`,
            words(`${String(prompt)} + ${String(completion)} = ${sum}`),
            total,
          );
      },
      fault: editUsage((counts) => ({ ...counts, total_tokens: Number(counts['total_tokens']) + 1 })),
    },
    'counts-the-prompt': {
      should: 'prompt_tokens is at least 1, since no prompt of ours is empty.',
      cite: schema(`${usage}/prompt_tokens`),
      covers: ['CHAT-RESP-026'],
      when: ({ usage: found }) => number(found?.counts['prompt_tokens']) !== undefined,
      *find({ usage: found }) {
        if (found!.counts['prompt_tokens'] === 0) yield finding(`${found!.at}/prompt_tokens`, words('1 or more'), 0);
      },
      fault: editUsage((counts) => ({ ...counts, prompt_tokens: 0, total_tokens: counts['completion_tokens'] ?? 0 })),
    },
    'counts-the-answer': {
      should: 'completion_tokens is at least 1 where anything was said or called.',
      cite: schema(`${usage}/completion_tokens`),
      covers: ['USAGE-001'],
      when: (view) => choicesOf(view.request) === 1 && saysSomething(view),
      *find({ usage: found }) {
        if (found?.counts['completion_tokens'] === 0)
          yield finding(`${found.at}/completion_tokens`, words('1 or more'), 0);
      },
      fault: editUsage((counts, request) => (limitOf(request) === undefined ? over(counts, 0) : counts)),
    },
    'within-the-limit': {
      must: 'An answer has no more tokens than its request allows; one more, for the end of the text, is another rule.',
      cite: schema('#/components/schemas/CreateChatCompletionRequest/properties/max_completion_tokens'),
      covers: ['CHAT-FIN-002', 'CHAT-FIN-017', 'CMPL-011'],
      when: limited,
      *find(view) {
        const limit = limitOf(view.request)!;
        const tokens = visibleTokens(view)!;
        if (tokens > limit + 1) yield finding(`${view.usage!.at}/completion_tokens`, words(`at most ${limit}`), tokens);
      },
      fault: beyondTheLimit(2),
    },
    'not-one-more': {
      should: 'completion_tokens does not exceed the limit of the request, not even by the token that ends a text.',
      cite: schema('#/components/schemas/CreateChatCompletionRequest/properties/max_completion_tokens'),
      covers: ['CHAT-FIN-002'],
      when: limited,
      *find(view) {
        const limit = limitOf(view.request)!;
        if (visibleTokens(view) === limit + 1)
          yield finding(`${view.usage!.at}/completion_tokens`, words(`at most ${limit}`), limit + 1);
      },
      fault: beyondTheLimit(1),
    },
    details: {
      should: 'The details of a usage are integers, not negative, and no larger than what they are part of.',
      cite: schema(`${usage}/completion_tokens_details`),
      covers: ['CHAT-RESP-029'],
      when: has,
      *find({ usage: found }) {
        for (const side of ['prompt', 'completion'] as const) {
          const details = found!.counts[`${side}_tokens_details`];
          const at = `${found!.at}/${side}_tokens_details`;
          if (!isObject(details ?? {})) yield finding(at, words('an object'), details);
          const whole = number(found!.counts[`${side}_tokens`]) ?? Infinity;
          for (const [name, count] of Object.entries(isObject(details) ? details : {})) {
            if (!name.endsWith('_tokens') || whole < 0 || count === null) continue;
            const most = besides.includes(name) ? Infinity : whole;
            if (!Number.isInteger(count) || (count as number) < 0 || (count as number) > most)
              yield finding(`${at}/${name}`, words(`an integer from 0 to ${most}`), count);
          }
        }
      },
      fault: editUsage((counts) => ({ ...counts, prompt_tokens_details: { cached_tokens: -1 } })),
    },
  },
} satisfies Suite<Answer>;

// Rejected predictions and writes to a cache are billed beside the totals.
const besides = ['rejected_prediction_tokens', 'cache_write_tokens'];

/** So many tokens more than the limit, in an answer of one choice. */
function beyondTheLimit(more: number): Fault {
  return editUsage((counts, request) =>
    choicesOf(request) === 1 ? over(counts, (limitOf(request) ?? 0) + more) : counts,
  );
}

function over(counts: JsonObject, completion: number): JsonObject {
  const prompt = number(counts['prompt_tokens']) ?? 0;
  return { ...counts, completion_tokens: completion, total_tokens: prompt + completion };
}
