import { createCircuit } from './circuit.ts';
import { systemClock, type Clock } from './clock.ts';
import type { Reply } from './exchange.ts';
import { createPace } from './pace.ts';
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

/**
 * Is given a signal that aborts, with a sentence for its reason, when the reply is not wanted any longer, and what to
 * call with the tokens that it has cost so far.
 */
export type Run = (signal: AbortSignal, soFar: (tokens: number) => void) => Promise<Ran>;

/** `cut`: the run ended while the reply was on its way, and for this. */
export type Passed = { reply: Reply; cut?: Stopped } | { stopped: Stopped };

export type Gate = {
  /**
   * Runs the task when its turn has come, first come first served, or says why it never will. `run` is called at most
   * once. Rejects only where `run` does.
   */
  pass(task: Task, run: Run): Promise<Passed>;
  /** So many of the requests that were kept are not needed any more. */
  release(requests: number): void;
  /**
   * A gate for the requests that were kept, which is open for so many milliseconds, even when this one has closed. What
   * passes it counts here too.
   */
  last(ms: number): Gate;
  counts(): Counts;
};

/**
 * `throttled`: replies that said to wait, and milliseconds that nothing began for it. `overran`: replies that cost more
 * than was reserved for them.
 */
export type Counts = {
  requests: number;
  tokens: number;
  retries: number;
  throttled: { replies: number; waitedMs: number };
  overran: number;
  waiting: number;
  running: number;
};

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
    counts: () => countsOf(state),
  };
}

/**
 * Tokens that a reply may run past its reservation. Some servers think beside the limit, and their answers are worth
 * having; what runs on from there would spend the budget of hundreds of requests.
 */
const grace = 4096;

type Waiting = {
  task: Task;
  run: Run;
  resolve: (passed: Passed) => void;
  reject: (error: unknown) => void;
};

/** A task on the wire. `soFar`: tokens it has cost. */
type OnWire = { task: Task; soFar: number; abort: AbortController };

type State = ReturnType<typeof newState>;

function newState(options: GateOptions) {
  return {
    options,
    clock: options.clock ?? systemClock,
    pace: createPace(options),
    circuit: createCircuit(),
    queue: [] as Waiting[],
    onWire: new Set<OnWire>(),
    counts: { requests: 0, tokens: 0, retries: 0, throttled: { replies: 0, waitedMs: 0 }, overran: 0 },
    /** Requests that are kept for later. */
    kept: 0,
    /** No task begins before either. */
    pausedUntil: 0,
    nextTurn: 0,
    /** How many had begun when the endpoint last said that it is busy. */
    busyAt: 0,
    /** Nothing begins any more; and what is on the wire is not wanted any longer, either. */
    closed: undefined as Stopped | undefined,
    over: undefined as keyof typeof because | undefined,
    callOff: () => {},
    forget: undefined as (() => void) | undefined,
  };
}

function lastState({ options, clock, counts, kept }: State, ms: number): State {
  const open = { maxRequests: counts.requests + kept, maxTokens: Infinity, deadlineAt: clock.now() + ms };
  return { ...newState({ ...options, ...open, signal: new AbortController().signal }), counts };
}

function countsOf({ counts, clock, pausedUntil, queue, onWire }: State): Counts {
  const { replies, waitedMs } = counts.throttled;
  const ahead = Math.max(0, pausedUntil - clock.now());
  const throttled = { replies, waitedMs: waitedMs - Math.min(waitedMs, ahead) };
  return { ...counts, throttled, waiting: queue.length, running: onWire.size };
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
  state.over ??= overBecause(state);
  if (state.over) for (const { abort } of state.onWire) abort.abort(because[state.over]);
  state.closed ??= state.over ?? (state.circuit.isOpen() ? 'circuit' : undefined);
}

const because = {
  cancelled: 'the run was cancelled',
  deadline: 'the deadline of the run passed',
  tokens: 'the token budget of the run was spent',
} as const;

function overBecause(state: State): keyof typeof because | undefined {
  const { options, clock, counts } = state;
  if (options.signal.aborted) return 'cancelled';
  if (clock.now() >= options.deadlineAt) return 'deadline';
  return counts.tokens + tokensOf(state, ({ soFar }) => soFar) > options.maxTokens ? 'tokens' : undefined;
}

function tokensOf({ onWire }: State, of: (one: OnWire) => number): number {
  let sum = 0;
  for (const one of onWire) sum += of(one);
  return sum;
}

function exhausted({ options, counts, kept }: State, { tokens, keeps = 0 }: Task): Stopped | undefined {
  if (counts.requests + kept + keeps >= options.maxRequests) return 'requests';
  return counts.tokens + tokens > options.maxTokens ? 'tokens' : undefined;
}

/** Milliseconds until the task may begin; Infinity: not before another has ended. */
function waitOf(state: State, { tokens, atOnce = 1 }: Task): number {
  const { options, counts, clock, onWire, pace } = state;
  // Who was busy once is not crowded again.
  const company = state.busyAt === 0 ? Math.min(atOnce, options.atOnce ?? 0) : 0;
  if (onWire.size >= Math.max(pace.width(), company)) return Infinity;
  const reserved = tokensOf(state, ({ task, soFar }) => Math.max(task.tokens, soFar));
  if (counts.tokens + reserved + tokens > options.maxTokens) return Infinity;
  return Math.max(0, state.pausedUntil - clock.now(), state.nextTurn - clock.now());
}

async function start(state: State, { task, run, resolve, reject }: Waiting): Promise<void> {
  const { counts, clock, pace } = state;
  const begun = ++counts.requests;
  if (task.retry) counts.retries++;
  const one: OnWire = { task, soFar: 0, abort: new AbortController() };
  state.onWire.add(one);
  state.kept += task.keeps ?? 0;
  state.nextTurn = Math.max(state.nextTurn, clock.now()) + pace.spacing();
  try {
    const { reply, tokens } = await run(one.abort.signal, (soFar) => meter(state, one, soFar));
    settle(state, one, tokens);
    heed(state, task, reply, begun);
    close(state);
    resolve(state.over && reply.end.how === 'aborted' ? { reply, cut: state.over } : { reply });
  } catch (error) {
    settle(state, one, task.tokens);
    reject(error);
  }
  move(state);
}

/** What is on its way costs already. */
function meter(state: State, one: OnWire, soFar: number): void {
  if (!state.onWire.has(one) || !(soFar > one.soFar)) return;
  one.soFar = soFar;
  if (soFar > one.task.tokens + grace)
    one.abort.abort(`over ${grace.toLocaleString('en')} tokens past what was asked for`);
  if (overBecause(state) === 'tokens') move(state);
}

function settle({ counts, onWire }: State, one: OnWire, tokens: number): void {
  onWire.delete(one);
  const cost = Number.isFinite(tokens) ? Math.max(0, tokens) : one.task.tokens;
  counts.tokens += cost;
  if (cost > one.task.tokens) counts.overran++;
}

/** Those on the wire when the first was told to wait are told the same: that is one refusal, not many. */
function heed(state: State, { weighs }: Task, reply: Reply, begun: number): void {
  const fresh = begun > state.busyAt;
  state.circuit.heed(reply, { weighs, fresh });
  if (isBusy(reply.status)) pause(state, reply, fresh);
  else if (reply.status > 0) state.pace.answered();
}

function pause(state: State, { headers }: Reply, fresh: boolean): void {
  const { clock, counts, options, pace, circuit } = state;
  counts.throttled.replies++;
  const now = clock.now();
  // Nobody is left to wait.
  if (circuit.isOpen()) return;
  const asked = pace.pauseFor(headers['retry-after'], circuit.refusals(), now);
  if (fresh) {
    state.busyAt = counts.requests;
    pace.slower(asked);
  }
  const until = now + Math.max(0, Math.min(asked, options.deadlineAt - now));
  counts.throttled.waitedMs += Math.max(0, until - Math.max(now, state.pausedUntil));
  state.pausedUntil = Math.max(state.pausedUntil, until);
}

/** Listens to the clock and the signal only while somebody waits or runs, so that nothing outlives its use. */
function watch(state: State, wait: number): void {
  const { options, clock, queue, onWire } = state;
  if (state.over || (queue.length === 0 && onWire.size === 0)) {
    state.forget?.();
    state.forget = undefined;
    return;
  }
  const left = options.deadlineAt - clock.now();
  const next = queue.length > 0 ? Math.min(wait, left) : left;
  // A task that begins may have moved the gate itself.
  state.callOff();
  if (next < Infinity) state.callOff = clock.after(Math.max(0, next), () => move(state));
  if (state.forget) return;
  const cancelled = () => move(state);
  options.signal.addEventListener('abort', cancelled, { once: true });
  state.forget = () => options.signal.removeEventListener('abort', cancelled);
}
