import type { JsonObject } from '../spec/json.ts';
import { vocabulary } from './model.ts';
import type { Random } from './random.ts';

/** One entry of `logprobs.content`: the token, and `alternatives` words that might have stood there, likeliest first. */
export function logprobOf(token: string, alternatives: number, greedy: boolean, random: Random): JsonObject {
  const others = vocabulary.filter((word) => word !== token);
  const start = Math.floor(random() * others.length);
  const share = 0.45 + 0.5 * random();
  const second = !greedy && random() < 0.2;
  const candidates = [token, ...others.slice(start), ...others.slice(0, start)].slice(0, Math.max(2, alternatives));
  if (second) candidates.splice(0, 2, candidates[1]!, token);
  const ranked = candidates.map((word, rank) => entry(word, logShare(share, rank)));
  return { ...ranked[second ? 1 : 0]!, top_logprobs: ranked.slice(0, alternatives) };
}

/** Each place takes nearly half of what the places before it have left, so that they never sum to more than 1. */
function logShare(share: number, rank: number): number {
  const probability = rank === 0 ? share : 0.99 * (1 - share) * 0.5 ** rank;
  return Math.round(Math.log(probability) * 1e6) / 1e6;
}

function entry(token: string, logprob: number): JsonObject {
  return { token, logprob, bytes: [...Buffer.from(token, 'utf8')] };
}
