import type { Reply } from '../src/transport/exchange.ts';
import type { Fault } from '../src/transport/fault.ts';
import { bodyObject } from '../src/transport/request.ts';

const answer = {
  index: 0,
  message: { role: 'assistant', content: 'Hello.', refusal: null },
  logprobs: null,
  finish_reason: 'stop',
};
const common = { id: 'chatcmpl-anyway', created: 1_750_000_000, model: 'some-model' };
const usage = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };

const whole = JSON.stringify({ ...common, object: 'chat.completion', choices: [answer], usage });
const chunk = { ...common, object: 'chat.completion.chunk' };
const streamed = [
  {
    ...chunk,
    choices: [{ index: 0, delta: { role: 'assistant', content: 'Hello.' }, logprobs: null, finish_reason: null }],
  },
  { ...chunk, choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: 'stop' }] },
];
const events = [...streamed.map((one) => JSON.stringify(one)), '[DONE]'].map((data) => `data: ${data}\n\n`).join('');

/** A fault that answers what should have been refused, in the form that was asked for. */
export const answeredAnyway: Fault = (reply, request) => {
  if (reply.status < 400) return reply;
  const stream = bodyObject(request)['stream'] === true;
  return answered(reply, stream ? 'text/event-stream' : 'application/json', stream ? events : whole);
};

/** A fault that finds vectors for what should have been refused. */
export const embeddedAnyway: Fault = (reply) =>
  reply.status < 400 ? reply : answered(reply, 'application/json', JSON.stringify(embedded));

const embedded = {
  object: 'list',
  data: [{ object: 'embedding', index: 0, embedding: [0.6, 0.8] }],
  model: 'some-model',
  usage: { prompt_tokens: 1, total_tokens: 1 },
};

function answered(reply: Reply, contentType: string, text: string): Reply {
  const { 'content-length': _, ...headers } = reply.headers;
  return {
    ...reply,
    status: 200,
    headers: { ...headers, 'content-type': contentType },
    reads: [{ at: reply.headersAt, bytes: Buffer.from(text) }],
    end: { how: 'complete', at: reply.headersAt },
  };
}
