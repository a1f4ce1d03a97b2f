import { prose, schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject, type Json, type JsonObject } from '../src/spec/json.ts';
import { editChunks, when } from '../src/transport/edits.ts';
import { isOk } from '../src/transport/guards.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { isAnswer } from '../src/transport/status.ts';
import { messagesOf } from './chunks.ts';
import { withLogprobs, type Views } from './probes/logprobs.ts';
import { refusedWith } from './refusal.ts';
import { asksForLogprobs } from './scored.ts';
import { isWhole } from './tokens.ts';

const wholeTokens = ({ plain }: Views) => tokensIn(plain.choices[0]?.logprobs);
const streamedText = ({ streamed }: Views) => messagesOf(streamed)[0]?.content ?? '';
const streamedTokens = ({ streamed }: Views) => messagesOf(streamed)[0]?.logprobs?.content ?? [];
const asksForNothingElse = (request: Request) =>
  asksForLogprobs(request) && bodyObject(request)['top_logprobs'] === undefined;

function tokensIn(logprobs: Json | undefined): readonly Json[] {
  const content = isObject(logprobs) ? logprobs['content'] : undefined;
  return Array.isArray(content) ? content : [];
}

/** Whether entries stand for most of a text, which tokenisers and parsers may have cut otherwise (LEG-60). */
function standFor(tokens: readonly Json[], text: string): boolean {
  const said = tokens.map((one) => (isObject(one) && typeof one['token'] === 'string' ? one['token'] : '')).join('');
  return tokens.length > 0 && said.trim().length >= text.trim().length / 2;
}

type Listing = { token: string; names: readonly string[] };

/** Tokens with their alternatives; parts of characters tell nothing, since a whole one may stand for them. */
function listingOf(tokens: readonly Json[]): Listing[] {
  const entries = tokens.filter(isObject).map(({ token, top_logprobs: list }) => ({
    token: String(token),
    names: Array.isArray(list) ? list.map((one: Json) => (isObject(one) ? String(one['token']) : '')) : [],
  }));
  return entries.filter(({ names }) => names.length > 0 && names.every(isWhole));
}

/** How often the chosen token stands among its alternatives. */
function listedShare(listing: readonly Listing[]): number {
  return listing.filter(({ token, names }) => names.includes(token)).length / Math.max(1, listing.length);
}

export default {
  id: 'logprobs',
  title: 'Log probabilities, whole and streamed',
  profile: 'logprobs',
  over: withLogprobs,
  checks: {
    'alone-is-accepted': {
      must: 'Where log probabilities are given with `top_logprobs`, they are given without it as well.',
      cite: prose('logprobs, top_logprobs', 'the number of alternatives is an optional member'),
      covers: ['CHAT-LOGP-017'],
      persistent: true,
      when: ({ alone }) => isAnswer(alone.status),
      *find({ alone }) {
        if (!isOk(alone.reply))
          yield finding('/alone/status', words('2xx'), words(`${alone.status} ${alone.text.slice(0, 200)}`));
      },
      fault: when((_, request) => asksForNothingElse(request), refusedWith(400)),
    },
    'stream-has-them': {
      must: 'Where a whole completion carries log probabilities, the stream of the same request carries them too.',
      cite: schema(
        '#/components/schemas/CreateChatCompletionStreamResponse/properties/choices/items/properties/logprobs',
      ),
      covers: ['CHAT-STREAM-034'],
      when: (view) => standFor(wholeTokens(view), view.plain.choices[0]?.content ?? '') && streamedText(view) !== '',
      *find(view) {
        // Each form is held to its own text: sampling may end one of them sooner (LEG-75).
        if (!standFor(streamedTokens(view), streamedText(view)))
          yield finding(
            '/streamed/logprobs',
            words(`tokens for ${JSON.stringify(streamedText(view))}, as in the whole completion for its text`),
            words(`${streamedTokens(view).length} in all chunks`),
          );
      },
      fault: editStreamed(() => null),
    },
    'alternatives-belong': {
      should:
        'At temperature 0 the chosen token of a stream stands among its own alternatives as often as in a whole completion.',
      cite: schema('#/components/schemas/ChatCompletionTokenLogprob/properties/top_logprobs'),
      covers: ['CHAT-STREAM-049'],
      persistent: true,
      when: (view) =>
        bodyObject(view.streamed.request)['temperature'] === 0 &&
        listedShare(listingOf(wholeTokens(view))) === 1 &&
        listingOf(streamedTokens(view)).length > 0,
      *find(view) {
        const share = listedShare(listingOf(streamedTokens(view)));
        if (share < 1)
          yield finding(
            '/streamed/logprobs',
            words('every token among its alternatives'),
            words(`${Math.round(share * 100)} %`),
          );
      },
      fault: editStreamed((logprobs) => ({ ...logprobs, content: tokensIn(logprobs).map(misplaced) })),
    },
  },
} satisfies Suite<Views>;

/** The entry with another token in the first place of its alternatives. */
function misplaced(entry: Json): Json {
  const [first, ...rest] = isObject(entry) && Array.isArray(entry['top_logprobs']) ? entry['top_logprobs'] : [];
  if (!isObject(entry) || !isObject(first)) return entry;
  return { ...entry, top_logprobs: [{ ...first, token: `another ${String(first['token'])}`, bytes: null }, ...rest] };
}

function editStreamed(edit: (logprobs: JsonObject) => Json) {
  return editChunks((chunks) =>
    chunks.map((one) => {
      const { choices } = one.json;
      const edited = (choice: Json) =>
        isObject(choice) && isObject(choice['logprobs']) ? { ...choice, logprobs: edit(choice['logprobs']) } : choice;
      return Array.isArray(choices) ? { ...one, json: { ...one.json, choices: choices.map(edited) } } : one;
    }),
  );
}
