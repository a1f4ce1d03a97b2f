/** What is left of an answer after the token limit and the stop sequences. */
export type Cut = {
  /** The visible text, token by token; the last piece may be part of a token. */
  pieces: string[];
  /** Tokens generated, those of the stop sequence and an end token that counts among them. */
  generated: number;
  finish: 'stop' | 'length';
};

/** Generates until the first stop sequence, the limit, or the natural end. `endTokens`: what the end itself costs. */
export function cut(natural: readonly string[], limit: number, stop: readonly string[], endTokens: number): Cut {
  const longest = Math.max(0, ...stop.map((text) => text.length));
  let text = '';
  for (const [i, token] of natural.entries()) {
    if (i === limit) return { pieces: natural.slice(0, i), generated: i, finish: 'length' };
    const from = Math.max(0, text.length - longest);
    text += token;
    const stopped = stop.map((sequence) => text.indexOf(sequence, from)).filter((found) => found >= 0);
    if (stopped.length > 0) return { pieces: visible(natural, Math.min(...stopped)), generated: i + 1, finish: 'stop' };
  }
  const generated = natural.length + endTokens;
  if (generated > limit) return { pieces: [...natural], generated: natural.length, finish: 'length' };
  return { pieces: [...natural], generated: Math.max(1, generated), finish: 'stop' };
}

function visible(tokens: readonly string[], length: number): string[] {
  const pieces: string[] = [];
  let left = length;
  for (const token of tokens) {
    if (left <= 0) break;
    pieces.push(token.slice(0, left));
    left -= token.length;
  }
  return pieces;
}
