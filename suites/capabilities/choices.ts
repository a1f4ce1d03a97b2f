import type { Capability } from '../../src/check/capability.ts';
import { isObject } from '../../src/spec/json.ts';
import { readCompletion } from '../../src/transport/completion.ts';
import { asked } from './chat.ts';

export const choices = asked('n', 'several choices (n)', { n: 2 });
export const logprobs: Capability = {
  ...asked('logprobs', 'logprobs', { logprobs: true, top_logprobs: 2 }),
  shown: (exchange) => readCompletion(exchange).choices.some(({ logprobs: found }) => isObject(found)),
};
