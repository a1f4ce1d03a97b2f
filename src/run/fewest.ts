/**
 * The fewest of these that still show something: delta debugging (Zeller and Hildebrandt, "Simplifying and isolating
 * failure-inducing input", 2002). None of the result can be left out, and the order is kept. `shows` holds for all of them.
 */
export function fewest<T>(all: readonly T[], shows: (some: readonly T[]) => boolean): readonly T[] {
  if (shows([])) return [];
  let kept = all;
  let parts = 2;
  while (kept.length >= 2) {
    const pieces = divided(kept, Math.min(parts, kept.length));
    // Of two halves, each is what the other leaves.
    const without = pieces.length === 2 ? [] : pieces.map((_, i) => pieces.toSpliced(i, 1).flat());
    const piece = pieces.find(shows);
    const remainder = piece ? undefined : without.find(shows);
    if (piece) [kept, parts] = [piece, 2];
    else if (remainder) [kept, parts] = [remainder, pieces.length - 1];
    else if (pieces.length === kept.length) return kept;
    else parts = pieces.length * 2;
  }
  return kept;
}

/** As many parts, one after the other, whose sizes differ by one at most. */
function divided<T>(all: readonly T[], parts: number): T[][] {
  return Array.from({ length: parts }, (_, i) =>
    all.slice(Math.floor((i * all.length) / parts), Math.floor(((i + 1) * all.length) / parts)),
  );
}
