import * as fc from 'fast-check';

import type { Probe } from '../../src/check/probe.ts';
import { isObject, type Json, type JsonObject } from '../../src/spec/json.ts';
import { readChatStream, type ChatStream } from '../../src/transport/chat-stream.ts';
import { readCompletion, type Choice, type Completion } from '../../src/transport/completion.ts';
import { isOk } from '../../src/transport/guards.ts';
import { readJson } from '../../src/transport/json-text.ts';
import * as has from '../capabilities.ts';
import { chat } from '../requests/chat.ts';
import { inBothForms } from './both-forms.ts';
import { isSound } from './sound.ts';

const weatherIn = (city: string) => has.asking(`What is the weather in ${city} now?`);

const free = inBothForms('tool-call', [has.tools], 400, [
  { ...weatherIn('Paris'), max_tokens: 64, tools: [has.weather] },
  { ...weatherIn('Paris and in Tokyo'), max_tokens: 96, tools: [has.weather], tool_choice: 'auto' },
]);

/** A tool that the question asks for, which the model may call; where it did not, it is asked outright. */
export const toolCall: typeof free = {
  ...free,
  cases: (...given) => ({
    ...free.cases(...given),
    more: fc
      .constantFrom(
        'Call the function get_weather for Paris.',
        'You have a function get_weather. Use it: is it raining in Oslo?',
        'Look the weather in Rome up with get_weather, and do nothing else.',
      )
      .map((content) => ({ ...has.asking(content), max_tokens: 64, tools: [has.weather] })),
  }),
};

/** A tool that the model has to call, although another fits better; and one with too few tokens for its arguments. */
export const forcedCall = inBothForms('forced-call', [has.namedTool], 400, [
  {
    ...weatherIn('Oslo'),
    max_tokens: 64,
    tools: [has.weather, has.localTime],
    tool_choice: has.choosing(has.localTime),
  },
  {
    ...weatherIn('Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch'),
    max_tokens: 4,
    tools: [has.weather],
    tool_choice: has.choosing(has.weather),
  },
]);

/** Ways to choose a tool, streamed; the capabilities ask for most of them whole. */
export const toolChoice: Probe<{ reply: ChatStream }, JsonObject> = {
  id: 'tool-choice',
  needs: [has.tools],
  uses: [has.streamOptions],
  atMost: { requests: 1, tokens: 200 },
  cases: () => ({
    always: [
      { ...has.uncalled, max_tokens: 24 },
      has.required,
      has.single,
      has.strict,
      {
        ...has.asking('What is the weather in Lima now?'),
        tools: [has.weather, has.builder],
        tool_choice: has.choosing(has.builder),
        max_tokens: 64,
      },
      {
        ...weatherIn('Cairo'),
        tools: [has.weather, has.localTime],
        tool_choice: {
          type: 'allowed_tools',
          allowed_tools: { mode: 'required', tools: [has.choosing(has.localTime)] },
        },
        max_tokens: 64,
      },
    ],
  }),
  converse: (send, body) =>
    send('reply', chat({ ...body, stream: true, stream_options: { include_usage: true } }, 'optional')),
  read: { reply: readChatStream },
  answers: ({ reply }) => isSound(reply),
};

export type ResultViews = { call: Completion; answer: Completion; other: Completion };
type Round = { body: JsonObject; content: '' | undefined };

/**
 * A call of a tool and its result: the message that the model wrote, as it wrote it, or else what the contract knows of
 * it; then the same with other content beside the calls.
 */
export const toolResult: Probe<ResultViews, Round> = {
  id: 'tool-result',
  needs: [has.tools],
  atMost: { requests: 4, tokens: 700 },
  cases: () => ({
    always: [
      { body: { ...weatherIn('Rome'), max_tokens: 64, tools: [has.weather] }, content: '' },
      {
        body: { ...weatherIn('Rome'), max_tokens: 64, tools: [has.weather], tool_choice: has.choosing(has.weather) },
        content: undefined,
      },
    ],
  }),
  async converse(send, { body, content }) {
    const call = readCompletion(await send('call', chat(body, 'optional')));
    const [choice] = call.choices;
    if (!choice || choice.toolCalls.length === 0 || !choice.toolCalls.every(isCall)) {
      // Without a call of its own an endpoint may decline to be told of one.
      await send('answer', chat(told(body, foreign), 'optional'));
      await send('other', chat(told(body, withContent(foreign, content)), 'optional'));
      return;
    }
    const verbatim = written(choice);
    const first = await send('answer', chat(told(body, verbatim), 'optional'));
    // Some want back what they added (LEG-14), others refuse it.
    const taken = isOk(first.reply) ? verbatim : reduced(choice);
    const { reply } = isOk(first.reply) ? first : await send('answer', chat(told(body, taken), 'optional'));
    await send('other', chat(told(body, withContent(taken, content)), isOk(reply) ? 'plain' : 'optional'));
  },
  read: { call: readCompletion, answer: readCompletion, other: readCompletion },
  answers: ({ call, answer }) => isSound(call) && answer.status !== 0,
};

type Call = { id: string; type: 'function'; function: { name: string; arguments: string } };
type Message = JsonObject & { tool_calls: readonly Call[] };

/** Whether a call can go back to where it came from. */
function isCall(json: Json): json is Call {
  const { id, type, function: called } = isObject(json) ? json : {};
  const { name, arguments: text } = isObject(called) ? called : {};
  const whole = typeof text === 'string' && readJson(text).error === undefined;
  return typeof id === 'string' && type === 'function' && typeof name === 'string' && whole;
}

/** The conversation so far, the message with calls, and the result of each of them. */
function told({ messages, tools }: JsonObject, message: Message): JsonObject {
  const results = message.tool_calls.map(({ id }) => ({
    role: 'tool',
    tool_call_id: id,
    content: '{"sky":"clear","celsius":21}',
  }));
  return { messages: [...(messages as JsonObject[]), message, ...results], tools: tools! };
}

/** The message with all that its vendor added, and without what the contract lets be null in answers only. */
function written({ message, content, toolCalls }: Choice): Message {
  const { refusal: _, audio: __, function_call: ___, name: ____, ...rest } = message;
  return { ...rest, role: 'assistant', content: content ?? null, tool_calls: toolCalls as Call[] };
}

/** What the contract knows of the message. */
function reduced({ content, toolCalls }: Choice): Message {
  const calls = (toolCalls as Call[]).map(({ id, function: { name, arguments: text } }): Call => {
    return { id, type: 'function', function: { name, arguments: text } };
  });
  return { role: 'assistant', content: content ?? null, tool_calls: calls };
}

function withContent({ content, ...message }: Message, other: Round['content']): Message {
  if (other === undefined) return message as Message;
  return { ...message, content: content === other ? null : other } as Message;
}

const foreign: Message = {
  role: 'assistant',
  content: null,
  tool_calls: [
    { id: 'call_rome01', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Rome"}' } },
  ],
};
