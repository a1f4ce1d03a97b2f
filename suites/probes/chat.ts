import type { Probe } from '../../src/check/probe.ts';
import { readCompletion, type Completion } from '../../src/transport/completion.ts';
import { readChatStream, type ChatStream } from '../../src/transport/chat-stream.ts';
import { isOk } from '../../src/transport/guards.ts';
import * as has from '../capabilities.ts';
import { chat, chatBody, chatRequest, sendableChat } from '../requests/chat.ts';

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

/** One chat completion that is not streamed. */
export const oneChat: Probe<{ reply: Completion }> = {
  id: 'chat',
  needs: [],
  uses,
  atMost: { requests: 1, tokens: 400 },
  cases: (contract) => ({
    always: [
      chatRequest(unlimited),
      chat({ stream: false }),
      chat(history),
      chat(textParts),
      chat(unicode),
      { ...chat(), headers: { 'accept-encoding': 'gzip' } },
    ],
    drawn: sendableChat(contract, { stream: false }).map((body) => chatRequest(body)),
  }),
  converse: (send, request) => send('reply', request),
  read: { reply: readCompletion },
  answers: ({ reply }) => isOk(reply.reply) && reply.choices.length > 0,
};

/** One chat completion that is streamed. */
export const oneStream: Probe<{ reply: ChatStream }> = {
  id: 'chat-stream',
  needs: [],
  uses,
  atMost: { requests: 1, tokens: 400 },
  cases: (contract) => ({
    always: [chat({ stream: true }), chat({ ...history, stream: true, max_tokens: 24 })],
    drawn: sendableChat(contract, { stream: true }).map((body) => chatRequest(body)),
  }),
  converse: (send, request) => send('reply', request),
  read: { reply: readChatStream },
  answers: ({ reply }) => isOk(reply.reply) && reply.chunks.length > 0,
};
