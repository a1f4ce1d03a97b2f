import { isObject, type JsonObject } from '../spec/json.ts';
import type { ChatRequest, Tool } from './chat-request.ts';
import { instanceOf } from './json-instance.ts';
import { between, type Random } from './random.ts';

/** A call the model makes, before it gets an id. */
export type Intent = { tool: Tool; arguments: JsonObject };

/** What the model calls; empty where it answers in text. */
export function callsFor(chat: ChatRequest, random: Random, wayward: boolean): Intent[] {
  const { toolChoice, parallel } = chat;
  const asked = askedOf(chat);
  const tool = toolFor(chat, asked, wayward);
  if (!tool) return [];
  const subjects = subjectsOf(asked);
  const several = parallel && !tool.legacy && toolChoice.mode !== 'named' && subjects.length > 1;
  const each = several ? subjects.slice(0, 4).map((subject) => [subject]) : [subjects];
  return each.map((mine) => ({ tool, arguments: argumentsFor(tool, random, mine) }));
}

/** The arguments of a call as tokens the size of a model's: a few characters each, none of them half a character. */
export function argumentTokens(text: string, random: Random): string[] {
  const points = [...text];
  const tokens: string[] = [];
  while (points.length > 0) tokens.push(points.splice(0, between(random, 2, 6)).join(''));
  return tokens;
}

/** What the last user message asks. */
export function askedOf({ messages }: ChatRequest): string {
  return messages.findLast(({ role }) => role === 'user')?.text ?? messages.at(-1)?.text ?? '';
}

function toolFor({ tools, toolChoice, messages }: ChatRequest, asked: string, wayward: boolean): Tool | undefined {
  if (toolChoice.mode === 'none') return undefined;
  if (toolChoice.mode === 'named') return tools.find(({ name }) => name === toolChoice.name);
  const best = tools.toSorted((a, b) => mentions(asked, b) - mentions(asked, a))[0];
  if (toolChoice.mode === 'required') return best;
  if (wayward || !best || messages.at(-1)?.role !== 'user') return undefined;
  if (/\b(do not|don't|without)\b[^.]*\b(call|tools?|functions?)\b/i.test(asked)) return undefined;
  return mentions(asked, best) > 0 ? best : undefined;
}

/** How many words of a tool's name and description the text has; those of the name count double. */
function mentions(asked: string, { name, description }: Tool): number {
  const said = new Set(wordsOf(asked));
  const named = wordsOf(name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_-]+/g, ' ')).filter((word) =>
    said.has(word),
  );
  return 2 * named.length + wordsOf(description).filter((word) => said.has(word)).length;
}

function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\d]{3,}/gu) ?? [];
  return words.filter((word) => !common.has(word));
}

const common = new Set(
  'the and for with this that from given get set use you are what how its into one some any can'.split(' '),
);

/** Names of things the text is about: what is quoted, and what is written with a capital behind "in", "of", "and" … */
function subjectsOf(asked: string): string[] {
  const quoted = [...asked.matchAll(/"([^"\n]{1,60})"/g)].map((found) => found[1]!);
  const named = [...asked.matchAll(/(?:\b(?:in|for|of|at|to|and|or)|,)\s+(\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)*)/gu)];
  return [...new Set([...quoted, ...named.map((found) => found[1]!)])];
}

function argumentsFor({ parameters }: Tool, random: Random, subjects: string[]): JsonObject {
  const value = instanceOf({ type: 'object', ...parameters }, { random, subjects });
  return isObject(value) ? value : {};
}
