import { setMaxListeners } from 'node:events';

import type { Reply } from './exchange.ts';
import { retryAfter } from './retry-after.ts';
import { isBusy } from './status.ts';

export type GateOptions = {
  /** Most requests on the wire at once. */
  concurrency: number;
  /** Most where a task asks for company. Default: no more than otherwise. */
  atOnce?: number;
  /** Most requests begun in a second. */
  rps?: number;
  maxRequests: number;
  maxTokens: number;
  /** Milliseconds on the clock; later than this nothing begins, and what is on the wire is aborted. */
  deadlineAt: number;
  signal: AbortSignal;
  clock?: Clock;
};

export type Task = {
  /** Tokens it may cost, reserved while it runs. */
  tokens: number;
  /** Whether its failure speaks of the endpoint: only requests that every endpoint accepts open the circuit. */
  weighs: boolean;
  /** Whether it repeats an earlier one; for the count alone. */
  retry?: boolean;
  /** How many of its kind are to be on the wire at once. */
  atOnce?: number;
  /** Requests that must still be possible behind it, until they are released. */
  keeps?: number;
};

/** `tokens`: what it cost in truth. */
export type Ran = { reply: Reply; tokens: number };

export type Stopped = 'requests' | 'tokens' | 'deadline' | 'cancelled' | 'circuit';

export type Gate = {
  /**
   * Runs the task when its turn has come, first come first served, or says why it never will. `run` is called at most
   * once and is given a signal for the end of the run. Rejects only where `run` does.
   */
  pass(task: Task, run: (signal: AbortSignal) => Promise<Ran>): Promise<{ reply: Reply } | { stopped: Stopped }>;
  /** So many of the requests that were kept are not needed any more. */
  release(requests: number): void;
  /**
   * A gate for the requests that were kept, which is open for so many milliseconds, even when this one has closed. What
   * passes it counts here too.
   */
  last(ms: number): Gate;
  counts(): Counts;
};

export type Counts = { requests: number; tokens: number; retries: number; waiting: number; running: number };

/** `now`: milliseconds since 1970 that never go back. `after` returns what calls it off. */
export type Clock = { now(): number; after(ms: number, wake: () => void): () => void };

/** The one way out: budgets, pace, pauses and the circuit breaker of a whole run. */
export function createGate(options: GateOptions): Gate {
  return gateOver(newState(options));
}

function gateOver(state: State): Gate {
  return {
    pass: (task, run) =>
      new Promise((resolve, reject) => {
        state.queue.push({ task, run, resolve, reject });
        move(state);
      }),
    release: (requests) => {
      state.kept -= requests;
      move(state);
    },
    last: (ms) => gateOver(lastState(state, ms)),
    counts: () => ({ ...state.counts, waiting: state.queue.length }),
  };
}

/** Failures in a row that open the circuit. */
const circuitOpensAt = 5;
/** Times in a row that an endpoint may say it is busy, whatever is asked: by then it was given a minute. */
const busyForGood = 6;
const longestPause = 60_000;
const firstBackoff = 1000;

const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after(ms, wake) {
    // Beyond 2^31 - 1 a timer fires at once.
    const timer = setTimeout(wake, Math.min(Math.ceil(ms), 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
};

type Waiting = {
  task: Task;
  run: (signal: AbortSignal) => Promise<Ran>;
  resolve: (passed: { reply: Reply } | { stopped: Stopped }) => void;
  reject: (error: unknown) => void;
};

type State = ReturnType<typeof newState>;

function newState(options: GateOptions) {
  const abort = new AbortController();
  setMaxListeners(0, abort.signal);
  return {
    options,
    clock: options.clock ?? systemClock,
    abort,
    queue: [] as Waiting[],
    counts: { requests: 0, tokens: 0, retries: 0, running: 0 },
    reserved: 0,
    /** Requests that are kept for later. */
    kept: 0,
    /** No task begins before either. */
    pausedUntil: 0,
    nextTurn: 0,
    /** How many had begun when the endpoint last said that it is busy, and how often it has since it last was not. */
    busyAt: 0,
    busyTimes: 0,
    failures: 0,
    closed: undefined as Stopped | undefined,
    callOff: () => {},
    forget: undefined as (() => void) | undefined,
  };
}

function lastState({ options, clock, counts, kept }: State, ms: number): State {
  const open = { maxRequests: counts.requests + kept, maxTokens: Infinity, deadlineAt: clock.now() + ms };
  return { ...newState({ ...options, ...open, signal: new AbortController().signal }), counts };
}

/** Lets in whoever may come in now, turns away whoever never may, and comes back when that can have changed. */
function move(state: State): void {
  state.callOff();
  state.callOff = () => {};
  close(state);
  let wait = 0;
  while (state.queue.length > 0 && wait === 0) {
    const head = state.queue[0]!;
    const stopped = state.closed ?? exhausted(state, head.task);
    wait = stopped ? 0 : waitOf(state, head.task);
    if (wait > 0) break;
    state.queue.shift();
    if (stopped) head.resolve({ stopped });
    else void start(state, head);
  }
  watch(state, wait);
}

/** Notices what ends everything, and tells those on the wire. An open circuit lets them finish. */
function close(state: State): void {
  const over = overBecause(state);
  if (over && !state.abort.signal.aborted) state.abort.abort();
  const broken = state.failures >= circuitOpensAt || state.busyTimes >= busyForGood;
  state.closed ??= over ?? (broken ? 'circuit' : undefined);
}

function overBecause({ options, clock, counts }: State): Stopped | undefined {
  if (options.signal.aborted) return 'cancelled';
  if (clock.now() >= options.deadlineAt) return 'deadline';
  return counts.tokens > options.maxTokens ? 'tokens' : undefined;
}

function exhausted({ options, counts, kept }: State, { tokens, keeps = 0 }: Task): Stopped | undefined {
  if (counts.requests + kept + keeps >= options.maxRequests) return 'requests';
  return counts.tokens + tokens > options.maxTokens ? 'tokens' : undefined;
}

/** Milliseconds until the task may begin; Infinity: not before another has ended. */
function waitOf(state: State, { tokens, atOnce = 1 }: Task): number {
  const { options, counts, reserved, clock } = state;
  // Who was busy once is not crowded again.
  const company = state.busyAt === 0 ? Math.min(atOnce, options.atOnce ?? 0) : 0;
  if (counts.running >= Math.max(options.concurrency, company)) return Infinity;
  if (counts.tokens + reserved + tokens > options.maxTokens) return Infinity;
  return Math.max(0, state.pausedUntil - clock.now(), state.nextTurn - clock.now());
}

async function start(state: State, { task, run, resolve, reject }: Waiting): Promise<void> {
  const { counts, clock, options } = state;
  const begun = ++counts.requests;
  counts.running++;
  if (task.retry) counts.retries++;
  state.reserved += task.tokens;
  state.kept += task.keeps ?? 0;
  state.nextTurn = Math.max(state.nextTurn, clock.now()) + (options.rps ? 1000 / options.rps : 0);
  try {
    const { reply, tokens } = await run(state.abort.signal);
    settle(state, task, tokens);
    heed(state, task, reply, begun);
    resolve({ reply });
  } catch (error) {
    settle(state, task, task.tokens);
    reject(error);
  }
  move(state);
}

function settle(state: State, task: Task, tokens: number): void {
  state.counts.running--;
  state.reserved -= task.tokens;
  state.counts.tokens += Number.isFinite(tokens) ? Math.max(0, tokens) : task.tokens;
}

/** What the reply says of the endpoint: to go slower, or that it is out of order. */
function heed(state: State, task: Task, reply: Reply, begun: number): void {
  const busy = isBusy(reply.status);
  // Those on the wire when the first was told to wait are told the same: that is one refusal, not many.
  const fresh = begun > state.busyAt;
  if (busy) pause(state, reply, fresh);
  else if (reply.status > 0) state.busyTimes = 0;
  // Being busy is counted by itself, over requests of every kind: any other answer shows that it passes.
  if (!task.weighs || busy || reply.end.how === 'aborted') return;
  state.failures = failed(reply) ? state.failures + 1 : 0;
}

function pause(state: State, { headers }: Reply, fresh: boolean): void {
  const { clock, options } = state;
  const now = clock.now();
  const backoff = firstBackoff * 2 ** Math.max(0, state.busyTimes - (fresh ? 0 : 1));
  if (fresh) {
    state.busyTimes++;
    state.busyAt = state.counts.requests;
  }
  const asked = retryAfter(headers['retry-after'] ?? '', now) ?? backoff;
  const most = Math.min(longestPause, options.deadlineAt - now);
  state.pausedUntil = Math.max(state.pausedUntil, now + Math.max(0, Math.min(asked, most)));
}

/** 501 is an answer: the endpoint does not do this, and says so. */
function failed({ status, end }: Reply): boolean {
  const broken = end.how === 'unreachable' || end.how === 'timeout' || end.how === 'truncated';
  return broken || (status >= 500 && status !== 501);
}

/** Listens to the clock and the signal only while somebody waits or runs, so that nothing outlives its use. */
function watch(state: State, wait: number): void {
  const { options, clock, queue, counts, abort } = state;
  if (abort.signal.aborted || (queue.length === 0 && counts.running === 0)) {
    state.forget?.();
    state.forget = undefined;
    return;
  }
  const left = options.deadlineAt - clock.now();
  const next = queue.length > 0 ? Math.min(wait, left) : left;
  if (next < Infinity) state.callOff = clock.after(Math.max(0, next), () => move(state));
  if (state.forget) return;
  const cancelled = () => move(state);
  options.signal.addEventListener('abort', cancelled, { once: true });
  state.forget = () => options.signal.removeEventListener('abort', cancelled);
}
