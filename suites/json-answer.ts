import { readJson } from '../src/transport/json-text.ts';
import type { JsonText } from '../src/transport/json-text.ts';
import type { Exchange } from '../src/transport/exchange.ts';
import { isSpent, readAnswer } from './answer.ts';
import { visible } from './text.ts';

/** What an endpoint answered where JSON was asked for. */
export type JsonAnswer = {
  at: string;
  text: string;
  json: JsonText;
  /** Ended of its own accord, with something said: only then JSON was promised (LEG-52, LEG-54, LEG-55). */
  ended: boolean;
  /** Used its token limit up, as far as its usage tells. */
  spent: boolean;
};

/** The first choice of an answer in either form; reasoning in tags is no part of it (LEG-94). */
export function readJsonAnswer(exchange: Exchange): JsonAnswer | undefined {
  const view = readAnswer(exchange);
  const [choice] = view.choices;
  if (!choice) return undefined;
  const text = visible(choice.content).trim();
  const ended = choice.finishReason === 'stop' && !choice.silent && text !== '';
  return { at: choice.at, text, json: readJson(text), ended, spent: isSpent(view) };
}

/** Whether a text is the beginning of a JSON text, and no whole one. */
export function breaksOff({ text, json: { error } }: JsonAnswer): boolean {
  return /^[[{]/.test(text) && error !== undefined && cutToken.test(text.slice(error.offset));
}

/** What is left of a literal, a number or an escape whose end is missing; nothing where the cut fell between them. */
const cutToken = /^(?:t|tr|tru|f|fa|fal|fals|n|nu|nul|[-+.\deE]*|\\(?:u[\da-fA-F]{0,3})?)$/;
