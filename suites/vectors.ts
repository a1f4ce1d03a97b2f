import type { Embeddings, Vector } from '../src/transport/embeddings.ts';
import { inputsOf } from '../src/transport/embeddings.ts';

/** From here on two vectors are one, but for small differences (LEG-89). */
export const same = 0.999;

/** The cosine between two vectors; undefined where there is none: other lengths, zeros, no numbers. */
export function cosine(a: Vector | undefined, b: Vector | undefined): number | undefined {
  if (!a || !b || a.length !== b.length) return undefined;
  const found = dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  return Number.isFinite(found) ? found : undefined;
}

/** The vectors of a reply in the order of the inputs; undefined for an input that has none. */
export function vectorsOf({ request, entries }: Embeddings): readonly (Vector | undefined)[] {
  return inputsOf(request).map((_, i) => entries.find(({ index }) => index === i)?.vector);
}

/** Which of some vectors is nearest to this one, by more than rounding explains; undefined where none is. */
export function nearest(vector: Vector | undefined, among: readonly (Vector | undefined)[]): number | undefined {
  const cosines = among.map((one) => cosine(vector, one) ?? NaN);
  const [best = NaN, second = NaN] = cosines.toSorted((a, b) => b - a);
  return !cosines.some(Number.isNaN) && best - second > apart ? cosines.indexOf(best) : undefined;
}

/** Between batched and single texts some models round by a tenth of this, and all their vectors are near. */
const apart = 0.02;

function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
