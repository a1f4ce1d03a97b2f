import * as fc from 'fast-check';

import type { Probe } from '../../src/check/probe.ts';
import { readCompletion, type Completion } from '../../src/transport/completion.ts';
import { readChatStream, type ChatStream } from '../../src/transport/chat-stream.ts';
import type { JsonObject } from '../../src/spec/json.ts';
import { isOk } from '../../src/transport/guards.ts';
import { readJsonReply, type JsonReply } from '../../src/transport/json-reply.ts';
import { isAnswer } from '../../src/transport/status.ts';
import * as has from '../capabilities.ts';
import { saysSomething } from './sound.ts';
import { chat, chatBody, chatRequest, conversation, sendableChat } from '../requests/chat.ts';

/** What a drawn conversation may make use of. */
const uses = [
  has.temperature,
  has.topP,
  has.presencePenalty,
  has.frequencyPenalty,
  has.stop,
  has.seed,
  has.user,
  has.textFormat,
  has.systemRole,
  has.streamOptions,
];

const { max_tokens: _, ...unlimited } = chatBody();

const history = {
  messages: [
    { role: 'user', content: 'My name is Ada. Remember it.' },
    { role: 'assistant', content: 'I will remember it, Ada.' },
    { role: 'user', content: 'What is my name?' },
  ],
};

const textParts = {
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Say hello' },
        { type: 'text', text: ' in French.' },
      ],
    },
  ],
};

const unicode = {
  messages: [{ role: 'user', content: 'Translate:\n\t“日本語” 👩‍👩‍👧 e\u0301 עברית العربية 🇫🇷' }],
};

/** Several turns, text parts and Unicode in one conversation. */
const mixed = {
  messages: [
    ...history.messages.slice(0, 2),
    ...textParts.messages,
    ...history.messages.slice(1, 2),
    ...unicode.messages,
  ],
};

/** One chat completion that is not streamed. */
export const oneChat: Probe<{ reply: Completion }> = {
  id: 'chat',
  needs: [],
  atMost: { requests: 1, tokens: 400 },
  cases: () => ({
    always: [
      chatRequest(unlimited),
      { ...chat({ stream: false }), headers: { 'accept-encoding': 'gzip' } },
      chat(history),
      chat(textParts),
      chat(unicode),
    ],
  }),
  converse: (send, request) => send('reply', request),
  read: { reply: readCompletion },
  answers: ({ reply }) => isOk(reply.reply) && reply.choices.length > 0,
};

/** One chat completion that is streamed. */
export const oneStream: Probe<{ reply: ChatStream }> = {
  id: 'chat-stream',
  needs: [],
  atMost: { requests: 1, tokens: 400 },
  cases: () => ({
    always: [chat({ stream: true }), chat({ ...history, stream: true, max_tokens: 24 })],
  }),
  converse: (send, request) => send('reply', request),
  read: { reply: readChatStream },
  answers: ({ reply }) => isOk(reply.reply) && reply.chunks.length > 0,
};

/** A drawn conversation in one of the forms, without members that an endpoint may lack. */
export const talk: Probe<{ reply: JsonReply }, JsonObject> = {
  id: 'talk',
  needs: [],
  uses: [has.systemRole],
  atMost: { requests: 1, tokens: 160 },
  cases: () => ({
    always: [chatBody(mixed)],
    drawn: fc.record({ messages: conversation, stream: fc.boolean() }).map((body) => chatBody(body)),
  }),
  converse: (send, body) => send('reply', chatRequest(body)),
  read: { reply: readJsonReply },
  answers: ({ reply }) => isOk(reply.reply),
};

/** A drawn conversation: alone, and with drawn members beside it in both forms, so that a refusal can be told apart. */
export const drawn: Probe<{ bare: JsonReply; whole: JsonReply; streamed: JsonReply }, JsonObject> = {
  id: 'drawn',
  needs: [],
  uses,
  atMost: { requests: 3, tokens: 500 },
  cases: (contract) => ({ always: [], drawn: sendableChat(contract, { stream: false }) }),
  async converse(send, body) {
    const { model, messages, max_tokens: limit } = body;
    await send('bare', chatRequest({ model: model!, messages: messages!, max_tokens: limit! }));
    await send('whole', chatRequest(body));
    await send('streamed', chatRequest({ ...body, stream: true }));
  },
  read: { bare: readJsonReply, whole: readJsonReply, streamed: readJsonReply },
  answers: ({ bare, whole, streamed }) => saysSomething(bare) && isAnswer(whole.status) && isAnswer(streamed.status),
};
