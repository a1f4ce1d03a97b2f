import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import type { JsonObject } from '../src/spec/json.ts';
import { when } from '../src/transport/edits.ts';
import { editUsage } from './answer.ts';
import { choicesOf } from './exchanges.ts';
import { severalChoices, type Views } from './probes/choices.ts';

const promptTokens = (usage: JsonObject | undefined) =>
  typeof usage?.['prompt_tokens'] === 'number' ? usage['prompt_tokens'] : undefined;

/** Each answer to several choices, and what it says its prompt counted. */
function counted({ whole, streamed }: Views): { at: string; tokens: number }[] {
  const last = streamed.usages.at(-1);
  return [
    { at: '/whole/body/usage/prompt_tokens', tokens: promptTokens(whole.usage) },
    { at: `/streamed/events/${last?.event ?? 0}/usage/prompt_tokens`, tokens: promptTokens(last?.usage) },
  ].flatMap(({ at, tokens }) => (tokens === undefined ? [] : [{ at, tokens }]));
}

export default {
  id: 'choices-prompt',
  title: 'Several choices (n) of one prompt',
  profile: 'choices',
  over: severalChoices,
  checks: {
    'is-counted-once': {
      should: 'However many choices are made of it, prompt_tokens counts the prompt once.',
      cite: schema('#/components/schemas/CompletionUsage/properties/prompt_tokens'),
      covers: ['CHOICE-001'],
      when: (view) => (promptTokens(view.one.usage) ?? 0) > 0 && counted(view).length > 0,
      *find(view) {
        const once = promptTokens(view.one.usage)!;
        // Less than twice is no multiple: templates and caches count a little more or less.
        for (const { at, tokens } of counted(view))
          if (tokens >= 2 * once) yield finding(at, words(`about ${once}, as for one choice`), tokens);
      },
      fault: when(
        (_, request) => choicesOf(request) > 1,
        editUsage((usage, request) => {
          const prompt = Number(usage['prompt_tokens']) * choicesOf(request);
          return { ...usage, prompt_tokens: prompt, total_tokens: prompt + Number(usage['completion_tokens']) };
        }),
      ),
    },
  },
} satisfies Suite<Views>;
