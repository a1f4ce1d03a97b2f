import type { Fault } from '../src/transport/fault.ts';

const common = { id: 'cmpl-anyway', object: 'text_completion', created: 1_750_000_000, model: 'some-model' };
const choice = { text: ' Hello.', index: 0, logprobs: null, finish_reason: 'stop' };
const usage = { prompt_tokens: 4, completion_tokens: 2, total_tokens: 6 };

const whole = JSON.stringify({ ...common, choices: [choice], usage });
const events = [JSON.stringify({ ...common, choices: [choice] }), '[DONE]'].map((data) => `data: ${data}\n\n`).join('');

/** A fault that answers with a text completion, whatever was asked for. */
export function textAnyway(streamed: boolean): Fault {
  return (reply) => {
    const { 'content-length': _, ...headers } = reply.headers;
    return {
      ...reply,
      status: 200,
      headers: { ...headers, 'content-type': streamed ? 'text/event-stream' : 'application/json' },
      reads: [{ at: reply.headersAt, bytes: Buffer.from(streamed ? events : whole) }],
      end: { how: 'complete', at: reply.headersAt },
    };
  };
}
