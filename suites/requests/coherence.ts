import { wellFormed } from '../../src/generate/text.ts';
import { isObject, type Json, type JsonObject } from '../../src/spec/json.ts';
import { conversationProblems } from './coherence-messages.ts';
import { toolProblems } from './coherence-tools.ts';

/**
 * What is wrong with a chat completion request although its schema allows it: the rules that the documents state in
 * prose, and what a conversation must be to make sense. Empty for a coherent request.
 */
export function semanticProblems(body: JsonObject): string[] {
  return [
    ...limitProblems(body),
    ...dependencyProblems(body),
    ...rangeProblems(body),
    ...toolProblems(body),
    ...conversationProblems(body),
    ...textProblems(body),
  ];
}

function limitProblems(body: JsonObject): string[] {
  const limits = ['max_tokens', 'max_completion_tokens'].filter((name) => given(body[name]));
  const problems = limits.filter((name) => !(Number(body[name]) > 0)).map((name) => `${name} is not positive`);
  if (limits.length > 1) problems.push('both max_tokens and max_completion_tokens');
  return problems;
}

function dependencyProblems(body: JsonObject): string[] {
  const problems: string[] = [];
  if (given(body['top_logprobs']) && body['logprobs'] !== true) problems.push('top_logprobs without logprobs');
  if (given(body['stream_options']) && body['stream'] !== true) problems.push('stream_options without stream');
  const modalities = list(body['modalities']);
  if (modalities.includes('audio') !== given(body['audio']))
    problems.push('audio without its modality, or the modality without it');
  const format = body['response_format'];
  if (isObject(format) && format['type'] === 'json_object' && !mentionsJson(body['messages']))
    problems.push('json_object although no message says JSON');
  return problems;
}

function mentionsJson(messages: Json | undefined): boolean {
  return texts(list(messages).map((message) => (isObject(message) ? (message['content'] ?? null) : null))).some(
    (text) => text.includes('JSON'),
  );
}

function rangeProblems(body: JsonObject): string[] {
  const problems: string[] = [];
  // More choices cost more than they show.
  if (given(body['n']) && !(Number(body['n']) >= 1 && Number(body['n']) <= 4)) problems.push('n is not within 1 to 4');
  const stop = typeof body['stop'] === 'string' ? [body['stop']] : list(body['stop']);
  if (stop.length > 4) problems.push('more than four stop sequences');
  if (stop.includes('')) problems.push('an empty stop sequence');
  const biases = Object.entries(object(body['logit_bias']));
  if (biases.some(([id]) => !/^\d+$/.test(id))) problems.push('logit_bias for what is no token id');
  if (biases.some(([, bias]) => Math.abs(Number(bias)) > 100)) problems.push('logit_bias beyond 100');
  const metadata = Object.entries(object(body['metadata']));
  if (metadata.length > 16) problems.push('more than 16 metadata');
  if (metadata.some(([name, value]) => name.length > 64 || String(value).length > 512))
    problems.push('metadata too long');
  return problems;
}

function textProblems(body: JsonObject): string[] {
  return texts(body).every(wellFormed) ? [] : ['a lone surrogate'];
}

/** Every text in a value, names of members too. */
function texts(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  return isObject(value) ? Object.entries(value).flatMap(([name, inner]) => [name, ...texts(inner)]) : [];
}

function given(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function object(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
