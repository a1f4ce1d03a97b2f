/** `now`: milliseconds since 1970 that never go back, whatever is done to the clock of the machine. `after` returns what calls it off. */
export type Clock = { now(): number; after(ms: number, wake: () => void): () => void };

export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after(ms, wake) {
    // Beyond 2^31 - 1 a timer fires at once.
    const timer = setTimeout(wake, Math.min(Math.ceil(ms), 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
};
