/** The name most like `text`, or undefined where none is alike: the "did you mean" of every unknown name. */
export function nearest(text: string, names: readonly string[]): string | undefined {
  const farthest = Math.max(2, Math.floor(text.length / 2));
  // Of a text that is far longer than a name it is known without counting.
  const alike = names.filter((name) => Math.abs([...name].length - [...text].length) <= farthest);
  const scored = alike.map((name) => ({ name, distance: distance(text, name) }));
  const best = scored.reduce<{ name: string; distance: number } | undefined>(
    (best, one) => (best === undefined || one.distance < best.distance ? one : best),
    undefined,
  );
  return best && best.distance <= farthest ? best.name : undefined;
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
