import type { Citation } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Check, Sentence } from '../src/check/suite.ts';
import { isObject, type Json, type JsonObject } from '../src/spec/json.ts';
import { when } from '../src/transport/edits.ts';
import { bodyObject } from '../src/transport/request.ts';
import { isAnswer, isRefusal } from '../src/transport/status.ts';
import { answeredAnyway } from './answered-anyway.ts';
import { isChat } from './exchanges.ts';
import type { Mistaken } from './probes/negatives.ts';
import { saysSomething } from './probes/sound.ts';

/** A kind of mistaken request, and what the contract says of refusing it. */
export type Mistake = Sentence & {
  cite: Citation;
  covers: readonly string[];
  /** Whether a body has the mistake; what an endpoint lacks may have been taken out of it. */
  fits(body: JsonObject): boolean;
};

/**
 * One check for each kind of mistake: it is refused, and not answered as if nothing were wrong. What is answered 5xx,
 * or 200 with an error inside, is for the rules on statuses.
 */
export function rejection<Name extends string>(all: Readonly<Record<Name, Mistake>>): Record<Name, Check<Mistaken>> {
  const check = ({ fits, ...rule }: Mistake): Check<Mistaken> => ({
    ...rule,
    when: ({ reply }) => isAnswer(reply.status) && reply.status < 500 && fits(bodyObject(reply.request)),
    *find({ reply }) {
      if (saysSomething(reply)) yield finding('/reply/status', words('4xx'), reply.status);
    },
    fault: when(
      (reply, request) => isChat(request) && isRefusal(reply.status) && fits(bodyObject(request)),
      answeredAnyway,
    ),
  });
  return Object.fromEntries(Object.entries<Mistake>(all).map(([name, one]) => [name, check(one)])) as Record<
    Name,
    Check<Mistaken>
  >;
}

/** The messages of a body that are objects. */
export function messagesIn({ messages }: JsonObject): readonly JsonObject[] {
  return objectsIn(messages);
}

/** The entries of a list that are objects; none where it is no list. */
export function objectsIn(list: Json | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}
