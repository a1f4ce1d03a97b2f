import type { Mind } from './mind.ts';
import { type Random, randomOf } from './random.ts';

/** How many numbers a vector has where the request does not say. */
export const width = 320;

/**
 * The vector of an input: the sum of what its features point to, so that texts with words in common are near.
 * `random`: where small differences from call to call come from.
 */
export function vectorFor(
  input: string | readonly number[],
  dimensions: number,
  { seed, mind, random }: { seed: number; mind: Mind; random: Random },
): number[] {
  const sum = new Float64Array(width);
  for (const feature of featuresOf(input)) {
    const direction = randomOf(`vector/${seed}/${feature}`);
    const weight = feature.length > 3 ? 1 : 0.2;
    for (let i = 0; i < width; i++) sum[i]! += weight * (direction() - 0.5);
  }
  const kept = Array.from(sum.subarray(0, dimensions));
  const scale = mind.norm / Math.hypot(...kept);
  return kept.map((number) => rounded(number * scale * (1 + mind.jitter * (random() - 0.5))));
}

/** Words and their beginnings, so that forms of one word are near each other. Short ones say little. */
function featuresOf(input: string | readonly number[]): string[] {
  if (typeof input !== 'string') return input.map((id) => `#${id}`);
  const words = input.toLowerCase().match(/[\p{L}\p{N}]+|[^\p{L}\p{N}\s]/gu) ?? [''];
  return words.flatMap((word) => [word, word.slice(0, 4)]);
}

/** As precise as a 32-bit float holds it exactly, with few digits. */
function rounded(number: number): number {
  return Math.round(number * 2 ** 14) / 2 ** 14;
}
