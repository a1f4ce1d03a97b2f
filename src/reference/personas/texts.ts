import { isObject, type Json, type JsonObject } from '../../spec/json.ts';
import type { Persona } from '../persona.ts';
import { eachChoice } from './choices.ts';

const isTrue = (value: unknown) => value === true;

const chatOnly: Persona = {
  id: 'chat-only',
  title: 'A model for chat, which continues no text',
  shows: ['LEG-68'],
  rules: { declinesText: 'model' },
};

const noTextPath: Persona = {
  id: 'no-completions',
  title: 'No text completions, as if there were no such path',
  shows: ['LEG-68'],
  rules: { declinesText: 'path' },
};

const otherMethod: Persona = {
  id: 'completions-405',
  title: 'The path of text completions takes no POST',
  shows: ['LEG-68'],
  rules: { declinesText: 'method' },
};

const unimplementedText: Persona = {
  id: 'completions-501',
  title: 'Text completions are known and not implemented',
  shows: ['LEG-68'],
  rules: { declinesText: 'operation' },
};

const onePrompt: Persona = {
  id: 'one-prompt',
  title: 'Text completions of one text at a time: no lists, tokens, candidates, suffix or echo',
  shows: ['LEG-51'],
  rules: {
    refuses: [
      { member: 'prompt', when: Array.isArray },
      { member: 'suffix' },
      { member: 'best_of' },
      { member: 'echo', when: isTrue },
    ],
  },
};

const startToken: Persona = {
  id: 'start-token',
  title: 'An echoed prompt begins with a token of the tokenizer',
  shows: ['LEG-91'],
  mind: { start: '<s>' },
};

const longDefault: Persona = {
  id: 'long-default',
  title: 'Text completions without a limit of their own go on to their end',
  shows: ['LEG-98'],
  rules: { defaultLimit: 4096 },
};

const oddTextLogprobs: Persona = {
  id: 'odd-text-logprobs',
  title: 'Log probabilities of texts with fewer alternatives, a floor, and offsets from the first token shown',
  shows: ['LEG-56', 'LEG-57', 'LEG-58'],
  edits: {
    completion: (body) => eachTextLogprobs(body, odd),
    chunks: (chunks) => chunks.map((chunk) => eachTextLogprobs(chunk, odd)),
  },
};

export const texts: readonly Persona[] = [
  chatOnly,
  noTextPath,
  otherMethod,
  unimplementedText,
  onePrompt,
  startToken,
  longDefault,
  oddTextLogprobs,
];

function eachTextLogprobs(body: JsonObject, edit: (logprobs: JsonObject) => JsonObject): JsonObject {
  return eachChoice(body, (choice) => {
    const { logprobs } = choice;
    return isObject(logprobs) && Array.isArray(logprobs['tokens']) ? { ...choice, logprobs: edit(logprobs) } : choice;
  });
}

function odd({ top_logprobs: top, token_logprobs: own, ...rest }: JsonObject): JsonObject {
  const list = (value: Json | undefined) => (Array.isArray(value) ? (value as readonly Json[]) : []);
  const offsets = list(rest['text_offset']).map(Number);
  return {
    ...rest,
    token_logprobs: list(own).map((logprob, i) => (i % 4 === 3 && logprob !== null ? -9999 : logprob)),
    top_logprobs: list(top).map((map) => (isObject(map) ? Object.fromEntries(Object.entries(map).slice(0, 1)) : map)),
    text_offset: offsets.map((offset) => offset - (offsets[0] ?? 0)),
  };
}
