import type { Probe } from '../../src/check/probe.ts';
import type { JsonObject } from '../../src/spec/json.ts';
import { readJsonReply, type JsonReply } from '../../src/transport/json-reply.ts';
import type { Request } from '../../src/transport/request.ts';
import * as has from '../capabilities.ts';
import { chat, chatBody, chatRequest } from '../requests/chat.ts';
import * as bodies from '../requests/mistakes.ts';
import { handmade, unreadableBytes } from '../requests/unreadable.ts';

export type Mistaken = { reply: JsonReply };
export type MistakenTwice = { plain: JsonReply; streamed: JsonReply };

const { messages: _, ...noMessages } = chatBody();

/** A request without messages, not streamed and streamed. */
export const refusals = inBothForms('refusals', [], [noMessages]);

/** Messages that nobody can read, each on its own. */
export const mistakes = oneByOne('mistakes', [], [bodies.noRole, bodies.numericContent]);

export const mistakenMessages = oneByOne('mistaken-messages', [], bodies.messages);
export const mistakenParameters = oneByOne('mistaken-parameters', [], bodies.parameters);
export const mistakenTools = oneByOne('mistaken-tools', [has.tools], bodies.tools);
export const mistakenFormats = oneByOne('mistaken-formats', [has.jsonObject, has.jsonSchema], bodies.formats);
export const mistakenToolChoices = inBothForms('mistaken-tool-choices', [has.tools], bodies.toolChoices);

const contentType = 'application/json';

/** A body that is no JSON object. */
export const malformed = transported('malformed', [
  handmade({ text: '{', contentType }),
  handmade({ text: '[]', contentType }),
]);

/** Bodies that are wrong before anybody reads what they ask for. */
export const mistakenBodies = transported('mistaken-bodies', [
  handmade({ text: '', contentType }),
  unreadableBytes('"max_tokens":16,"user":"\u00ff"'),
  { ...chat({}, 'invalid'), headers: { 'content-type': 'text/plain' } },
]);

function oneByOne(
  id: string,
  needs: Probe<Mistaken>['needs'],
  always: readonly JsonObject[],
): Probe<Mistaken, JsonObject> {
  return {
    id,
    needs,
    atMost: { requests: 1, tokens: 60 },
    cases: () => ({ always }),
    converse: (send, body) => send('reply', bounded(chatRequest(body, 'invalid'))),
    read: { reply: readJsonReply },
    answers: ({ reply }) => reply.status !== 0,
  };
}

/** Where a server that looks past the mistake has no limit to keep to, we hang up on it. */
function bounded(request: Request): Request {
  const body = request.body && 'json' in request.body ? (request.body.json as JsonObject) : {};
  if (Number(body['max_tokens']) > 0) return request;
  return { ...request, body: { json: { ...body, stream: true } }, abort: { afterEvents: 3 } };
}

function inBothForms(
  id: string,
  needs: Probe<MistakenTwice>['needs'],
  always: readonly JsonObject[],
): Probe<MistakenTwice, JsonObject> {
  return {
    id,
    needs,
    atMost: { requests: 2, tokens: 80 },
    cases: () => ({ always }),
    async converse(send, body) {
      await send('plain', chatRequest(body, 'invalid'));
      await send('streamed', chatRequest({ ...body, stream: true }, 'invalid'));
    },
    read: { plain: readJsonReply, streamed: readJsonReply },
    answers: ({ plain, streamed }) => plain.status !== 0 && streamed.status !== 0,
  };
}

function transported(id: string, always: readonly Request[]): Probe<Mistaken> {
  return {
    id,
    needs: [],
    atMost: { requests: 1, tokens: 60 },
    cases: () => ({ always }),
    converse: (send, request) => send('reply', request),
    read: { reply: readJsonReply },
    // A connection that is dropped is an answer of a kind.
    answers: ({ reply }) => reply.status !== 0 || reply.reply.end.how !== 'aborted',
  };
}
