import { prose, schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject } from '../src/spec/json.ts';
import type { ChatStream } from '../src/transport/chat-stream.ts';
import type { Completion } from '../src/transport/completion.ts';
import { when } from '../src/transport/edits.ts';
import type { Reply } from '../src/transport/exchange.ts';
import { isStream } from '../src/transport/guards.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { editFinish, editUsage } from './answer.ts';
import { finishReasons, formatOf } from './exchanges.ts';
import { endOfText } from './characters.ts';
import { messagesOf } from './chunks.ts';
import { forms } from './probes/forms.ts';
import { editStreamedText } from './text.ts';

export type Forms = { plain: Completion; again: Completion; streamed: ChatStream; streamedAgain: ChatStream };

const sameMessage = prose(
  'chat completions, streaming',
  'the chunks carry partial deltas of the message that a whole completion has',
);

export const whole = ({ choices }: Completion) => (choices[0]?.content ?? '').trim();
export const joined = (stream: ChatStream) => (messagesOf(stream)[0]?.content ?? '').trim();

/** One answer served twice from a cache repeats nothing. */
const isServedTwice = (one: Completion, other: Completion) =>
  one.object['id'] !== undefined && one.object['id'] === other.object['id'];
const isStreamedTwice = (one: ChatStream, other: ChatStream) => idOf(one) !== undefined && idOf(one) === idOf(other);
const idOf = ({ chunks }: ChatStream) => chunks.at(-1)?.json['id'];

/** Whether a stream without text is no answer that reasoning used up (LEG-52). */
const saysAll = (stream: ChatStream) =>
  joined(stream) !== '' ||
  messagesOf(stream).some(({ reasoning, finishReasons }) => reasoning === '' && finishReasons.at(-1)?.value === 'stop');

/** Whether the endpoint repeats itself word by word in each form: only then do their texts compare. */
export const repeats = ({ plain, again, streamed, streamedAgain }: Forms) =>
  !isServedTwice(plain, again) &&
  !isStreamedTwice(streamed, streamedAgain) &&
  whole(plain) !== '' &&
  whole(plain) === whole(again) &&
  joined(streamed) === joined(streamedAgain) &&
  saysAll(streamed);

/** The tokens of the answer itself; thoughts, which vary, are a count of their own. */
function generatedBy(view: Completion | ChatStream): number | undefined {
  const usage = 'usages' in view ? view.usages.at(-1)?.usage : view.usage;
  const { completion_tokens: tokens, completion_tokens_details: details } = usage ?? {};
  const reasoning = isObject(details) ? details['reasoning_tokens'] : 0;
  return typeof tokens === 'number' && (reasoning ?? 0) === 0 ? tokens : undefined;
}

/** What is left of characters beyond ASCII where they are lost: replaced, or read in another encoding. */
const mangled = (text: string) =>
  [text.replaceAll(/[^\u0020-\u007e]/gu, '?'), Buffer.from(text).toString('latin1')].filter((other) => other !== text);
const isReason = (value: unknown) => finishReasons.includes(value as string);
/** Whether a request asks for a text of ours, which no limit cuts. */
const isRepeating = (request: Request) =>
  JSON.stringify(bodyObject(request)['messages'] ?? '').includes('Repeat exactly');
/** Streams of text that no stop sequence ends. */
const isOfForms = (reply: Reply, request: Request) =>
  isStream(reply) && bodyObject(request)['stop'] === undefined && formatOf(request) === 'text';
const isReplacement = (text: string) => text.slice(0, endOfText(text)).includes('\ufffd');

export default {
  id: 'forms',
  title: 'The same request, whole and streamed',
  profile: 'core',
  over: forms,
  checks: {
    'same-finish-reason': {
      should: 'Where both forms of a request have the same text they end for the same reason.',
      cite: schema(
        '#/components/schemas/CreateChatCompletionStreamResponse/properties/choices/items/properties/finish_reason',
      ),
      covers: ['CHAT-FIN-014'],
      when: ({ plain, streamed }) => whole(plain) !== '' && whole(plain) === joined(streamed),
      *find({ plain, streamed }) {
        const expected = plain.choices[0]?.finishReason;
        const last = messagesOf(streamed)[0]?.finishReasons.at(-1);
        if (last && last.value !== expected && [last.value, expected].every(isReason))
          yield finding(`/streamed/events/${last.event}/choices/0/finish_reason`, expected, last.value);
      },
      fault: when(
        isStream,
        editFinish((choice) => ({ ...choice, finish_reason: 'content_filter' })),
      ),
    },
    'same-prompt-tokens': {
      should: 'Both forms of a request count the same prompt_tokens, where whole completions repeat theirs.',
      cite: schema('#/components/schemas/ChatCompletionStreamOptions/properties/include_usage'),
      covers: ['CHAT-STREAM-024'],
      when: ({ plain, again, streamed }) =>
        plain.usage !== undefined &&
        plain.usage['prompt_tokens'] === again.usage?.['prompt_tokens'] &&
        streamed.usages.length > 0,
      *find({ plain, streamed }) {
        const { event, usage } = streamed.usages.at(-1)!;
        if (usage['prompt_tokens'] !== plain.usage!['prompt_tokens'])
          yield finding(
            `/streamed/events/${event}/usage/prompt_tokens`,
            plain.usage!['prompt_tokens'],
            usage['prompt_tokens'],
          );
      },
      fault: when(
        isStream,
        editUsage((usage) => ({
          ...usage,
          prompt_tokens: Number(usage['prompt_tokens']) + 1,
          total_tokens: Number(usage['total_tokens']) + 1,
        })),
      ),
    },
    'same-completion-tokens': {
      should:
        'Where each form repeats itself word by word and both have one text, they count the same completion_tokens, give or take one.',
      cite: schema('#/components/schemas/CompletionUsage/properties/completion_tokens'),
      covers: ['USAGE-002'],
      when: (view) =>
        repeats(view) &&
        whole(view.plain) === joined(view.streamed) &&
        generatedBy(view.plain) === generatedBy(view.again) &&
        generatedBy(view.streamed) === generatedBy(view.streamedAgain) &&
        [view.plain, view.streamed].every((one) => generatedBy(one) !== undefined),
      *find({ plain, streamed }) {
        const [expected, actual] = [generatedBy(plain)!, generatedBy(streamed)!];
        const last = streamed.usages.at(-1)!;
        if (Math.abs(expected - actual) > 1)
          yield finding(`/streamed/events/${last.event}/usage/completion_tokens`, expected, actual);
      },
      fault: when(
        (reply, request) => isOfForms(reply, request) && isRepeating(request),
        editUsage((usage) => {
          const completion_tokens = Math.max(1, Number(usage['completion_tokens']) - 3);
          return { ...usage, completion_tokens, total_tokens: Number(usage['prompt_tokens']) + completion_tokens };
        }),
      ),
    },
    'same-text': {
      may: 'Where each form repeats itself word by word, the joined text of the stream is the text of the whole completion.',
      cite: sameMessage,
      covers: ['CHAT-STREAM-016'],
      when: repeats,
      *find({ plain, streamed }) {
        if (whole(plain) !== joined(streamed) && !isLoss(joined(streamed), whole(plain)))
          yield finding('/streamed/content', whole(plain), joined(streamed));
      },
      fault: when(
        isOfForms,
        editStreamedText((text) => `${text} indeed`),
      ),
    },
    'loses-no-text': {
      must: 'Where each form repeats itself word by word, the stream does not leave out characters of the whole text.',
      cite: sameMessage,
      covers: ['CHAT-STREAM-046'],
      when: repeats,
      *find({ plain, streamed }) {
        if (isLoss(joined(streamed), whole(plain))) yield finding('/streamed/content', whole(plain), joined(streamed));
      },
      fault: when(
        isOfForms,
        editStreamedText((text) => text.slice(0, 2) + text.slice(3)),
      ),
    },
    'no-replacement-characters': {
      must: 'A stream has every character that the whole completion has, and nothing such as U+FFFD in its place, but where the last one was cut.',
      cite: sameMessage,
      covers: ['CHAT-STREAM-039'],
      when: ({ plain, again, streamed }) =>
        joined(streamed) !== '' && ![plain, again].some((one) => isReplacement(whole(one))),
      *find({ plain, streamed, streamedAgain }) {
        if (mangled(whole(plain)).includes(joined(streamed)) && joined(streamed) === joined(streamedAgain))
          yield finding('/streamed/content', whole(plain), joined(streamed));
        if (isReplacement(joined(streamed)) && isReplacement(joined(streamedAgain)))
          yield finding('/streamed/content', words('text without U+FFFD'), joined(streamed));
      },
      fault: when(
        isOfForms,
        editStreamedText((text) => `${text.slice(0, 1)}\ufffd${text.slice(2)}`),
      ),
      also: ['forms/same-text'],
    },
  },
} satisfies Suite<Forms>;

/**
 * Whether one text is another with characters missing: a proper subsequence of it, and one that is either a piece of
 * it or long enough to be none by chance. A character that the limit cut may be left out, or stand there as U+FFFD.
 */
export function isLoss(copy: string, original: string): boolean {
  const [part, full] = [copy, original].map(withoutCutEnd) as [string, string];
  if (part.length >= full.length) return false;
  if (!full.includes(part) && part.length < full.length / 2) return false;
  let found = 0;
  for (const character of full) if (part.startsWith(character, found)) found += character.length;
  return found === part.length;
}

function withoutCutEnd(text: string): string {
  return text.slice(0, endOfText(text)).trimEnd();
}
