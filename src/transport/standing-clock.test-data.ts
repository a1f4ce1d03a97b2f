import type { Clock } from './clock.ts';

/** A clock that stands until it is moved. */
export function standing(start = 1_000_000): Clock & { pass(ms: number): Promise<void>; timers(): number } {
  let time = start;
  const timers = new Set<{ at: number; wake: () => void }>();
  const soonest = () => [...timers].sort((a, b) => a.at - b.at)[0];
  return {
    now: () => time,
    timers: () => timers.size,
    after(ms, wake) {
      const timer = { at: time + ms, wake };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async pass(ms) {
      await settled();
      const until = time + ms;
      for (let next = soonest(); next && next.at <= until; next = soonest()) {
        time = Math.max(time, next.at);
        timers.delete(next);
        next.wake();
        await settled();
      }
      time = until;
      await settled();
    },
  };
}

/** All that is ready to happen has happened. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));
