import type { Capability } from '../../src/check/capability.ts';
import { isObject, type Json, type JsonObject } from '../../src/spec/json.ts';
import { readCompletion } from '../../src/transport/completion.ts';
import { text } from '../requests/text.ts';
import { dropping, on } from './without.ts';

/** A text completion with one optional member beside its prompt. */
function member(id: string, title: string, overrides: JsonObject): Capability {
  return {
    id: `completions-${id}`,
    title: `${title} in text completions`,
    request: text(overrides, 'optional'),
    of: completions,
  };
}

/** The same for a member that requests can do without. */
function droppable(name: string, value: Json, title: string, beside: JsonObject = {}): Capability {
  return {
    ...member(name.replaceAll('_', '-'), title, { [name]: value, ...beside }),
    without: on('/completions', dropping(name)),
  };
}

/** The operation itself. What is no completion, whatever its status, offers none. */
export const completions: Capability = {
  id: 'completions',
  title: 'text completions',
  request: text({}, 'optional'),
  shown: (exchange) => readCompletion(exchange).choices.length > 0,
};

/** Small ids stand for something in every vocabulary. */
export const tokens = [11, 12, 13];

export const textPrompts = member('prompts', 'several prompts', {
  prompt: ['One, two,', 'Red, green,'],
  max_tokens: 4,
});
export const textTokens = member('tokens', 'prompts of tokens', { prompt: tokens, max_tokens: 4 });
export const textEcho = member('echo', 'echo', { echo: true, max_tokens: 4 });
export const textSuffix = member('suffix', 'a suffix', { suffix: ' The end.' });
export const textBestOf = member('best-of', 'best_of', { best_of: 2, max_tokens: 4 });
export const textChoices = member('n', 'several choices (n)', { n: 2, max_tokens: 4 });
export const textStop = member('stop', 'stop sequences', { stop: '§§' });
export const textTemperature = droppable('temperature', 0, 'temperature');
export const textStreamOptions = droppable('stream_options', { include_usage: true }, 'stream_options', {
  stream: true,
});
export const textLogprobs: Capability = {
  ...member('logprobs', 'logprobs', { logprobs: 2 }),
  shown: (exchange) => readCompletion(exchange).choices.some(({ logprobs }) => isObject(logprobs)),
};

/** All of them, the operation first. */
export const textCapabilities: readonly Capability[] = [
  completions,
  textPrompts,
  textTokens,
  textEcho,
  textSuffix,
  textBestOf,
  textChoices,
  textStop,
  textTemperature,
  textLogprobs,
  textStreamOptions,
];
