/**
 * How much a run keeps of what comes: all that was recorded stays in memory until it is assessed. One reply may take up
 * a fifth of what is there when it begins, so that those behind it are never left without.
 */
export type Allowance = {
  /** Bytes that one reply may hold which holds so many. */
  most(held: number): number;
  take(bytes: number): void;
};

export function createAllowance(whole = 32 << 20): Allowance {
  let left = whole;
  return {
    most: (held) => Math.max(least, (left + held) / share),
    take: (bytes) => void (left = Math.max(0, left - bytes)),
  };
}

const share = 5;
/** More than any reply has to hold that a probe of ours asks for. */
const least = 64 << 10;
