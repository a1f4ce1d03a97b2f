import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { limitOf } from '../src/transport/completion.ts';
import { bodyObject } from '../src/transport/request.ts';
import { everyAnswer, finishingWith, isCutCall, tokensOf, type Answer } from './answer.ts';
import { offersTools } from './exchanges.ts';

const reason = '#/components/schemas/CreateChatCompletionResponse/properties/choices/items/properties/finish_reason';
const meaning = schema(reason);

/** Whether nothing but the model or the limit can have ended the answer. */
const isFree = ({ request, choices }: Answer) =>
  bodyObject(request)['stop'] === undefined &&
  (!offersTools(request) || choices.every((choice) => choice.calls.length > 0 && !isCutCall(choice)));

/**
 * Whether the answer falls far short of its limit, of which a few tokens may be used for what is not seen (LEG-92);
 * where nothing is seen at all, thoughts may have used it up (LEG-52).
 */
const fallsShort = (view: Answer) => {
  const limit = limitOf(view.request);
  const tokens = tokensOf(view);
  const seen = view.choices.every(({ silent, calls }) => !silent || calls.length > 0);
  return limit !== undefined && limit >= 16 && tokens !== undefined && tokens > 0 && tokens < limit / 2 && seen;
};

/** Whether it falls short of it by more than a token, but not far. */
const fallsOneShort = (view: Answer) => {
  const limit = limitOf(view.request);
  const tokens = tokensOf(view);
  return limit !== undefined && tokens !== undefined && tokens < limit - 1 && !fallsShort(view);
};

export default {
  id: 'finish-reason',
  title: 'finish_reason: why a choice ended, in either form',
  profile: 'core',
  over: everyAnswer,
  checks: {
    'length-means-the-limit': {
      must: 'finish_reason is length only where the token limit of the request was reached, not where the answer ended far below it.',
      cite: meaning,
      covers: ['CHAT-FIN-004', 'CHAT-FIN-018'],
      persistent: true,
      when: (view) => isFree(view) && fallsShort(view),
      *find(view) {
        for (const { at, finishReason } of view.choices)
          if (finishReason === 'length')
            yield finding(
              `${at}/finish_reason`,
              words(`another than length: ${tokensOf(view)} of ${limitOf(view.request)} tokens were used`),
              'length',
            );
      },
      fault: finishingWith('length', (view) => isFree(view) && fallsShort(view)),
    },
    'length-is-the-limit': {
      should: 'Where finish_reason is length, completion_tokens equals the limit of the request, give or take one.',
      cite: meaning,
      covers: ['CHAT-FIN-003'],
      when: (view) => isFree(view) && fallsOneShort(view),
      *find(view) {
        for (const { at, finishReason } of view.choices)
          if (finishReason === 'length')
            yield finding(
              `${at}/finish_reason`,
              words(`length at ${limitOf(view.request)} tokens`),
              words(`length at ${tokensOf(view)}`),
            );
      },
      fault: finishingWith('length', (view) => isFree(view) && fallsOneShort(view)),
    },
    'no-tools-no-calls': {
      must: 'Where no tools were offered none is called: finish_reason is neither tool_calls nor function_call, and tool_calls has no entry.',
      cite: schema('#/components/schemas/ChatCompletionToolChoiceOption'),
      covers: ['CHAT-FIN-012'],
      when: ({ request }) => !offersTools(request),
      *find({ choices }) {
        for (const { at, finishReason, calls } of choices) {
          if (finishReason === 'tool_calls' || finishReason === 'function_call')
            yield finding(`${at}/finish_reason`, words('stop, length or content_filter'), finishReason);
          if (calls.length > 0) yield finding(at, words('no tool call'), calls[0]);
        }
      },
      fault: finishingWith('tool_calls', ({ request }) => !offersTools(request)),
    },
  },
} satisfies Suite<Answer>;
