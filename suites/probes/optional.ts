import type { Probe } from '../../src/check/probe.ts';
import { readChatStream, type ChatStream } from '../../src/transport/chat-stream.ts';
import { readCompletion, type Completion } from '../../src/transport/completion.ts';
import { readJson } from '../../src/transport/json-text.ts';
import * as has from '../capabilities.ts';
import { chat } from '../requests/chat.ts';
import { isSound } from './sound.ts';
import { isObject, type Json, type JsonObject } from '../../src/spec/json.ts';

type BothForms = { plain: Completion; streamed: ChatStream };

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

const weatherIn = (city: string) => ({ messages: [{ role: 'user', content: `What is the weather in ${city} now?` }] });

/** A tool that the question asks for, which the model may call. */
export const toolCall = inBothForms('tool-call', [has.tools], 400, [
  { ...weatherIn('Paris'), max_tokens: 64, tools: [has.weather] },
  { ...weatherIn('Paris and in Tokyo'), max_tokens: 96, tools: [has.weather], tool_choice: 'auto' },
]);

const forced = { type: 'function', function: { name: 'get_weather' } };

/** A tool that the model has to call; once with too few tokens for its arguments. */
export const forcedCall = inBothForms('forced-call', [has.namedTool], 400, [
  { ...weatherIn('Oslo'), max_tokens: 64, tools: [has.weather], tool_choice: forced },
  {
    ...weatherIn('Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch'),
    max_tokens: 4,
    tools: [has.weather],
    tool_choice: forced,
  },
]);

/** A call of a tool and its result: the message that the model wrote, as it wrote it, and the tool message behind it. */
export const toolResult: Probe<{ call: Completion; answer: Completion }, JsonObject> = {
  id: 'tool-result',
  needs: [has.tools],
  atMost: { requests: 2, tokens: 500 },
  cases: () => ({
    always: [
      { ...weatherIn('Rome'), max_tokens: 64, tools: [has.weather] },
      { ...weatherIn('Rome'), max_tokens: 64, tools: [has.weather], tool_choice: forced },
    ],
  }),
  async converse(send, body) {
    const call = readCompletion(await send('call', chat(body, 'optional')));
    const [choice] = call.choices;
    if (!choice || choice.toolCalls.length === 0 || !choice.toolCalls.every(isCall)) {
      // Without a call of its own an endpoint may decline to be told of one.
      await send('answer', chat(anotherCall, 'optional'));
      return;
    }
    const results = choice.toolCalls.map(({ id }) => ({
      role: 'tool',
      tool_call_id: id,
      content: '{"sky":"clear","celsius":21}',
    }));
    const asked = body['messages'] as JsonObject[];
    // What vendors add to a message goes back too: some sign it (LEG-14).
    const { refusal: _, annotations: __, audio: ___, function_call: ____, ...message } = choice.message;
    const said = { ...message, role: 'assistant', content: choice.content ?? null };
    await send('answer', chat({ messages: [...asked, said, ...results], tools: [has.weather] }));
  },
  read: { call: readCompletion, answer: readCompletion },
  answers: ({ call, answer }) => isSound(call) && answer.status !== 0,
};

const anotherCall = {
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
};

type Call = { id: string; type: 'function'; function: { name: string; arguments: string } };

/** Whether a call can go back to where it came from. */
function isCall(json: Json): json is Call {
  const { id, type, function: called } = isObject(json) ? json : {};
  const { name, arguments: text } = isObject(called) ? called : {};
  const whole = typeof text === 'string' && readJson(text).error === undefined;
  return typeof id === 'string' && type === 'function' && typeof name === 'string' && whole;
}
