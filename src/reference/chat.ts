import type { Json } from '../spec/json.ts';
import type { ChatRequest } from './chat-request.ts';
import type { Call, Choice, Completion } from './completion.ts';
import { cut } from './cut.ts';
import { instanceOf } from './json-instance.ts';
import { logprobOf } from './logprobs.ts';
import type { Mind } from './mind.ts';
import { answerTo, nonsense } from './model.ts';
import { between, letters, type Random, randomOf } from './random.ts';
import { argumentTokens, askedOf, callsFor, type Intent } from './tools.ts';
import { tokensOf } from './tokens.ts';

/** Where an answer comes from: which model, the how-manieth call of the server, and when (milliseconds). */
export type Occasion = { mind: Mind; seed: number; call: number; now: number; model: string };

/** The answer to a request. The same request gets the same texts on every call, unless the mind varies. */
export function complete(chat: ChatRequest, occasion: Occasion): Completion {
  const { mind, seed, call, now, model } = occasion;
  const ids = randomOf(`ids/${seed}/${call}`);
  const answers = Array.from({ length: chat.n }, (_, index) => answer(chat, occasion, index, ids));
  const sum = (part: (answer: Answer) => number) => answers.reduce((total, one) => total + part(one), 0);
  return {
    id: `chatcmpl-${letters(ids, 24)}`,
    created: Math.floor(now / 1000) + mind.skew,
    model: `${model}${mind.dated}`,
    fingerprint: `fp_${letters(randomOf(`print/${seed}/${mind.varies ? call : ''}`), 10)}`,
    choices: answers.map(({ choice }) => choice),
    usage: {
      prompt: chat.promptTokens,
      completion: sum((one) => one.generated),
      reasoning: sum((one) => one.choice.thoughts.length),
      cached: mind.varies ? between(ids, 0, chat.promptTokens) : 0,
    },
  };
}

/** `generated`: tokens, the thoughts among them. */
type Answer = { choice: Choice; generated: number };

const silent = { thoughts: [], pieces: null, calls: [], logprobs: undefined, refusal: null } as const;

function answer(chat: ChatRequest, occasion: Occasion, index: number, ids: Random): Answer {
  const { mind } = occasion;
  const random = randomOf(diceOf(chat, occasion, index));
  const thoughts = mind.thinks ? thoughtsOf(random) : [];
  if (thoughts.length >= chat.limit) return thoughtless(chat, thoughts.slice(0, chat.limit), index);
  const rest = chat.limit - thoughts.length;
  const intents = callsFor(chat, random, mind.wayward);
  const said =
    intents.length > 0 ? calling(chat, intents, rest, { mind, random, ids }) : speaking(chat, rest, occasion, random);
  return { choice: { ...silent, ...said.choice, thoughts, index }, generated: said.generated + thoughts.length };
}

/** Neither the limit nor the stop sequences change what is said, only where it ends. */
function diceOf(chat: ChatRequest, { mind, seed, call }: Occasion, index: number): string {
  const said = chat.messages.map(({ role, text }) => `${role}:${text}`).join('\n');
  const sampled = chat.greedy && !mind.varies ? '' : `${chat.seed ?? ''}/${index}`;
  return `${seed}/${sampled}/${mind.varies ? call : ''}/${said}`;
}

function thoughtsOf(random: Random): string[] {
  return tokensOf(`I should ${answerTo({ asked: '', random }).join('').toLowerCase()} So`);
}

/** All of the limit went into thoughts: the text is null in one half of the conversations, empty in the other. */
function thoughtless(chat: ChatRequest, thoughts: string[], index: number): Answer {
  const pieces = chat.promptTokens % 2 === 0 ? null : [];
  const logprobs = chat.alternatives === undefined ? undefined : [];
  return { choice: { ...silent, index, thoughts, pieces, logprobs, finish: 'length' }, generated: thoughts.length };
}

type Said = { choice: Pick<Choice, 'pieces' | 'logprobs' | 'finish'> & Partial<Choice>; generated: number };

function speaking(chat: ChatRequest, limit: number, { mind, call }: Occasion, random: Random): Said {
  const json = chat.format.type !== 'text';
  const due = (every: number) => every > 0 && call % every === every - 1;
  if (due(mind.withholdsEvery)) return withheld(chat, call);
  const natural =
    !json && due(mind.emptyEvery) ? [] : json ? jsonTokens(chat, mind, random) : textTokens(chat, mind, random);
  const { pieces, generated, finish } = cut(natural, limit, chat.stop, mind.countsEnd ? 1 : 0);
  return { choice: { pieces, finish, logprobs: logprobsOf(chat, pieces, random) }, generated };
}

function withheld(chat: ChatRequest, call: number): Said {
  const logprobs = chat.alternatives === undefined ? undefined : [];
  if (call % 2 === 0) return { choice: { pieces: [], logprobs, finish: 'content_filter' }, generated: 1 };
  return {
    choice: { pieces: null, logprobs, finish: 'stop', refusal: 'I would rather not talk about that.' },
    generated: 1,
  };
}

function textTokens(chat: ChatRequest, mind: Mind, random: Random): string[] {
  const tokens = mind.wayward ? nonsense(random) : answerTo({ asked: askedOf(chat), random });
  return [...tokensOf(mind.opening), ...tokens];
}

function jsonTokens({ format, limit }: ChatRequest, mind: Mind, random: Random): string[] {
  const value: Json =
    format.type === 'json_schema'
      ? instanceOf(format.schema, { random, subjects: [] })
      : { answer: answerTo({ asked: '', random }).join(''), count: between(random, 0, 9), sure: random() < 0.5 };
  const tokens = tokensOf(JSON.stringify(value));
  return mind.blanks ? [...tokens, ...Array<string>(limit).fill('\n')] : tokens;
}

function logprobsOf(
  { alternatives, greedy }: ChatRequest,
  pieces: readonly string[],
  random: Random,
): Choice['logprobs'] {
  return alternatives === undefined ? undefined : pieces.map((piece) => logprobOf(piece, alternatives, greedy, random));
}

type Caller = { mind: Mind; random: Random; ids: Random };

/** The name of a call is one token. What the limit leaves of the arguments need not be JSON. */
function calling(chat: ChatRequest, intents: readonly Intent[], limit: number, { mind, random, ids }: Caller): Said {
  const spoken = mind.announces ? cut(tokensOf('Let me look that up.'), limit, chat.stop, 0) : undefined;
  const calls: Call[] = [];
  let generated = spoken?.generated ?? 0;
  let whole = true;
  for (const { tool, arguments: value } of intents) {
    if (generated >= limit) whole = false;
    if (!whole) break;
    const tokens = argumentTokens(argumentText(value, mind), random);
    const written = tokens.slice(0, limit - generated - 1);
    calls.push({ id: `call_${letters(ids, 20)}`, name: tool.name, arguments: written, legacy: tool.legacy });
    generated += 1 + written.length;
    whole = written.length === tokens.length;
  }
  const pieces = spoken?.pieces ?? null;
  const finish = whole ? finishOf(chat, calls, mind) : 'length';
  return { choice: { pieces, calls, finish, logprobs: logprobsOf(chat, pieces ?? [], random) }, generated };
}

function argumentText(value: Json, { spacious }: Mind): string {
  if (!spacious) return JSON.stringify(value);
  const escaped = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value, null, 1).replace(/[^\n -~]/g, escaped);
}

function finishOf({ toolChoice }: ChatRequest, calls: readonly Call[], mind: Mind): Choice['finish'] {
  const forced =
    toolChoice.mode === 'named' || toolChoice.mode === 'required' ? mind.forced[toolChoice.mode] : 'tool_calls';
  return forced === 'tool_calls' && calls[0]?.legacy ? 'function_call' : forced;
}
