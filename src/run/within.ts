import { createContext, Script } from 'node:vm';

/** Work that was to be done took longer than it may. The message says how long that is: "took longer than 5 s". */
export class Overrun extends Error {
  override name = 'Overrun';
}

const sandbox: { work: () => unknown } = { work: () => undefined };
const context = createContext(sandbox);
const script = new Script('work()');

/**
 * The result of synchronous work, which a timer ends: V8 leaves any function, any regular expression included, once the
 * script that called it has run out of time. What the work had begun to change stays as it is then.
 * @param ms whole milliseconds, 1 at least
 * @throws Overrun, and what the work throws
 */
export function within<T>(ms: number, work: () => T): T {
  sandbox.work = work;
  try {
    return script.runInContext(context, { timeout: ms }) as T;
  } catch (error) {
    throw isTimeout(error) ? new Overrun(`took longer than ${ms / 1000} s`) : error;
  } finally {
    sandbox.work = () => undefined;
  }
}

/** It is an error of another realm, so no `instanceof` knows it. */
function isTimeout(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
