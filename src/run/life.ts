import type { Reply } from '../transport/exchange.ts';
import { isBusy } from '../transport/status.ts';

/** Whether a reply to a plain request shows that the endpoint lives: whatever it says, and if only that it is busy. */
export function isAlive({ status }: Reply): boolean {
  return (status > 0 && status < 500) || isBusy(status) || status === 501;
}

/** Milliseconds that an endpoint gets before it is asked for the second and last time whether it lives. */
export const patience = 3000;

/** Milliseconds that it gets before what seems to have brought it down is sent again. */
export const outage = 10_000;
