import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import type { Json, JsonObject } from '../src/spec/json.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { isWhole } from './tokens.ts';
import { alternativesOf, editTokens, everyScored, type Scored, type ScoredToken, type Token } from './scored.ts';

const list = schema('#/components/schemas/ChatCompletionTokenLogprob/properties/top_logprobs');
const asked = schema('#/components/schemas/CreateChatCompletionRequest/properties/top_logprobs');

/** What two ways to compute one logarithm differ by. */
const slack = 1e-3;

const tokensOf = ({ choices }: Scored) => choices.flatMap(({ tokens }) => tokens);
const listing = (view: Scored) => tokensOf(view).filter(({ alternatives }) => alternatives.length > 0);
const isNamesake = (one: Token, other: Token) =>
  one.token === other.token && JSON.stringify(one.bytes) === JSON.stringify(other.bytes);
/** Two that say the same in every word. */
const identityOf = ({ token, bytes, logprob }: Token) => JSON.stringify([token, bytes, logprob]);
const logprobOf = ({ logprob }: Token) => logprob ?? -Infinity;

/** The alternatives as they were asked for: without the chosen token, where it is one more behind them (LEG-58). */
function askedFor(view: Scored, token: ScoredToken): readonly Token[] {
  const { alternatives } = token;
  const last = alternatives.at(-1);
  const appended = last && isNamesake(last, token) && alternatives.length === alternativesOf(view.request) + 1;
  return appended ? alternatives.slice(0, -1) : alternatives;
}

/** Those of them that are in an order: some put the chosen token first, however likely it was. */
function ranked(view: Scored, token: ScoredToken): readonly Token[] {
  const [first, ...rest] = askedFor(view, token);
  return first && !isNamesake(first, token) ? [first, ...rest] : rest;
}

/** Whether nothing but the model decides what is likely: no grammar, no bias, no penalty, and the likeliest is taken. */
function isGreedy(request: Request): boolean {
  const { temperature, ...others } = bodyObject(request);
  const forcing = ['response_format', 'tools', 'functions', 'logit_bias', 'frequency_penalty', 'presence_penalty'];
  return temperature === 0 && forcing.every((name) => others[name] === undefined);
}

/** An edit of the entries of answers with alternatives. */
const editListing = (edit: (entry: JsonObject, alternatives: readonly JsonObject[]) => Json[] | JsonObject) =>
  editTokens((entry, request) => {
    const alternatives = entry['top_logprobs'];
    if (alternativesOf(request) === 0 || !Array.isArray(alternatives) || alternatives.length < 2) return entry;
    const edited = edit(entry, alternatives as readonly JsonObject[]);
    return Array.isArray(edited) ? { ...entry, top_logprobs: edited } : (edited as JsonObject);
  });

const another = (logprob: number, i = 0): JsonObject => ({ token: `zq${i}`, logprob, bytes: null });
const hasBytes = ({ bytes = null }: JsonObject) => bytes;

export default {
  id: 'logprobs-alternatives',
  title: 'Log probabilities: the alternatives of a token',
  profile: 'logprobs',
  over: everyScored,
  checks: {
    'at-most': {
      must: 'No token has more alternatives than `top_logprobs` asks for, save one for the token that was chosen.',
      cite: asked,
      covers: ['CHAT-LOGP-007'],
      // Without a number nobody said how many are too many.
      when: (view) => bodyObject(view.request)['top_logprobs'] !== undefined && listing(view).length > 0,
      *find(view) {
        const most = alternativesOf(view.request);
        for (const { at, alternatives } of listing(view))
          if (alternatives.length > most + 1)
            yield finding(`${at}/top_logprobs`, words(`at most ${most} entries`), words(`${alternatives.length}`));
      },
      fault: editListing((_, all) => [...all, ...[0, 1, 2, 3].map((i) => another(-40 - i, i))]),
    },
    'none-unasked': {
      should: 'Where `top_logprobs` is 0 no alternatives come; at most the chosen token stands in their place.',
      cite: asked,
      covers: ['CHAT-LOGP-014'],
      when: (view) => bodyObject(view.request)['top_logprobs'] === 0 && tokensOf(view).length > 0,
      *find(view) {
        for (const token of listing(view))
          if (!token.alternatives.every((one) => isNamesake(one, token)))
            yield finding(`${token.at}/top_logprobs`, words('no entry'), words(`${token.alternatives.length}`));
      },
      fault: editTokens((entry, request) =>
        bodyObject(request)['top_logprobs'] === 0 ? { ...entry, top_logprobs: [another(-9)] } : entry,
      ),
    },
    'likeliest-first': {
      should: 'Alternatives come in the order of their probability, the likeliest first.',
      cite: list,
      covers: ['CHAT-LOGP-009'],
      when: (view) => listing(view).some((token) => ranked(view, token).length > 1),
      *find(view) {
        for (const token of listing(view)) {
          const all = ranked(view, token);
          const i = all.findIndex((one, k) => k > 0 && logprobOf(one) > logprobOf(all[k - 1]!) + slack);
          if (i > 0) yield finding(`${all[i]!.at}/logprob`, words(`at most ${all[i - 1]!.logprob}`), all[i]!.logprob);
        }
      },
      fault: editListing((_, all) => all.toReversed()),
    },
    distinct: {
      should: 'No alternative stands twice among those of one token.',
      cite: list,
      covers: ['CHAT-LOGP-009'],
      when: (view) => listing(view).some((token) => askedFor(view, token).length > 1),
      *find(view) {
        for (const token of listing(view)) {
          const all = askedFor(view, token);
          // Two tokens of a vocabulary may share a spelling, and many an impossible one its floor (LEG-57).
          // Parts of characters are spelt alike.
          const told = ({ token: text = '', bytes }: Token) => bytes !== undefined && text !== '' && isWhole(text);
          const seen = new Set<string>();
          const again = all
            .filter((one) => told(one) && logprobOf(one) > -50)
            .find((one) => seen.size === seen.add(identityOf(one)).size);
          if (again) yield finding(again.at, words('another token than those before it'), again.json);
        }
      },
      fault: editListing((_, [first, ...rest]) => [first!, first!, ...rest.slice(1)]),
    },
    'greedy-takes-the-likeliest': {
      should: 'At temperature 0 no alternative is likelier than the token that was chosen, at most places.',
      cite: list,
      covers: ['CHAT-LOGP-010'],
      when: (view) => isGreedy(view.request) && listing(view).length > 1,
      *find(view) {
        const places = listing(view).filter(({ logprob }) => logprob !== undefined);
        const passedOver = places.filter((token) =>
          token.alternatives.some((one) => !isNamesake(one, token) && logprobOf(one) > logprobOf(token) + slack),
        );
        // Penalties that are on by default, and ties, may pass over the likeliest here and there.
        if (passedOver.length > places.length / 2)
          yield finding(
            `${passedOver[0]!.at}/top_logprobs`,
            words('none likelier than the chosen token'),
            words(`one at ${passedOver.length} of ${places.length} places`),
          );
      },
      fault: editListing((entry) => {
        const chosen = { token: entry['token'] ?? '', logprob: -2, bytes: hasBytes(entry) };
        return { ...entry, logprob: -2, top_logprobs: [another(-1), chosen] };
      }),
    },
    'same-logprob': {
      should: 'A chosen token that stands among its alternatives has the same logprob there.',
      cite: list,
      covers: ['CHAT-LOGP-011'],
      when: (view) => listing(view).some((token) => namesakes(token).length > 0),
      *find(view) {
        for (const token of listing(view)) {
          const same = namesakes(token);
          // One that is too unlikely for the list is another of the same spelling.
          const least = Math.min(...token.alternatives.map(logprobOf));
          if (same.length === 0 || token.logprob === undefined || token.logprob < least - slack) continue;
          if (!same.some((one) => Math.abs(logprobOf(one) - token.logprob!) <= slack))
            yield finding(`${same[0]!.at}/logprob`, token.logprob, same[0]!.logprob);
        }
      },
      fault: editListing((entry) => ({ ...entry, logprob: Number(entry['logprob']) - 0.05 })),
    },
    'sum-to-one': {
      should: 'The probabilities of the alternatives of a token do not add up to more than 1.',
      cite: list,
      covers: ['CHAT-LOGP-012'],
      when: (view) => listing(view).length > 0,
      *find(view) {
        for (const { at, alternatives: all } of listing(view)) {
          const once = new Map(all.map((one) => [identityOf(one), one])).values();
          const sum = [...once].reduce((total, one) => total + Math.exp(Math.min(0, logprobOf(one))), 0);
          if (sum > 1.01) yield finding(`${at}/top_logprobs`, words('a sum of 1 at most'), Math.round(sum * 1e3) / 1e3);
        }
      },
      fault: editListing((entry) => {
        const chosen = { token: entry['token'] ?? '', logprob: -0.1, bytes: hasBytes(entry) };
        return { ...entry, logprob: -0.1, top_logprobs: [chosen, another(-0.2)] };
      }),
    },
  },
} satisfies Suite<Scored>;

function namesakes(token: ScoredToken): readonly Token[] {
  return token.alternatives.filter((one) => isNamesake(one, token));
}
