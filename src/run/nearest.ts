/** The name most like `text`, or undefined where none is alike: the "did you mean" of every unknown name. */
export function nearest(text: string, names: readonly string[]): string | undefined {
  const scored = names.map((name) => ({ name, distance: distance(text, name) }));
  const best = scored.reduce<{ name: string; distance: number } | undefined>(
    (best, one) => (best === undefined || one.distance < best.distance ? one : best),
    undefined,
  );
  return best && best.distance <= Math.max(2, Math.floor(text.length / 2)) ? best.name : undefined;
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, x] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, y] of [...b].entries()) {
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (x === y ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1)!;
}
