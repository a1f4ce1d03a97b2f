import type { Reply } from './exchange.ts';
import { isBusy } from './status.ts';

/** What replies say of an endpoint as a whole. It opens where it is of no use to send it more. */
export type Circuit = {
  /**
   * Takes in a reply. `weighs`: whether every endpoint accepts what was asked. `fresh`: whether it was asked after the
   * endpoint last said that it is busy.
   */
  heed(reply: Reply, how: { weighs: boolean; fresh: boolean }): void;
  /** Times in a row that the endpoint said it is busy, each after the pause that the one before asked for. */
  refusals(): number;
  isOpen(): boolean;
};

/** Failures, and refusals for being busy, in a row. */
const opensAt = 5;

export function createCircuit(): Circuit {
  let failures = 0;
  let refusals = 0;
  return {
    refusals: () => refusals,
    isOpen: () => failures + refusals >= opensAt,
    heed(reply, { weighs, fresh }) {
      if (isBusy(reply.status)) {
        // A 429 is about the rate, whatever was asked; a 503 may be how a gateway declines what not every endpoint takes.
        if (fresh && (weighs || reply.status === 429)) refusals += 1;
        return;
      }
      const bad = failed(reply);
      // Any other answer, to whatever was asked, shows that being busy passes.
      if (reply.status > 0 && !bad) refusals = 0;
      if (weighs && reply.end.how !== 'aborted') failures = bad ? failures + 1 : 0;
    },
  };
}

/** 501 is an answer: the endpoint does not do this, and says so. */
function failed({ status, end }: Reply): boolean {
  const broken = end.how === 'unreachable' || end.how === 'timeout' || end.how === 'truncated';
  return broken || (status >= 500 && status !== 501);
}
