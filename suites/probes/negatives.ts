import type { Probe } from '../../src/check/probe.ts';
import type { Json, JsonObject } from '../../src/spec/json.ts';
import { readJsonReply, type JsonReply } from '../../src/transport/json-reply.ts';
import type { Request } from '../../src/transport/request.ts';
import { chat, chatBody } from '../requests/chat.ts';

const withMessages = (messages: Json): JsonObject => ({ messages });
const { messages: _, ...noMessages } = chatBody();
const undeclared = { type: 'function', function: { name: 'no_such_function' } };
const declared = { type: 'function', function: { name: 'ping', parameters: { type: 'object', properties: {} } } };

/** Plain mistakes of a client, each one constraint away from a request that is fine. */
const mistakes: readonly JsonObject[] = [
  noMessages,
  chatBody(withMessages('Say hello.')),
  chatBody(withMessages([{ role: 'wizard', content: 'Say hello.' }])),
  chatBody(withMessages([{ content: 'Say hello.' }])),
  chatBody({ temperature: 'warm' }),
  chatBody({ max_tokens: 'sixteen' }),
  chatBody({ response_format: { type: 'no-such-format' } }),
  chatBody({ tools: [declared], tool_choice: undeclared }),
  chatBody({ tools: [{ type: 'function' }] }),
  // Some servers generate without end on an empty conversation, so it comes last and with the smallest limit.
  chatBody({ ...withMessages([]), max_tokens: 1 }),
];

/** A mistake, not streamed and streamed. */
export const negatives: Probe<{ plain: JsonReply; streamed: JsonReply }, JsonObject> = {
  id: 'negatives',
  needs: [],
  atMost: { requests: 2, tokens: 80 },
  cases: () => ({ always: mistakes }),
  async converse(send, body) {
    await send('plain', mistaken(body));
    await send('streamed', mistaken({ ...body, stream: true }));
  },
  read: { plain: readJsonReply, streamed: readJsonReply },
  answers: ({ plain, streamed }) => plain.status !== 0 && streamed.status !== 0,
};

function mistaken(body: JsonObject): Request {
  return { method: 'POST', path: '/chat/completions', intent: 'invalid', body: { json: body } };
}

const json = 'application/json';
const broken: readonly NonNullable<Request['body']>[] = [
  { text: '{', contentType: json },
  { text: '', contentType: json },
  { text: '[]', contentType: json },
  {
    text: '{"model": "{model}", "messages": [{"role": "user", "content": "Say hello."}], "max_tokens": NaN}',
    contentType: json,
  },
];

/** A body that is no JSON object. */
export const malformed: Probe<{ reply: JsonReply }, NonNullable<Request['body']>> = {
  id: 'malformed',
  needs: [],
  atMost: { requests: 1, tokens: 60 },
  cases: () => ({ always: broken }),
  converse: (send, body) => send('reply', { method: 'POST', path: '/chat/completions', intent: 'invalid', body }),
  read: { reply: readJsonReply },
  // A connection that is dropped is an answer of a kind.
  answers: ({ reply }) => reply.status !== 0 || reply.reply.end.how !== 'aborted',
};

/** A good body under the name of another media type. */
export const mislabelled: Probe<{ reply: JsonReply }, JsonObject> = {
  id: 'mislabelled',
  needs: [],
  atMost: { requests: 1, tokens: 60 },
  cases: () => ({ always: [chatBody()] }),
  converse: (send, body) =>
    send('reply', { ...chat(body), intent: 'invalid', headers: { 'content-type': 'text/plain' } }),
  read: { reply: readJsonReply },
  answers: ({ reply }) => reply.status !== 0,
};
