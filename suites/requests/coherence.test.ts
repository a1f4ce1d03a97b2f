import { expect, test } from 'vitest';

import type { Json, JsonObject } from '../../src/spec/json.ts';
import { chatBody, semanticProblems } from './chat.ts';

const user = { role: 'user', content: 'Hi' };
const tool = (name: string) => ({ type: 'function', function: { name } });
const call = (id: string) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } });
const calling = (...ids: string[]) => ({ role: 'assistant', content: null, tool_calls: ids.map(call) });
const answer = (id: string) => ({ role: 'tool', tool_call_id: id, content: '1' });
const talk = (...messages: Json[]) => ({ messages });

test.each<[string, JsonObject]>([
  [
    'a plain conversation',
    talk({ role: 'system', content: 'Be brief.' }, user, { role: 'assistant', content: 'Hello' }, user),
  ],
  ['instructions of two kinds', talk({ role: 'developer', content: 'a' }, { role: 'system', content: 'b' }, user)],
  [
    'nulls, which stand for nothing',
    { max_completion_tokens: null, top_logprobs: null, stream_options: null, tool_choice: null, n: null },
  ],
  ['a tool that was called', talk(user, calling('a', 'b'), answer('b'), answer('a'))],
  [
    'a tool that was called, and the talk after it',
    talk(user, calling('a'), answer('a'), { role: 'assistant', content: 'One' }, user),
  ],
  ['a named tool', { tools: [tool('f')], tool_choice: tool('f'), parallel_tool_calls: false }],
  [
    'a custom tool',
    { tools: [{ type: 'custom', custom: { name: 'c' } }], tool_choice: { type: 'custom', custom: { name: 'c' } } },
  ],
  [
    'allowed tools',
    { tools: [tool('f')], tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [tool('f')] } } },
  ],
  ['a named function', { functions: [{ name: 'f' }], function_call: { name: 'f' } }],
  [
    'a called function',
    {
      functions: [{ name: 'f' }],
      ...talk(
        user,
        { role: 'assistant', content: null, function_call: { name: 'f', arguments: '' } },
        { role: 'function', name: 'f', content: '1' },
      ),
    },
  ],
  ['log probabilities', { logprobs: true, top_logprobs: 2 }],
  ['usage of a stream', { stream: true, stream_options: { include_usage: true } }],
  [
    'JSON that was asked for',
    {
      response_format: { type: 'json_object' },
      ...talk({ role: 'user', content: [{ type: 'text', text: 'Answer in JSON.' }] }),
    },
  ],
  [
    'the bounds',
    { n: 4, stop: ['a', 'b', 'c', 'd'], logit_bias: { 5: -100, 6: 100 }, metadata: { k: 'v'.repeat(512) } },
  ],
  ['speech', { modalities: ['text', 'audio'], audio: { voice: 'v', format: 'wav' } }],
  ['a surrogate pair', talk({ role: 'user', content: '\u{1f600}' })],
])('%s is coherent', (_, overrides) => {
  expect(semanticProblems(chatBody(overrides))).toEqual([]);
});

test.each<[string, JsonObject]>([
  ['max_tokens is not positive', { max_tokens: 0 }],
  ['max_completion_tokens is not positive', { max_tokens: null, max_completion_tokens: -1 }],
  ['both max_tokens and max_completion_tokens', { max_completion_tokens: 5 }],
  ['top_logprobs without logprobs', { top_logprobs: 2, logprobs: false }],
  ['stream_options without stream', { stream_options: { include_usage: true } }],
  ['audio without its modality, or the modality without it', { modalities: ['audio'] }],
  ['audio without its modality, or the modality without it', { audio: { voice: 'v', format: 'wav' } }],
  ['json_object although no message says JSON', { response_format: { type: 'json_object' } }],
  ['n is not within 1 to 4', { n: 5 }],
  ['n is not within 1 to 4', { n: 0 }],
  ['more than four stop sequences', { stop: ['a', 'b', 'c', 'd', 'e'] }],
  ['an empty stop sequence', { stop: '' }],
  ['logit_bias for what is no token id', { logit_bias: { hello: 1 } }],
  ['logit_bias beyond 100', { logit_bias: { 5: -101 } }],
  ['more than 16 metadata', { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`k${i}`, 'v'])) }],
  ['metadata too long', { metadata: { ['k'.repeat(65)]: 'v' } }],
  ['metadata too long', { metadata: { k: 'v'.repeat(513) } }],
  ['both functions and tools', { functions: [{ name: 'f' }], tools: [tool('g')] }],
  ['a function name outside its alphabet or length: "a b"', { tools: [tool('a b')] }],
  [`a function name outside its alphabet or length: "${'a'.repeat(65)}"`, { functions: [{ name: 'a'.repeat(65) }] }],
  ['two functions of one name', { tools: [tool('f'), tool('f')] }],
  ['tool_choice without tools', { tool_choice: 'auto' }],
  ['tool_choice names "g", which is not declared', { tools: [tool('f')], tool_choice: tool('g') }],
  [
    'tool_choice names "g", which is not declared',
    { tools: [tool('f')], tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [tool('g')] } } },
  ],
  ['function_call without functions', { function_call: 'auto' }],
  ['function_call names "g", which is not declared', { functions: [{ name: 'f' }], function_call: { name: 'g' } }],
  ['parallel_tool_calls without tools', { parallel_tool_calls: true }],
  ['no messages', talk()],
  ['the last message is not of a user or a tool', talk(user, { role: 'assistant', content: 'x' })],
  [
    'an instruction that is not at the start',
    talk(user, { role: 'assistant', content: 'x' }, { role: 'system', content: 'y' }, user),
  ],
  ['the first message after the instructions is not of a user', talk({ role: 'assistant', content: 'x' }, user)],
  ['user and assistant do not alternate', talk(user, user)],
  ['a message without content', talk({ role: 'user' })],
  ['a tool message for "b", which is no open call', talk(user, calling('a'), answer('a'), answer('b'))],
  ['a tool call without an answer: "a"', talk(user, calling('a'), { role: 'assistant', content: 'x' }, user)],
  ['two tool calls of one id', talk(user, calling('a', 'a'), answer('a'))],
  ['a lone surrogate', talk({ role: 'user', content: 'x\ud800' })],
  ['a lone surrogate', { metadata: { '\udc00': 'v' } }],
])('it is told that there is %s', (problem, overrides) => {
  expect(semanticProblems(chatBody(overrides))).toContain(problem);
});

test('a tool message without a call before it is no tool message at all', () => {
  expect(semanticProblems(chatBody(talk(user, answer('a'))))).toEqual([
    'user and assistant do not alternate',
    'a tool message for "a", which is no open call',
  ]);
});
