import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject, type Json, type JsonObject } from '../src/spec/json.ts';
import { without } from '../src/transport/edits.ts';
import { bodyObject } from '../src/transport/request.ts';
import { editLogprobs, editTokens, everyScored, type Scored, type Token } from './scored.ts';
import { editCompletion } from './exchanges.ts';
import { bytesOfText, isWhole, letters, textOfBytes } from './tokens.ts';

const logprobs = '#/components/schemas/CreateChatCompletionResponse/properties/choices/items/properties/logprobs';
const entry = '#/components/schemas/ChatCompletionTokenLogprob';

/** Noise of half precision above the probability of 1. */
const slack = 1e-3;

const tokensOf = ({ choices }: Scored) => choices.flatMap(({ tokens }) => tokens);
const withAlternatives = (view: Scored): readonly Token[] =>
  tokensOf(view).flatMap((token) => [token, ...token.alternatives]);
const isByte = (byte: Json) => Number.isInteger(byte) && (byte as number) >= 0 && (byte as number) <= 255;
const areBytes = (bytes: Token['bytes']): bytes is readonly number[] => bytes !== undefined && bytes.every(isByte);

/** Whether the tokens stand for the text alone (LEG-60). */
const isPlain = ({ request }: Scored) =>
  !['stop', 'tools', 'functions'].some((name) => (bodyObject(request)[name] ?? null) !== null);

export default {
  id: 'logprobs-tokens',
  title: 'Log probabilities: the entries, in either form',
  profile: 'logprobs',
  over: everyScored,
  checks: {
    'come-when-asked': {
      should: 'With `logprobs` true every whole answer in text carries log probabilities.',
      cite: schema(logprobs),
      covers: ['CHAT-LOGP-001'],
      when: (view) => !view.streamed && view.choices.some(({ text, plain }) => text !== '' && plain),
      *find({ choices }) {
        for (const { text, plain, parts } of choices)
          for (const { at, json } of text !== '' && plain ? parts : [])
            if ((json ?? null) === null) yield finding(at, words('an object with content'), json);
      },
      fault: editCompletion((json, request) =>
        bodyObject(request)['logprobs'] === true ? withoutLogprobs(json) : undefined,
      ),
    },
    'have-content': {
      must: 'The logprobs of a choice list its tokens under content, and not in the arrays of legacy completions.',
      cite: schema(logprobs),
      covers: ['CHAT-LOGP-016'],
      // Streams are held to it by stream-delta/logprobs.
      when: ({ streamed, choices }) =>
        !streamed && choices.some(({ parts }) => parts.some(({ json }) => isObject(json))),
      *find({ choices }) {
        for (const { at, json } of choices.flatMap(({ parts }) => parts))
          if (isObject(json) && !Object.hasOwn(json, 'content') && !Array.isArray(json['refusal']))
            yield finding(`${at}/content`, words('an array or null'), words(`members ${Object.keys(json).join(', ')}`));
      },
      fault: (reply, request, earlier) =>
        bodyObject(request)['stream'] === true
          ? reply
          : editLogprobs(() => ({ tokens: [' a'], token_logprobs: [-1], top_logprobs: [], text_offset: [0] }))(
              reply,
              request,
              earlier,
            ),
    },
    'have-members': {
      must: 'Every entry has a token and its logprob.',
      cite: schema(`${entry}/required`),
      covers: ['CHAT-LOGP-003'],
      when: (view) => tokensOf(view).length > 0,
      *find(view) {
        for (const { at, json } of withAlternatives(view))
          for (const name of ['token', 'logprob'])
            if ((json[name] ?? null) === null) yield finding(`${at}/${name}`, words('a value'), json[name]);
      },
      fault: editTokens((one) => without(one, '/logprob')),
    },
    'have-all-members': {
      should:
        'Every entry has bytes and top_logprobs, null and empty where there is nothing to say, and every alternative has bytes.',
      cite: schema(`${entry}/required`),
      covers: ['CHAT-LOGP-003'],
      when: (view) => tokensOf(view).length > 0,
      *find(view) {
        for (const { at, json } of withAlternatives(view))
          if (!Object.hasOwn(json, 'bytes')) yield finding(`${at}/bytes`, words('a value'), undefined);
        for (const { at, json } of tokensOf(view))
          if (!Object.hasOwn(json, 'top_logprobs')) yield finding(`${at}/top_logprobs`, words('a value'), undefined);
      },
      fault: editTokens((one) => without(one, '/bytes')),
    },
    'are-logarithms': {
      must: 'A logprob is the logarithm of a probability: no number above 0; -9999 stands for a token that is hardly possible.',
      cite: schema(`${entry}/properties/logprob`),
      covers: ['CHAT-LOGP-004'],
      when: (view) => tokensOf(view).length > 0,
      *find(view) {
        for (const { at, logprob } of withAlternatives(view))
          if (logprob !== undefined && !(logprob <= slack)) yield finding(`${at}/logprob`, words('0 or less'), logprob);
      },
      fault: editTokens((one, request) =>
        bodyObject(request)['top_logprobs'] === undefined ? { ...one, logprob: 0.5 } : one,
      ),
    },
    'bytes-are-bytes': {
      must: 'The bytes of a token, where they are given, are integers from 0 to 255.',
      cite: schema(`${entry}/properties/bytes`),
      covers: ['CHAT-LOGP-005'],
      when: (view) => withAlternatives(view).some(({ bytes }) => bytes !== undefined),
      *find(view) {
        for (const { at, bytes = [] } of withAlternatives(view))
          for (const [i, byte] of bytes.entries())
            if (typeof byte === 'number' && !isByte(byte))
              yield finding(`${at}/bytes/${i}`, words('an integer from 0 to 255'), byte);
      },
      fault: editTokens((one) => (Array.isArray(one['bytes']) ? { ...one, bytes: [256, ...one['bytes']] } : one)),
    },
    'bytes-spell-the-token': {
      should: 'The bytes of a token are its text in UTF-8, unless it holds a part of a character only.',
      cite: schema(`${entry}/properties/bytes`),
      covers: ['CHAT-LOGP-005'],
      when: (view) => withAlternatives(view).some(({ token, bytes }) => isWhole(token) && bytes !== undefined),
      *find(view) {
        for (const { at, token, bytes } of withAlternatives(view)) {
          if (!isWhole(token) || !areBytes(bytes) || textOfBytes(bytes) === undefined) continue;
          if (letters(textOfBytes(bytes)!) !== letters(token))
            yield finding(`${at}/bytes`, words(`the bytes of ${JSON.stringify(token)}`), bytes);
        }
      },
      fault: editTokens((one) => ({ ...one, bytes: bytesOfText(`${String(one['token'])}x`) })),
    },
    'spell-the-text': {
      should: 'The tokens of an answer in text, joined, hold that text; blanks and special tokens are free.',
      cite: schema(logprobs),
      covers: ['CHAT-LOGP-006'],
      when: (view) => isPlain(view) && spelling(view).length > 0,
      *find(view) {
        for (const { at, text, tokens } of spelling(view)) {
          const joined = tokens.map(({ token }) => token!).join('');
          const bytes = tokens.flatMap((one) => (areBytes(one.bytes) ? one.bytes : bytesOfText(one.token!)));
          const spelt = [joined, Buffer.from(bytes).toString('utf8')];
          if (!spelt.some((said) => letters(said).includes(letters(text))))
            yield finding(`${at}/logprobs/content`, words(`tokens of ${JSON.stringify(text)}`), joined);
        }
      },
      fault: editTokens((one) => {
        const token = [...String(one['token'])].toReversed().join('');
        return { ...one, token, bytes: bytesOfText(token) };
      }),
    },
    'no-more-than-generated': {
      may: 'There are no more entries than completion_tokens, save one for the end of each choice.',
      cite: schema('#/components/schemas/CompletionUsage/properties/completion_tokens'),
      covers: ['CHAT-LOGP-013'],
      when: ({ usage, choices }) =>
        Number.isInteger(usage?.['completion_tokens']) && choices.some(({ tokens }) => tokens.length > 0),
      *find(view) {
        const generated = Number(view.usage!['completion_tokens']) + view.choices.length;
        const count = tokensOf(view).length;
        if (count > generated)
          yield finding(
            `${view.choices[0]!.at}/logprobs/content`,
            words(`at most ${generated} entries`),
            words(`${count}`),
          );
      },
      fault: editLogprobs((one, request) => {
        const { content } = one;
        const end = { token: '<|end|>', logprob: -0.1, bytes: null, top_logprobs: [] };
        return bodyObject(request)['stream'] === true || !Array.isArray(content)
          ? one
          : { ...one, content: [...content, ...Array.from({ length: 99 }, () => end)] };
      }),
    },
    'refusal-is-there': {
      may: 'logprobs has the member refusal, null where nothing was refused.',
      cite: schema(logprobs),
      covers: ['CHAT-LOGP-015'],
      when: (view) => tokensOf(view).length > 0,
      *find({ choices }) {
        for (const { at, json } of choices.flatMap(({ parts }) => parts))
          if (isObject(json) && !Object.hasOwn(json, 'refusal')) yield finding(`${at}/refusal`, null, undefined);
      },
      fault: editLogprobs((one) => without(one, '/refusal')),
    },
  },
} satisfies Suite<Scored>;

/** Choices whose text is all there is, and whose entries all have a token. */
function spelling({ choices }: Scored): Scored['choices'] {
  return choices.filter(
    ({ plain, text, tokens }) =>
      // A template may have opened the tag that the text begins with (LEG-94).
      plain &&
      !/<\/?think>/.test(text) &&
      letters(text) !== '' &&
      tokens.length > 0 &&
      tokens.every(({ token }) => token !== undefined),
  );
}

function withoutLogprobs(json: JsonObject): JsonObject {
  const choices = json['choices'] as readonly Json[];
  return { ...json, choices: choices.map((one) => (isObject(one) ? { ...one, logprobs: null } : one)) };
}
