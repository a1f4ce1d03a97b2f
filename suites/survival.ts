import { standard } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Check } from '../src/check/suite.ts';
import { isAlive } from '../src/run/life.ts';
import { when } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import type { Request } from '../src/transport/request.ts';
import { isAnswer, isGateways } from '../src/transport/status.ts';
import type { Endured } from './probes/hostile.ts';
import { labelOf } from './requests/hostile.ts';
import { refusedWith } from './refusal.ts';

const stateless = standard('RFC 9110 §3.3', 'https://www.rfc-editor.org/rfc/rfc9110#section-3.3');
const failures = standard('RFC 9110 §15.6', 'https://www.rfc-editor.org/rfc/rfc9110#section-15.6');

/** The rules that hold behind whatever a client sends. `what` completes "after …"; the probe is the suite's. */
export function survival(probe: string, what: string): { lives: Check<Endured>; unharmed: Check<Endured> } {
  const isIt = (request: Request) => labelOf(request) === probe;
  const isOther = (request: Request) => labelOf(request) === undefined;
  return {
    lives: {
      must: `After ${what} the endpoint answers ordinary requests.`,
      cite: stateless,
      covers: ['HTTP-015'],
      // Each time two signs of life are looked for, three seconds apart, on connections of their own.
      persistent: true,
      *find({ after }) {
        if (!isAlive(after.reply))
          yield finding('/reply', words('an answer to the plain request behind it'), said(after));
      },
      fault: when((_, request, earlier) => isOther(request) && earlier.some(isIt), gone),
    },
    unharmed: {
      // That a server is back after seconds is what the requirement asks; that it never was away is better still.
      should: `The ordinary request right after ${what} is answered as if nothing had happened.`,
      cite: stateless,
      covers: ['HTTP-015'],
      persistent: true,
      *find({ after }) {
        // One that was given a pause is the second: the first got no answer.
        const isSecond = after.request.pause !== undefined;
        if (isSecond === isAlive(after.reply))
          yield finding(
            '/reply',
            words('an answer to the plain request behind it, at once'),
            words('none but after a pause'),
          );
      },
      fault: when((_, request, earlier) => isOther(request) && earlier.slice(-1).some(isIt), gone),
    },
  };
}

/** It is no failure of the server: answered or refused, or where it is no wonder cut off. `What` begins the sentence. */
export function noFailure(probe: string, What: string): Check<Endured> {
  return {
    should: `${What} is answered, refused or cut off, which none of them is with a status that says that the server failed.`,
    cite: failures,
    covers: ['HTTP-016'],
    persistent: true,
    when: ({ reply }) => isAnswer(reply.status),
    *find({ reply: { status } }) {
      if (isServers(status)) yield finding('/reply/status', words('2xx, 4xx or 501'), status);
    },
    fault: when((reply, request) => reply.status !== 0 && labelOf(request) === probe, refusedWith(500)),
  };
}

/** It is not held for ever. `What` begins the sentence. */
export function inTime(probe: string, What: string): Check<Endured> {
  return {
    should: `${What} is answered or refused before a client gives up on it.`,
    cite: failures,
    covers: ['HTTP-016'],
    persistent: true,
    *find({ reply: { reply } }) {
      if (reply.status === 0 && reply.end.how === 'timeout')
        yield finding('/reply', words('an answer or a refusal'), words(reply.end.detail ?? reply.end.how));
    },
    fault: when((_, request) => labelOf(request) === probe, held),
  };
}

/** A gateway speaks for itself. */
function isServers(status: number): boolean {
  return status >= 500 && status !== 501 && !isGateways(status);
}

function said({ status, reply: { end } }: JsonReply) {
  return status === 0 ? words(end.detail ?? end.how) : status;
}

const gone = without('unreachable', 'the server is gone');
const held = without('timeout', 'no response headers in time');

/** Nothing comes. */
function without(how: 'unreachable' | 'timeout', detail: string): Fault {
  return (reply) => ({ ...reply, status: 0, headers: {}, reads: [], end: { how, at: reply.headersAt, detail } });
}
