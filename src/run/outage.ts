import type { Exchange, Reply } from '../transport/exchange.ts';
import { isStream } from '../transport/guards.ts';
import { said } from './said.ts';
import type { Conversation, Lost } from './recording.ts';

const lostBecause: Record<Exclude<Lost, 'down'>, string> = {
  requests: 'the request budget was spent before it was done',
  tokens: 'the token budget was spent before it was done',
  deadline: 'the deadline of the run passed before it was done',
  cancelled: 'the run was cancelled before it was done',
  circuit: 'the endpoint failed too often in a row, so the rest was not sent',
  target: 'the endpoint could not be tested at all',
};

/** Why a conversation is evidence of nothing although it was planned, or undefined where it went as planned. */
export function trouble({ lost, downSince, broken, exchanges }: Conversation): string | undefined {
  if (broken) return `our own fault: ${broken}`;
  if (lost === 'down') return `not sent, since the endpoint did not answer any more behind ${downSince ?? 'another'}`;
  if (lost) return lostBecause[lost];
  for (const { exchange, superseded } of exchanges) {
    const { status, end } = exchange.reply;
    const { intent, abort, slices } = exchange.request;
    if (superseded || abort || slices?.sent !== undefined) continue;
    if (isCut(exchange)) return `we ended the reply: ${end.detail ?? 'it was not wanted any longer'}`;
    // To a mistaken request any status is an answer.
    if (intent === 'invalid' && status !== 0) continue;
    if (status === 0) return `no answer: ${end.detail ?? end.how}`;
    // Where it was we who stopped reading, nobody knows how it would have gone on.
    if (end.how === 'timeout' || end.how === 'too-large') return `a reply was cut off: ${end.detail ?? end.how}`;
    if (status === 429 || status === 408 || (status >= 500 && status !== 501)) return `answered ${status}`;
    if (intent === 'plain' && status >= 400)
      return `a plain request, which every endpoint accepts, was answered ${status}${said(exchange)}`;
  }
  return undefined;
}

/** Whether we ended a reply, and not because its probe wished so of a stream. */
export function isCut({ request, reply }: Exchange): boolean {
  return reply.end.how === 'aborted' && !(request.abort && isStream(reply));
}

/** Whether we read no further although more came: what a reply would have shown is lost, and not by chance. */
export function readInPart({ exchanges }: Conversation): boolean {
  return exchanges.some(
    ({ exchange, superseded }) => !superseded && (isCut(exchange) || exchange.reply.end.how === 'too-large'),
  );
}

const cutOff: readonly Reply['end']['how'][] = ['unreachable', 'timeout', 'truncated'];

/** The exchanges whose reply did not come to its end, and not because we hung up. */
export function cutShort({ exchanges }: Conversation): readonly Exchange[] {
  return exchanges
    .filter(({ superseded }) => !superseded)
    .map(({ exchange }) => exchange)
    .filter(({ reply }) => cutOff.includes(reply.end.how));
}

/** Whether anything of it was sent. */
export function wasSent({ exchanges }: Conversation): boolean {
  return exchanges.length > 0;
}
