import type { Leaving } from '../check/leaving.ts';
import type { Exchange, Reply } from '../transport/exchange.ts';
import { isOk } from '../transport/guards.ts';
import type { Request } from '../transport/request.ts';
import { isBusy } from '../transport/status.ts';
import type { Conversation } from './recording.ts';

/** A thing that is still at the endpoint. `removal`: what takes it away; undefined where nobody knows whether it is there. */
export type Left = { leaving: Leaving; exchange: Exchange; removal: Request | undefined };

/** Requests kept for each thing that may be left: two looks for it, and one to take it away. */
export const keptForEach = 3;

/** What these exchanges left and did not take away themselves. Pure. */
export function leftBy(leavings: readonly Leaving[], exchanges: readonly Exchange[]): Left[] {
  return leavings.flatMap((leaving) => {
    const gone = goneIn(leaving, exchanges);
    return exchanges
      .filter(({ request, reply }) => leaving.by(request) && mayHaveLeft(reply))
      .map((exchange) => ({ leaving, exchange, removal: isOk(exchange.reply) ? leaving.removal(exchange) : undefined }))
      .filter(({ removal }) => removal === undefined || !gone.has(keyOf(removal)));
  });
}

/** The same of a whole run, told what its cleanup has found of things whose replies were lost. Pure. */
export function leftBehind(leavings: readonly Leaving[], conversations: readonly Conversation[]): Left[] {
  const exchanges = exchangesOf(conversations);
  const left = leftBy(leavings, exchanges).flatMap((one) => {
    const lists = one.removal ? [] : listsOf(one.leaving, conversations);
    if (lists.length === 0) return [one];
    const gone = goneIn(one.leaving, exchanges);
    const found = lists.flatMap((list) => one.leaving.found(list, one.exchange.request));
    return found.filter((removal) => !gone.has(keyOf(removal))).map((removal) => ({ ...one, removal }));
  });
  const first = new Map(left.map((one, i) => [one.removal ? keyOf(one.removal) : String(i), one]));
  return [...first.values()];
}

/** The kinds of which more replies were lost than things were found. Pure. */
export function unfound(leavings: readonly Leaving[], conversations: readonly Conversation[]): Leaving[] {
  const left = leftBy(leavings, exchangesOf(conversations));
  return leavings.filter((leaving) => {
    const lost = left.filter((one) => one.leaving === leaving && !one.removal);
    const lists = listsOf(leaving, conversations);
    const found = lost.flatMap(({ exchange }) => lists.flatMap((list) => leaving.found(list, exchange.request)));
    return lost.length > new Set(found.map(keyOf)).size;
  });
}

/** What the cleanup was told when it looked for things of a kind. */
function listsOf({ search }: Leaving, conversations: readonly Conversation[]): Exchange[] {
  const cleanups = exchangesOf(conversations.filter(({ purpose }) => purpose === 'cleanup'));
  return cleanups.filter(({ request, reply }) => keyOf(request) === keyOf(search) && isOk(reply));
}

/** A refusal leaves nothing; without an answer, or with a failure for one, it may be there all the same. */
function mayHaveLeft(reply: Reply): boolean {
  const failed = reply.status >= 500 && reply.status !== 501 && !isBusy(reply.status);
  return reply.status === 0 || isOk(reply) || failed;
}

function goneIn(leaving: Leaving, exchanges: readonly Exchange[]): Set<string> {
  return new Set(exchanges.filter((one) => leaving.isGone(one)).map(({ request }) => keyOf(request)));
}

function exchangesOf(conversations: readonly Conversation[]): Exchange[] {
  return conversations.flatMap(({ exchanges }) => exchanges.map(({ exchange }) => exchange));
}

function keyOf({ method, path }: Request): string {
  return `${method} ${path}`;
}
