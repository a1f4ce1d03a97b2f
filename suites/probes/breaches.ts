import * as fc from 'fast-check';

import type { Probe } from '../../src/check/probe.ts';
import type { Json } from '../../src/spec/json.ts';
import { readJsonReply, type JsonReply } from '../../src/transport/json-reply.ts';
import { bodyObject, type Request } from '../../src/transport/request.ts';
import { breachOf, misnamed } from '../requests/breach.ts';
import { chat, chatBody, chatRequest } from '../requests/chat.ts';
import { unreadable } from '../requests/unreadable.ts';

export type Breaches = {
  first: JsonReply;
  plain: JsonReply;
  streamed: JsonReply;
  last: JsonReply;
  after: JsonReply;
};

type Three = readonly [Request, Request, Request];

/** What is asked behind refused requests, and nowhere else. */
export const stillThere = 'Are you still there?';

const wrong = (body: Json): Request => chatRequest(body, 'invalid');

/** A detail that is wrong, and what has stopped servers before: nothing to say, and a number that is none. */
const known: Three = [
  wrong(misnamed),
  // Some generate without end on an empty conversation.
  wrong(chatBody({ messages: [], max_tokens: 2 })),
  unreadable('"max_tokens":NaN'),
];

/** Three requests that break one constraint of the schema each, one of them streamed too, and then a plain question. */
export const breaches: Probe<Breaches, Three> = {
  id: 'breaches',
  needs: [],
  atMost: { requests: 5, tokens: 260 },
  cases(contract) {
    const body = contract.operation('POST', '/chat/completions')?.request('application/json');
    const breach = body && breachOf(body)?.map(({ value }) => wrong(value));
    // A request that breaks one constraint has nothing to be freed of.
    return { always: [known], ...(breach && { drawn: fc.noShrink(fc.tuple(breach, breach, breach)) }) };
  },
  async converse(send, [first, both, last]) {
    await send('first', first);
    await send('plain', both);
    await send('streamed', wrong({ ...bodyObject(both), stream: true }));
    await send('last', last);
    await send('after', chat({ messages: [{ role: 'user', content: stillThere }] }));
  },
  read: {
    first: readJsonReply,
    plain: readJsonReply,
    streamed: readJsonReply,
    last: readJsonReply,
    after: readJsonReply,
  },
  answers: () => true,
};
