import type { Capability } from '../../src/check/capability.ts';
import { isObject } from '../../src/spec/json.ts';
import { limitOf, readCompletion, usageOf } from '../../src/transport/completion.ts';
import { bytesOf, type Exchange } from '../../src/transport/exchange.ts';
import { bodyObject, type Request } from '../../src/transport/request.ts';
import { chat } from '../requests/chat.ts';
import { on } from './without.ts';

export const tokenLimit: Capability = {
  id: 'max-tokens',
  title: 'the token limit under the name max_tokens',
  essential: true,
  request: chat({}, 'optional'),
  refused: ({ reply }) => /max_(completion_)?tokens/.test(Buffer.from(bytesOf(reply)).toString('utf8')),
  without: on('/chat/completions', renamedLimit),
};

export const directness: Capability = {
  id: 'direct-answers',
  title: 'answers without reasoning first',
  essential: true,
  request: chat({ messages: [{ role: 'user', content: 'What is the capital of France?' }] }, 'optional'),
  // A reasoning model may refuse a limit that its reasoning alone would use up.
  shown: (exchange) => !reasons(exchange),
  without: on('/chat/completions', raisedLimit),
};

export const completionLimit: Capability = {
  id: 'max-completion-tokens',
  title: 'max_completion_tokens',
  request: renamedLimit(chat({}, 'optional')),
};

function renamedLimit(request: Request): Request {
  const { max_tokens: limit, ...rest } = bodyObject(request);
  if (typeof limit !== 'number') return request;
  return { ...request, body: { ...request.body, json: { ...rest, max_completion_tokens: limit } } };
}

/** Enough for a short reasoning; what a reasoning model needs before it says its first word. */
const reasoningLimit = 512;

function raisedLimit(request: Request): Request {
  const limit = limitOf(request);
  if (limit === undefined || limit >= reasoningLimit) return request;
  const body = bodyObject(request);
  const member = typeof body['max_completion_tokens'] === 'number' ? 'max_completion_tokens' : 'max_tokens';
  return { ...request, body: { ...request.body, json: { ...body, [member]: reasoningLimit } } };
}

/** It says so, it counts tokens of reasoning, or it spent its limit without a word. */
function reasons(exchange: Exchange): boolean {
  const { choices: answers, body } = readCompletion(exchange);
  const details = usageOf(body)?.['completion_tokens_details'];
  const counted = isObject(details) ? details['reasoning_tokens'] : undefined;
  return answers.some(({ message, content, finishReason }) => {
    const said = message['reasoning_content'] ?? message['reasoning'];
    const silent = (content ?? '') === '' && finishReason === 'length';
    return (typeof said === 'string' && said !== '') || silent || (typeof counted === 'number' && counted > 0);
  });
}
