import { prose, schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject, type JsonObject } from '../src/spec/json.ts';
import { limitOf } from '../src/transport/completion.ts';
import { put } from '../src/transport/edits.ts';
import { bodyObject } from '../src/transport/request.ts';
import { editUsage, everyAnswer, type Answer } from './answer.ts';
import { choicesOf, editCompletion } from './exchanges.ts';
import { severalChoices } from './probes/choices.ts';

const charged = prose('chat completions, n', 'the tokens of all choices are charged');

/** Letters of a word that no vocabulary averages in a token. */
const lettersPerToken = 7;
/** Letters that no two samples share by chance. */
const telling = 20;

const lettersIn = (text: string) => text.match(/\p{L}/gu)?.length ?? 0;
const completionTokens = ({ usage }: Answer) =>
  typeof usage?.counts['completion_tokens'] === 'number' ? usage.counts['completion_tokens'] : undefined;

/** The fewest tokens that everything said can have taken: one for each choice that says something, and for its words. */
function fewest({ choices }: Answer): number {
  const said = choices.filter(({ content, calls }) => content !== '' || calls.length > 0);
  const letters = said.reduce((sum, { content }) => sum + lettersIn(content), 0);
  return Math.max(said.length, Math.floor(letters / lettersPerToken));
}

function reasoningIn({ usage }: Answer): number {
  const details = usage?.counts['completion_tokens_details'];
  const reasoning = isObject(details) ? details['reasoning_tokens'] : undefined;
  return typeof reasoning === 'number' ? reasoning : 0;
}

function counting(counts: JsonObject, completion: number): JsonObject {
  return { ...counts, completion_tokens: completion, total_tokens: Number(counts['prompt_tokens']) + completion };
}

export default {
  id: 'choices',
  title: 'Several choices (n), in either form',
  profile: 'choices',
  over: {
    ...everyAnswer,
    where: (exchange) => choicesOf(exchange.request) > 1 && everyAnswer.where(exchange),
    probes: [severalChoices],
  },
  checks: {
    'all-are-counted': {
      should:
        'With several choices completion_tokens counts them all, and so no fewer than their words can have taken.',
      cite: charged,
      covers: ['CHAT-RESP-028'],
      when: (view) => completionTokens(view) !== undefined,
      *find(view) {
        const least = fewest(view);
        const tokens = completionTokens(view)!;
        if (tokens < least) yield finding(`${view.usage!.at}/completion_tokens`, words(`${least} or more`), tokens);
      },
      fault: editUsage((counts, request) => (choicesOf(request) > 1 ? counting(counts, 1) : counts)),
    },
    'no-more-than-all': {
      should: 'With several choices completion_tokens is no more than all of them may have, and a token for each end.',
      cite: charged,
      covers: ['CHAT-RESP-028'],
      when: (view) => completionTokens(view) !== undefined && limitOf(view.request) !== undefined,
      *find(view) {
        const most = choicesOf(view.request) * (limitOf(view.request)! + 1);
        const tokens = completionTokens(view)! - reasoningIn(view);
        if (tokens > most) yield finding(`${view.usage!.at}/completion_tokens`, words(`at most ${most}`), tokens);
      },
      fault: editUsage((counts, request) =>
        choicesOf(request) > 1 ? counting(counts, choicesOf(request) * ((limitOf(request) ?? 0) + 2)) : counts,
      ),
    },
    'are-samples': {
      should: 'At temperature 1 the choices of an answer of some length are not all the same.',
      cite: schema('#/components/schemas/CreateChatCompletionRequest/properties/n'),
      covers: ['CHAT-SAMP-003'],
      persistent: true,
      when: ({ request, choices }) =>
        bodyObject(request)['temperature'] === 1 &&
        choices.length > 2 &&
        choices.every(({ content }) => lettersIn(content) >= telling),
      *find({ choices }) {
        if (new Set(choices.map(({ content }) => content.trim())).size === 1)
          yield finding(`${choices[1]!.at}`, words('texts that differ'), choices[0]!.content);
      },
      fault: editCompletion((json, request) => {
        if (choicesOf(request) === 1) return undefined;
        const choices = json['choices'] as readonly JsonObject[];
        const text = (choices[0]?.['message'] as JsonObject | undefined)?.['content'] ?? '';
        return choices.reduce((edited, _, i) => put(edited, `/choices/${i}/message/content`, text), json);
      }),
    },
  },
} satisfies Suite<Answer>;
