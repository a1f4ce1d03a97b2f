import { prose, schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject, type Json, type JsonObject } from '../src/spec/json.ts';
import type { Fault } from '../src/transport/fault.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import * as has from './capabilities.ts';
import { continuesText } from './exchanges.ts';
import * as probes from './probes/completions.ts';
import { editTextChoices, everyText, everyTextStream } from './text-exchanges.ts';
import { listIn, readTextLogprobs, type LoggedChoice, type TextLogprobs } from './text-logprobs.ts';

const logprobs = '#/components/schemas/CreateCompletionResponse/properties/choices/items/properties/logprobs';
const number = schema('#/components/schemas/CreateCompletionRequest/properties/logprobs');
const lists = ['tokens', 'token_logprobs', 'top_logprobs', 'text_offset'];

/** Whether logprobs hold anything, and not what those of a chat hold. */
const isLegacy = (json: JsonObject) => Object.keys(json).length > 0 && !Object.hasOwn(json, 'content');
const isEmpty = ({ json }: LoggedChoice['objects'][number]) => Object.keys(json).length === 0;
const asksFor = (request: Request) => continuesText(request) && typeof bodyObject(request)['logprobs'] === 'number';
const echoes = ({ request }: TextLogprobs) => bodyObject(request)['echo'] === true;
/** Whether a list is there, and not empty for want of alternatives (LEG-56). */
const hasEntries = (json: JsonObject, name: string) =>
  Array.isArray(json[name]) && (name !== 'top_logprobs' || listIn(json, name).length > 0);
/** What rounding may add to a certainty. */
const slack = 0.01;
const some = (view: TextLogprobs) => view.choices.some(({ tokens }) => tokens.length > 0);
const said = ({ tokens }: LoggedChoice) => tokens.map((one) => (typeof one === 'string' ? one : '')).join('');

/**
 * What is left of a text, or of tokens joined, without marks of the tokenizer, without blanks, which are stripped here
 * and there (LEG-60), and without parts of characters, which are shown in many ways.
 */
const squeezed = (text: string) => text.replaceAll(/<[^<>\s]{1,40}>|[^!-~]/g, '');
/** Thoughts in tags, and tokens by number or by byte, are none of the text. */
const isComparable = ({ text, tokens }: LoggedChoice) =>
  !text.includes('<') &&
  tokens.length > 0 &&
  tokens.every((one) => typeof one === 'string' && !/^(?:bytes|token_id):/.test(one));

/** Choices whose tokens, joined, are not their text. */
function* otherThanText({ choices }: TextLogprobs) {
  for (const one of choices.filter(isComparable))
    if (!squeezed(said(one)).includes(squeezed(one.text)))
      yield finding(`${one.at}/logprobs/tokens`, one.text, said(one));
}

export default {
  id: 'completions-logprobs',
  title: 'Text completions: log probabilities, in both forms',
  profile: 'completions',
  over: {
    where: (exchange) => asksFor(exchange.request) && (everyText.where(exchange) || everyTextStream.where(exchange)),
    read: readTextLogprobs,
    probes: [probes.logprobs, probes.echoLogprobs],
    asks: [has.textLogprobs],
  },
  checks: {
    'come-when-asked': {
      should: 'A text completion that accepts logprobs has them, 0 alternatives included.',
      cite: number,
      covers: ['CMPL-019'],
      *find({ choices }) {
        for (const { at, text, objects, finishReason } of choices)
          if (text.trim() !== '' && finishReason !== 'content_filter' && objects.every(isEmpty))
            yield finding(`${at}/logprobs`, words('an object'), words('none'));
      },
      fault: editLogprobs(() => null),
    },
    shape: {
      must: 'The tokens and token_logprobs of a text completion are arrays, and its logprobs are not those of a chat.',
      cite: schema(logprobs),
      covers: ['CMPL-019'],
      when: ({ choices }) => choices.some(({ objects }) => objects.length > 0),
      *find({ choices }) {
        for (const { at, json } of choices.flatMap(({ objects }) => objects)) {
          if (Object.hasOwn(json, 'content')) yield finding(`${at}/content`, words('no member'), json['content']);
          // The schema asks for none of them (LEG-S9).
          for (const name of ['tokens', 'token_logprobs'])
            if ((json[name] ?? null) !== null && !Array.isArray(json[name]))
              yield finding(`${at}/${name}`, words('an array'), json[name]);
        }
      },
      fault: editLogprobs(() => ({ content: [] })),
    },
    'have-tokens': {
      should: 'The logprobs of a text completion that say anything have tokens and token_logprobs.',
      cite: schema(logprobs),
      covers: ['CMPL-019'],
      when: ({ choices }) => choices.some(({ objects }) => objects.some(({ json }) => isLegacy(json))),
      *find({ choices }) {
        for (const { at, json } of choices.flatMap(({ objects }) => objects))
          for (const name of isLegacy(json) ? ['tokens', 'token_logprobs'] : [])
            if ((json[name] ?? null) === null) yield finding(`${at}/${name}`, words('an array'), json[name]);
      },
      fault: editLogprobs((json) => ({ ...json, token_logprobs: null })),
    },
    'equal-lengths': {
      should: 'The arrays of the logprobs have an entry for each token.',
      cite: schema(logprobs),
      covers: ['CMPL-020'],
      when: some,
      *find({ choices }) {
        for (const { at, json } of choices.flatMap(({ objects }) => objects)) {
          const due = listIn(json, 'tokens').length;
          for (const name of lists)
            if (hasEntries(json, name) && listIn(json, name).length !== due)
              yield finding(`${at}/${name}`, words(`${due} entries`), words(`${listIn(json, name).length}`));
        }
      },
      fault: editLogprobs((json) => ({ ...json, token_logprobs: listIn(json, 'token_logprobs').slice(1) })),
    },
    'at-most-as-asked': {
      should: 'top_logprobs have at most one alternative more than was asked for, which is the chosen token.',
      cite: number,
      covers: ['CMPL-021'],
      when: ({ choices }) => choices.some(({ objects }) => objects.some(({ json }) => listIn(json, 'top_logprobs')[0])),
      *find({ choices, asked }) {
        for (const { at, json } of choices.flatMap(({ objects }) => objects))
          for (const [i, map] of listIn(json, 'top_logprobs').entries())
            if (isObject(map) && Object.keys(map).length > asked + 1)
              yield finding(`${at}/top_logprobs/${i}`, words(`${asked + 1} entries or fewer`), map);
      },
      fault: editLogprobs((json) => ({
        ...json,
        ...(Array.isArray(json['top_logprobs'])
          ? { top_logprobs: listIn(json, 'top_logprobs').map((map) => map && manyWords) }
          : {}),
      })),
    },
    'tokens-are-the-text': {
      should: 'The tokens of a plain text completion, joined, are its text, but for blanks and marks of the tokenizer.',
      cite: schema(`${logprobs}/properties/tokens`),
      covers: ['CMPL-022'],
      when: (view) => !echoes(view) && view.choices.some(isComparable),
      find: otherThanText,
      fault: editLogprobs((json, request) =>
        bodyObject(request)['echo'] === true
          ? json
          : { ...json, tokens: listIn(json, 'tokens').map((one) => String(one).replaceAll(/[a-z]/gi, 'z')) },
      ),
    },
    offsets: {
      should: 'text_offset says where each token begins: it never goes back, and steps by the length of the token.',
      cite: schema(`${logprobs}/properties/text_offset`),
      covers: ['CMPL-022'],
      // Where they begin is open, and so it is whether those of a stream go on.
      when: (view) => !view.streamed && some(view),
      *find({ choices }) {
        for (const { at, json } of choices.flatMap(({ objects }) => objects)) {
          const { text_offset: offsets } = json;
          if (!Array.isArray(offsets)) yield finding(`${at}/text_offset`, words('an array'), offsets);
          else yield* astray(`${at}/text_offset`, listIn(json, 'tokens'), offsets);
        }
      },
      fault: editLogprobs((json) => ({ ...json, text_offset: listIn(json, 'text_offset').toReversed() })),
    },
    'null-only-first': {
      should:
        'A token has a log probability, which is no number above 0; only the first of an echoed prompt may have null in its place.',
      cite: schema(`${logprobs}/properties/token_logprobs`),
      covers: ['CMPL-023'],
      when: some,
      *find(view) {
        for (const { at, logprobs: list } of view.choices)
          for (const [i, logprob] of list.entries())
            if (logprob === null && !(i === 0 && echoes(view)))
              yield finding(`${at}/logprobs/token_logprobs/${i}`, words('a number'), null);
            else if (typeof logprob === 'number' && logprob > slack)
              yield finding(`${at}/logprobs/token_logprobs/${i}`, words('0 or less'), logprob);
      },
      fault: editLogprobs((json) => ({ ...json, token_logprobs: listIn(json, 'token_logprobs').map(() => null) })),
    },
    'echo-has-them': {
      should: 'With echo the tokens are those of the whole text, the prompt among it.',
      cite: prose('CreateCompletionRequest, echo', 'the prompt is returned in addition; harnesses read its likelihood'),
      covers: ['CMPL-039'],
      when: (view) => echoes(view) && view.choices.some(isComparable),
      find: otherThanText,
      fault: editLogprobs((json, request) =>
        bodyObject(request)['echo'] === true
          ? Object.fromEntries(lists.map((name) => [name, listIn(json, name).slice(-2)]))
          : json,
      ),
    },
  },
} satisfies Suite<TextLogprobs>;

const manyWords = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => [name, -1]));

/** Steps in another measure than code points, UTF-16 units or bytes, where the tokens are text as it stands. */
function* astray(at: string, tokens: readonly Json[], offsets: readonly Json[]) {
  for (const [i, offset] of offsets.entries()) {
    const before = offsets[i - 1];
    const token = tokens[i - 1];
    if (typeof offset !== 'number' || typeof before !== 'number' || typeof token !== 'string') continue;
    // Marks of the tokenizer, and parts of characters, take no room or another one.
    const measured = /^[ -~]+$/.test(token) && !/[<>]/.test(token);
    if (offset < before || (measured && offset - before !== token.length))
      yield finding(`${at}/${i}`, measured ? before + token.length : words(`${before} or more`), offset);
  }
}

/** An edit of the logprobs of every choice that has any, where the request asks for them. */
function editLogprobs(edit: (json: JsonObject, request: Request) => Json): Fault {
  return editTextChoices((choice, request) => {
    const { logprobs: found } = choice;
    return asksFor(request) && isObject(found) ? { ...choice, logprobs: edit(found, request) } : choice;
  });
}
