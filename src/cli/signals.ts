/** What a shell calls the end by each signal. */
const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** The first signal cancels the run, which then writes its reports; the second ends the process at once. */
export function cancelOnSignal(cancel: AbortController): { code(): number | undefined; release(): void } {
  let code: number | undefined;
  const on = (exit: number) => () => {
    if (code !== undefined) process.exit(exit);
    code = exit;
    cancel.abort();
  };
  const handlers = Object.entries(exitCodes).map(([signal, exit]) => [signal, on(exit)] as const);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return {
    code: () => code,
    release: () => {
      for (const [signal, handler] of handlers) process.off(signal, handler);
    },
  };
}
