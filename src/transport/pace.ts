import { retryAfter } from './retry-after.ts';

/** How fast a whole run goes: slower each time the endpoint says that it has too much to do, and carefully faster again. */
export type Pace = {
  /** Most on the wire at once, now. */
  width(): number;
  /** Milliseconds from one beginning to the next at least, now. */
  spacing(): number;
  /** Milliseconds to wait before anything else begins. `inARow`: refusals since the last answer, from 1. */
  pauseFor(header: string | undefined, inARow: number, now: number): number;
  /** The endpoint was busy. A pause of 0 was asked for: requests need not be further apart. */
  slower(pause: number): void;
  /** The endpoint was not busy. */
  answered(): void;
};

/** Without a word from the endpoint. Together they are a minute, which most limits are counted over. */
const pauses = [1000, 10_000, 50_000];
const longestPause = 60_000;

/** Requests further apart than this would make the pace itself the reason why a run misses its deadline. */
const longestSpacing = 2000;
const firstSpacing = 250;

/** Answers in a row that earn back one step. */
const steady = 20;

export function createPace({ concurrency, rps }: { concurrency: number; rps?: number }): Pace {
  const fastest = rps ? 1000 / rps : 0;
  let width = concurrency;
  let spacing = fastest;
  let answers = 0;
  return {
    width: () => width,
    spacing: () => spacing,
    pauseFor(header = '', inARow, now) {
      const asked = retryAfter(header, now) ?? pauses[Math.max(0, inARow - 1)] ?? longestPause;
      return Math.min(asked, longestPause);
    },
    slower(pause) {
      answers = 0;
      if (width > 1) width = Math.max(1, Math.floor(width / 2));
      else if (pause > 0) spacing = Math.max(fastest, Math.min(longestSpacing, Math.max(firstSpacing, 2 * spacing)));
    },
    answered() {
      answers += 1;
      if (answers < steady) return;
      answers = 0;
      if (spacing > fastest) spacing = spacing / 2 < firstSpacing ? fastest : Math.max(fastest, spacing / 2);
      else width = Math.min(concurrency, width + 1);
    },
  };
}
