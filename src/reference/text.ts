import type { JsonObject } from '../spec/json.ts';
import type { Occasion } from './chat.ts';
import type { Usage } from './completion.ts';
import { cut } from './cut.ts';
import { logprobOf } from './logprobs.ts';
import { answerTo, nonsense } from './model.ts';
import { letters, randomOf } from './random.ts';
import type { TextRequest } from './text-request.ts';
import { tokensOf } from './tokens.ts';

/** What the model made of one request for text, before it takes the form of one body or of many. */
export type TextCompletion = {
  id: string;
  /** Unix seconds. */
  created: number;
  model: string;
  fingerprint: string;
  choices: TextChoice[];
  usage: Usage;
};

export type TextChoice = {
  index: number;
  /** The prompt where it is to be shown too, token by token. */
  echoed: readonly string[];
  /** What continues it, token by token. */
  pieces: readonly string[];
  /** The entries of both, as a chat completion would have them; undefined: not asked for. The first echoed has none. */
  logprobs: readonly (JsonObject | null)[] | undefined;
  /** Characters that stand before the first token shown. */
  offset: number;
  finish: 'stop' | 'length' | 'content_filter';
};

/** The continuations of all prompts. The same request gets the same texts on every call, unless the mind varies. */
export function continueText(asked: TextRequest, occasion: Occasion): TextCompletion {
  const { mind, seed, call, now, model } = occasion;
  const ids = randomOf(`ids/${seed}/${call}`);
  const candidates = asked.prompts.map((prompt) =>
    Array.from({ length: asked.bestOf }, (_, i) => candidate(asked, prompt, occasion, i)),
  );
  const shown = candidates.flatMap((all) => best(all, asked.n));
  const generated = candidates.flat().reduce((sum, one) => sum + one.generated, 0);
  const read = asked.prompts.reduce((sum, prompt) => sum + prompt.length + tokensOf(mind.start).length, 0);
  return {
    id: `cmpl-${letters(ids, 24)}`,
    created: Math.floor(now / 1000) + mind.skew,
    model: `${model}${mind.dated}`,
    fingerprint: `fp_${letters(randomOf(`print/${seed}/${mind.varies ? call : ''}`), 10)}`,
    choices: shown.map(({ choice }, index) => ({ ...choice, index })),
    usage: { prompt: Math.max(1, read), completion: generated, reasoning: 0, cached: 0 },
  };
}

type Candidate = { choice: Omit<TextChoice, 'index'>; generated: number; likelihood: number };

/** The likeliest per token, in the order in which they were written. */
function best(all: readonly Candidate[], n: number): readonly Candidate[] {
  const ranked = all.toSorted((a, b) => b.likelihood - a.likelihood).slice(0, n);
  return all.filter((one) => ranked.includes(one));
}

function candidate(asked: TextRequest, prompt: readonly string[], occasion: Occasion, i: number): Candidate {
  const { mind } = occasion;
  const random = randomOf(diceOf(asked, prompt, occasion, i));
  const { pieces, generated, finish } = written(asked, prompt, occasion, random);
  const echoed = asked.echo ? [...(mind.start === '' ? [] : [mind.start]), ...prompt] : [];
  const alternatives = asked.alternatives ?? 0;
  const entries = [...echoed, ...pieces].map((token) => logprobOf(token, alternatives, asked.greedy, random));
  const own = entries.slice(echoed.length).map(({ logprob }) => Number(logprob));
  return {
    choice: {
      echoed,
      pieces,
      finish,
      logprobs:
        asked.alternatives === undefined
          ? undefined
          : entries.map((entry, k) => (k === 0 && echoed.length > 0 ? null : entry)),
      offset: asked.echo ? 0 : [...prompt.join('')].length,
    },
    generated,
    likelihood: own.length === 0 ? 0 : own.reduce((sum, logprob) => sum + logprob, 0) / own.length,
  };
}

/** Neither the limit nor the stop sequences change what is written, only where it ends. */
function diceOf(asked: TextRequest, prompt: readonly string[], { mind, seed, call }: Occasion, i: number): string {
  const sampled = asked.greedy && !mind.varies ? '' : `${asked.seed ?? ''}/${i}`;
  return `text/${seed}/${sampled}/${mind.varies ? call : ''}/${prompt.join('')}/${asked.suffix}`;
}

type Written = Pick<TextChoice, 'pieces' | 'finish'> & { generated: number };

function written(
  { limit, stop }: TextRequest,
  prompt: readonly string[],
  { mind, call }: Occasion,
  random: () => number,
): Written {
  const due = (every: number) => every > 0 && call % every === every - 1;
  if (due(mind.withholdsEvery)) return { pieces: [], generated: 1, finish: 'content_filter' };
  const words = mind.wayward ? nonsense(random) : answerTo({ asked: prompt.join(''), random });
  const natural = due(mind.emptyEvery) ? [] : tokensOf(`${mind.opening} ${words.join('')}`);
  return cut(natural, limit, stop, mind.countsEnd ? 1 : 0);
}
