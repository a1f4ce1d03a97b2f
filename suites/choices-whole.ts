import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import type { Json } from '../src/spec/json.ts';
import type { Completion } from '../src/transport/completion.ts';
import { choicesOf, editCompletion, everyCompletion } from './exchanges.ts';
import { severalChoices } from './probes/choices.ts';

const indexesIn = ({ choices }: Completion) => choices.map(({ index }) => index);

/** A filter may take choices away (LEG-54). */
const isFiltered = ({ object }: Completion) =>
  Object.hasOwn(object, 'prompt_filter_results') && (object['choices'] as readonly Json[]).length === 0;

export default {
  id: 'choices-whole',
  title: 'Several choices (n), in one piece',
  profile: 'choices',
  over: {
    ...everyCompletion,
    where: (exchange) => choicesOf(exchange.request) > 1 && everyCompletion.where(exchange),
    probes: [severalChoices],
  },
  checks: {
    'all-come': {
      must: 'A completion has as many choices as `n` asks for, and each index from 0 to `n` - 1 once, in any order.',
      cite: schema('#/components/schemas/CreateChatCompletionRequest/properties/n'),
      covers: ['CHAT-RESP-011', 'CHAT-RESP-012'],
      when: (view) => Array.isArray(view.object['choices']) && !isFiltered(view),
      *find(view) {
        const due = Array.from({ length: choicesOf(view.request) }, (_, index) => index);
        const came = indexesIn(view).toSorted();
        if (came.length !== due.length || !due.every((index) => came.includes(index)))
          yield finding('/body/choices', words(`choices with index ${due.join(', ')}`), came);
      },
      fault: editCompletion((json, request) =>
        choicesOf(request) > 1 ? { ...json, choices: (json['choices'] as readonly Json[]).slice(0, 1) } : undefined,
      ),
    },
  },
} satisfies Suite<Completion>;
