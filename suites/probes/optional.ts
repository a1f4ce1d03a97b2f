import type { Probe } from '../../src/check/probe.ts';
import { readChatStream, type ChatStream } from '../../src/transport/chat-stream.ts';
import { readCompletion, type Completion } from '../../src/transport/completion.ts';
import * as has from '../capabilities.ts';
import { chat } from '../requests/chat.ts';
import { isSound } from './sound.ts';
import type { JsonObject } from '../../src/spec/json.ts';

type BothForms = { plain: Completion; streamed: ChatStream };

const question = { messages: [{ role: 'user', content: 'Name a fruit and a colour.' }] };

/** The same body in both forms. */
function inBothForms(
  id: string,
  needs: Probe<BothForms>['needs'],
  tokens: number,
  always: readonly JsonObject[],
): Probe<BothForms, JsonObject> {
  return {
    id,
    needs,
    uses: [has.streamOptions, has.temperature],
    atMost: { requests: 2, tokens },
    cases: () => ({ always }),
    async converse(send, body) {
      await send('plain', chat(body));
      await send('streamed', chat({ ...body, stream: true, stream_options: { include_usage: true } }, 'optional'));
    },
    read: { plain: readCompletion, streamed: readChatStream },
    answers: ({ plain, streamed }) => isSound(plain) && isSound(streamed),
  };
}

/** Two choices. */
export const twoChoices = inBothForms('two-choices', [has.choices], 160, [{ ...question, n: 2 }]);

/** Log probabilities. */
export const withLogprobs = inBothForms('logprobs', [has.logprobs], 120, [
  { ...question, max_tokens: 8, temperature: 0, logprobs: true, top_logprobs: 2 },
]);

const weatherIn = (city: string) => ({ messages: [{ role: 'user', content: `What is the weather in ${city} now?` }] });

/** A tool that the question asks for, which the model may call. */
export const toolCall = inBothForms('tool-call', [has.tools], 400, [
  { ...weatherIn('Paris'), max_tokens: 64, tools: [has.weather] },
  { ...weatherIn('Paris and in Tokyo'), max_tokens: 96, tools: [has.weather], tool_choice: 'auto' },
]);

const forced = { type: 'function', function: { name: 'get_weather' } };

/** A tool that the model has to call; once with too few tokens for its arguments. */
export const forcedCall = inBothForms('forced-call', [has.tools, has.namedTool], 400, [
  { ...weatherIn('Oslo'), max_tokens: 64, tools: [has.weather], tool_choice: forced },
  {
    ...weatherIn('Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch'),
    max_tokens: 4,
    tools: [has.weather],
    tool_choice: forced,
  },
]);

/** The result of a tool call, as the assistant message with `content` null and the tool message behind it. */
export const toolResult: Probe<{ reply: Completion }, JsonObject> = {
  id: 'tool-result',
  needs: [has.tools],
  atMost: { requests: 1, tokens: 200 },
  cases: () => ({
    always: [
      {
        messages: [
          { role: 'user', content: 'What is the weather in Rome?' },
          {
            role: 'assistant',
            content: null,
            tool_calls: [
              { id: 'call_rome01', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Rome"}' } },
            ],
          },
          { role: 'tool', tool_call_id: 'call_rome01', content: '{"sky":"clear","celsius":21}' },
        ],
        tools: [has.weather],
      },
    ],
  }),
  converse: (send, body) => send('reply', chat(body)),
  read: { reply: readCompletion },
  answers: ({ reply }) => reply.status !== 0,
};
