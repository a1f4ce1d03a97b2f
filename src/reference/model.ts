import { between, pick, type Random } from './random.ts';
import { countTokens, tokensOf } from './tokens.ts';

/** What a text answers: the last thing said, in its own words, and where the dice come from. */
export type Muse = { asked: string; random: Random };

/** The tokens of an answer, written to its natural end. */
export function answerTo({ asked, random }: Muse): string[] {
  const repeat = /repeat exactly:\s*(\S[^]*)/i.exec(asked)?.[1]?.trimEnd();
  if (repeat) return tokensOf(repeat);
  if (/\bcount\b|\bnumbers?\b|\bdigits\b/i.test(asked)) return tokensOf(counted(asked));
  if (/\blist\b/i.test(asked)) return tokensOf(listed(random));
  const length = /\blong|\bstory|\bessay|\bpoem|\bdetail|\bparagraph|\bexplain/i.test(asked)
    ? 160
    : between(random, 5, 24);
  return prose(length, random, strangers(asked));
}

/** Words without sense, and a blank line before them: what an untrained model says. */
export function nonsense(random: Random): string[] {
  const syllables = ['ka', 'lo', 'mi', 'ru', 'ze', 'tho', 'vex', 'ünd'] as const;
  const word = () => Array.from({ length: between(random, 1, 4) }, () => pick(random, syllables)).join('');
  return tokensOf(`\n\n${Array.from({ length: between(random, 3, 60) }, word).join(' ')}`);
}

/** Words that might have stood in a token's place. There are at least 24. */
export const vocabulary: readonly string[] = [
  ...' the| a| and| of| in| under| over| it| is| was|,|.|!| 7| old| new| quiet| river| lamp'.split('|'),
  ...' stone| paper| garden| seldom| often| 雨| naïve|🌱|\n'.split('|'),
];

const subjects = [
  'The lamp',
  'A river',
  'One gardener',
  'The old clock',
  'A paper boat',
  'Our neighbour',
  'The café',
] as const;
const verbs = ['keeps', 'follows', 'remembers', 'borrows', 'paints', 'overlooks', 'measures'] as const;
const objects = [
  'the morning',
  'a quiet street',
  'seven stones',
  'the long way home',
  'an open door',
  'the tide',
] as const;

function counted(asked: string): string {
  const named = (asked.match(/\d+/g) ?? []).map(Number);
  const last = Math.min(Math.max(0, ...named) || 60, 300);
  return Array.from({ length: last }, (_, i) => i + 1).join(', ');
}

function listed(random: Random): string {
  return Array.from({ length: 12 }, (_, i) => `${i + 1}. ${sentence(random)}`).join('\n');
}

/** What is strange stands at the beginning or behind the first sentence. */
function prose(length: number, random: Random, strange: string): string[] {
  const sentences = [sentence(random)];
  if (strange) sentences.splice(between(random, 0, 1), 0, strange);
  while (countTokens(sentences.join(' ')) < length) sentences.push(sentence(random));
  return tokensOf(sentences.join(' '));
}

function sentence(random: Random): string {
  return `${pick(random, subjects)} ${pick(random, verbs)} ${pick(random, objects)}.`;
}

/** A few of the letters and signs of the prompt that are not ASCII: who writes in emoji is answered in emoji. */
function strangers(asked: string): string {
  const found = asked.match(/[^\p{ASCII}\p{M}\p{C}\p{Z}]/gu) ?? [];
  return [...new Set(found)].slice(0, 6).join('');
}
