import { ChatCompletionStream } from 'openai/lib/ChatCompletionStream';
import { expect, test } from 'vitest';

import type { JsonObject } from '../spec/json.ts';
import { readChatStream } from './chat-stream.ts';
import { readCompletion, limitOf, usageOf } from './completion.ts';
import type { Exchange } from './exchange.ts';
import type { Request } from './request.ts';

const request: Request = { method: 'POST', path: '/chat/completions', intent: 'plain', body: { json: {} } };

function exchange(text: string, type = 'text/event-stream'): Exchange {
  const reads = [{ at: 1, bytes: Buffer.from(text) }];
  const reply = {
    status: 200,
    headers: { 'content-type': type },
    headersAt: 1,
    reads,
    end: { how: 'complete' as const, at: 2 },
  };
  return { request, reply };
}

const read = (text: string) => readChatStream(exchange(text));
const stream = (chunks: readonly unknown[]) =>
  chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('') + 'data: [DONE]\n\n';

test('chunks are the unnamed objects before [DONE]; pointers name their events', () => {
  const view = read(
    [
      ': hi\n\n',
      'data: {"choices":[],"prompt_filter_results":[]}\n\n',
      'event: ping\ndata: {"choices":[]}\n\n',
      'event: message\ndata: {"choices":[7,{"index":0,"delta":{"content":"a"}}]}\n\n',
      'data: oops\n\n',
      'data: [1]\n\n',
      'data:  [DONE] \n\n',
      'data: {"choices":[{"index":0,"delta":{"content":"late"}}]}\n\n',
      'data: [DONE]\n\n',
    ].join(''),
  );
  expect(view.chunks.map(({ at, promptFilter }) => [at, promptFilter])).toEqual([
    ['/events/0', true],
    ['/events/2', false],
  ]);
  expect(view.chunks[1]?.choices.map(({ at }) => at)).toEqual(['/events/2/choices/1']);
  expect(view.done).toEqual([5, 7]);
  expect(view.json[5]).toBeUndefined();
  expect(view.json[3]?.error?.offset).toBe(0);
  expect(view.messages.map(({ content }) => content)).toEqual(['a']);
  expect(view.error).toBeUndefined();
});

test.each([
  ['event: error\ndata: {"message":"m"}\n\n', { message: 'm' }],
  ['event: error\ndata: {"error":{"message":"m"}}\n\n', { message: 'm' }],
  ['event: error\ndata: sorry\n\n', 'sorry'],
  ['data: {"error":{"message":"m"}}\n\n', { message: 'm' }],
  ['data: {"error":"m","choices":[]}\n\n', 'm'],
  ['data: {"error":{"x":1},"choices":[{"delta":{}}]}\n\n', { x: 1 }],
])('%j is an error event and no chunk', (text, error) => {
  const view = read(`data: {"choices":[]}\n\n${text}`);
  expect(view.error).toEqual(error);
  expect(view.errorAt).toBe(1);
  expect(view.chunks).toHaveLength(1);
});

test.each(['data: {"error":null,"choices":[{"delta":{}}]}\n\n', 'data: {"error":"","choices":[{"delta":{}}]}\n\n'])(
  '%j is a chunk and no error event',
  (text) => {
    expect(read(text).error).toBeUndefined();
    expect(read(text).chunks).toHaveLength(1);
  },
);

test('an error event behind [DONE] is told as well', () => {
  expect(read('data: [DONE]\n\ndata: {"error":{"message":"m"}}\n\n').error).toEqual({ message: 'm' });
});

test('usages come with the event they stand in', () => {
  const view = read(
    stream([
      { choices: [], usage: null },
      { choices: [], usage: { total_tokens: 3 } },
    ]),
  );
  expect(view.usages).toEqual([{ event: 1, usage: { total_tokens: 3 } }]);
});

const delta = (
  index: number,
  delta: JsonObject,
  finish_reason: string | null = null,
  logprobs: JsonObject | null = null,
) => ({
  id: 'c',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index, delta, finish_reason, logprobs }],
});

const tool = (index: number, more: JsonObject) => ({ tool_calls: [{ index, ...more }] });
const logprob = (token: string) => ({
  content: [{ token, logprob: -1, bytes: null, top_logprobs: [] }],
  refusal: null,
});

const streams = {
  'plain text': [
    delta(0, { role: 'assistant', content: '' }),
    delta(0, { content: 'Hel' }),
    delta(0, { content: 'lo' }),
    delta(0, {}, 'stop'),
  ],
  'two choices, interleaved': [
    delta(1, { role: 'assistant', content: 'b' }),
    delta(0, { role: 'assistant', content: 'a' }),
    delta(1, { content: 'B' }, 'length'),
    delta(0, { content: 'A' }, 'stop'),
  ],
  'two tool calls, interleaved': [
    delta(0, { role: 'assistant', content: null }),
    delta(0, tool(0, { id: 'x', type: 'function', function: { name: 'f', arguments: '' } })),
    delta(0, tool(1, { id: 'y', type: 'function', function: { name: 'g', arguments: '{"b"' } })),
    delta(0, tool(0, { function: { arguments: '{"a":1}' } })),
    delta(0, tool(1, { function: { arguments: ':2}' } })),
    delta(0, {}, 'tool_calls'),
  ],
  'a refusal': [delta(0, { role: 'assistant', refusal: 'No' }), delta(0, { refusal: '.' }), delta(0, {}, 'stop')],
};

test.each(Object.entries(streams))('what the official SDK accumulates is what is assembled: %s', async (_, chunks) => {
  const lines = new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(`${JSON.stringify(chunk)}\n`));
      controller.close();
    },
  });
  const { choices } = await ChatCompletionStream.fromReadableStream(lines).finalChatCompletion();
  const ours = read(stream(chunks)).messages;
  expect(ours).toHaveLength(choices.length);
  for (const [i, { index, message, finish_reason }] of choices.entries()) {
    const one = ours[i]!;
    expect([one.index, one.content, one.refusal]).toEqual([index, message.content, message.refusal ?? null]);
    expect(one.finishReasons.map(({ value }) => value)).toEqual([finish_reason]);
    const calls = one.toolCalls.map(({ ids: [id], type, name, arguments: args }) => ({
      id,
      type,
      function: { name, arguments: args },
    }));
    expect(calls).toMatchObject(message.tool_calls ?? []);
    expect(calls).toHaveLength(message.tool_calls?.length ?? 0);
  }
});

// Not compared with the SDK: its 6.49 counts the entries of the first chunk twice.
test('log probabilities are joined in order', () => {
  const chunks = [
    delta(0, { content: 'a' }, null, logprob('a')),
    delta(0, { content: 'b' }, null, logprob('b')),
    delta(0, {}, 'stop'),
  ];
  const [one] = read(stream(chunks)).messages;
  expect(one?.logprobs).toEqual({ content: [...logprob('a').content, ...logprob('b').content], refusal: [] });
});

test('assembling keeps what the SDK hides: repeated roles, names and ids, late reasons, reasoning', () => {
  const [one] = read(
    stream([
      delta(0, { role: 'assistant', reasoning_content: 'hm' }),
      delta(0, { role: 'assistant', reasoning: '!', ...tool(0, { id: 'x', function: { name: 'f' } }) }),
      delta(0, tool(0, { id: 'y', function: { name: 'g', arguments: '{}' } }), 'stop'),
      delta(0, { function_call: { name: 'h', arguments: '1' } }, 'stop'),
    ]),
  ).messages;
  expect(one).toMatchObject({
    roles: ['assistant', 'assistant'],
    content: null,
    reasoning: 'hm!',
    toolCalls: [{ index: 0, ids: ['x', 'y'], names: ['f', 'g'], name: 'g', arguments: '{}' }],
    functionCall: { name: 'h', arguments: '1' },
    finishReasons: [
      { event: 2, value: 'stop' },
      { event: 3, value: 'stop' },
    ],
  });
});

test('an index that is none is read as the position', () => {
  const { messages } = read(
    stream([{ choices: [{ delta: { content: 'a' } }, { index: 'x', delta: { content: 'b' } }] }]),
  );
  expect(messages.map(({ index, content }) => [index, content])).toEqual([
    [0, 'a'],
    [1, 'b'],
  ]);
});

test('readers take anything without throwing', () => {
  const odd = [
    null,
    1,
    [],
    { choices: 7 },
    { choices: [null, { index: -1, delta: 3, finish_reason: 4 }] },
    { choices: [{ delta: { tool_calls: [1, { function: 2 }, {}] } }] },
  ];
  expect(read(stream(odd)).chunks).toHaveLength(3);
  for (const body of odd) expect(readCompletion(exchange(JSON.stringify(body), 'application/json')).status).toBe(200);
  const nothing = {
    request,
    reply: { status: 0, headers: {}, headersAt: 0, reads: [], end: { how: 'unreachable' as const, at: 1 } },
  };
  expect(readChatStream(nothing)).toMatchObject({ events: [], chunks: [], messages: [] });
  expect(readCompletion(nothing)).toMatchObject({ choices: [], object: {}, body: undefined });
});

test('a completion gives its choices as they came', () => {
  const body = {
    choices: [
      3,
      { index: 1, finish_reason: 'stop', message: { role: 'assistant', content: null, tool_calls: [{ id: 'x' }] } },
    ],
    usage: { total_tokens: 1 },
  };
  const view = readCompletion(exchange(JSON.stringify(body), 'application/json; charset=utf-8'));
  expect(view.mediaType).toBe('application/json');
  expect(view.choices).toMatchObject([
    {
      at: '/body/choices/1',
      index: 1,
      finishReason: 'stop',
      role: 'assistant',
      content: null,
      refusal: undefined,
      toolCalls: [{ id: 'x' }],
    },
  ]);
  expect(view.usage).toEqual({ total_tokens: 1 });
  expect(usageOf({ usage: null })).toBeUndefined();
});

test('the token limit is found under either name', () => {
  const limit = (json: JsonObject) => limitOf({ ...request, body: { json } });
  expect([
    limit({ max_tokens: 3 }),
    limit({ max_completion_tokens: 4 }),
    limit({ max_tokens: null }),
    limit({}),
  ]).toEqual([3, 4, undefined, undefined]);
});
