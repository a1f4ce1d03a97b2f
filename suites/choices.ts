import { prose } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { editUsage, everyAnswer, type Answer } from './answer.ts';
import { choicesOf } from './exchanges.ts';
import { twoChoices } from './probes/optional.ts';

export default {
  id: 'choices',
  title: 'Several choices (n), in either form',
  profile: 'choices',
  over: {
    ...everyAnswer,
    where: (exchange) => choicesOf(exchange.request) > 1 && everyAnswer.where(exchange),
    probes: [twoChoices],
  },
  checks: {
    'all-are-counted': {
      should:
        'With several choices completion_tokens counts them all, so it is not less than one for each that says something.',
      cite: prose('chat completions, n', 'the tokens of all choices are charged'),
      covers: ['CHAT-RESP-028'],
      when: ({ usage }) => typeof usage?.counts['completion_tokens'] === 'number',
      *find({ usage: found, choices }) {
        const said = choices.filter(({ content, calls }) => content !== '' || calls.length > 0).length;
        const tokens = Number(found!.counts['completion_tokens']);
        if (tokens < said) yield finding(`${found!.at}/completion_tokens`, words(`${said} or more`), tokens);
      },
      fault: editUsage((counts, request) =>
        choicesOf(request) > 1
          ? { ...counts, completion_tokens: 1, total_tokens: Number(counts['prompt_tokens']) + 1 }
          : counts,
      ),
    },
  },
} satisfies Suite<Answer>;
