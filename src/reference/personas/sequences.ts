import type { JsonObject } from '../../spec/json.ts';
import type { Persona } from '../persona.ts';
import { between, letters, type Random } from '../random.ts';
import { choicesOf, eachChoice, eachMessage } from './choices.ts';
import { byIndex, deltaOf, finishOf, indexOf, mergedChunks } from './deltas.ts';

const wholeAnswer: Persona = {
  id: 'whole-answer-chunk',
  title: 'All that a choice says in one chunk, tool arguments in one delta',
  shows: ['LEG-27', 'LEG-28', 'LEG-31', 'LEG-38', 'LEG-39'],
  edits: {
    chunks: (chunks) => joinedWhere(chunks, (_, next) => finishOf(next) === null),
  },
};

const roleWithText: Persona = {
  id: 'role-with-first-text',
  title: 'The first chunk carries the role and the first text',
  shows: ['LEG-28', 'LEG-39'],
  edits: {
    chunks: (chunks) => joinedWhere(chunks, (chunk, next) => 'role' in deltaOf(chunk) && finishOf(next) === null, 1),
  },
};

const threeTokens: Persona = {
  id: 'three-tokens-a-chunk',
  title: 'Up to three tokens in a chunk',
  shows: ['LEG-31'],
  edits: {
    chunks: (chunks) => joinedWhere(chunks, (chunk, next) => !('role' in deltaOf(chunk)) && finishOf(next) === null, 2),
  },
};

const roleEverywhere: Persona = {
  id: 'role-on-every-chunk',
  title: 'The role in every delta, an empty text where there is none',
  shows: ['LEG-29', 'LEG-30', 'LEG-39'],
  edits: {
    chunks: (chunks) =>
      chunks.map((chunk) => eachMessage(chunk, (delta) => ({ content: '', ...delta, role: 'assistant' }))),
  },
};

const finishWithContent: Persona = {
  id: 'finish-with-content',
  title: 'The finish reason on the last chunk that says something',
  shows: ['LEG-32'],
  edits: {
    chunks: (chunks) => joinedWhere(chunks, (chunk, next) => finishOf(next) !== null && !('role' in deltaOf(chunk))),
  },
};

const usageOnFinish: Persona = {
  id: 'usage-on-finish-chunk',
  title: 'The usage on the last chunk with a finish reason',
  shows: ['LEG-35', 'LEG-S18'],
  edits: {
    chunks(chunks) {
      const usage = chunks.at(-1)?.['usage'];
      if (!usage) return chunks;
      return chunks.slice(0, -1).map((chunk, i) => (i === chunks.length - 2 ? { ...chunk, usage } : chunk));
    },
  },
};

const interleaved: Persona = {
  id: 'interleaved-choices',
  title: 'Choices in any order, several in one chunk, the second before the first',
  shows: ['LEG-36'],
  edits: {
    completion: (body) => ({ ...body, choices: choicesOf(body).toReversed() }),
    chunks: (chunks, { random }) => shuffled(chunks, random),
  },
};

const azure: Persona = {
  id: 'azure',
  title: 'A leading chunk with filter results and nothing else, filter results in every choice, an inner error',
  shows: ['LEG-01', 'LEG-08', 'LEG-15', 'LEG-81'],
  edits: {
    completion: (body) => ({ ...filtered(body), prompt_filter_results: [promptFilter] }),
    chunks: (chunks) => [
      { id: '', object: '', created: 0, model: '', choices: [], prompt_filter_results: [promptFilter] },
      ...chunks.map(filtered),
    ],
    error: (body, { status }) => ({
      ...body,
      error: {
        ...(body['error'] as JsonObject),
        status,
        innererror: { code: 'InvalidRequest', content_filter_result: {} },
      },
    }),
  },
};

const obfuscated: Persona = {
  id: 'obfuscated',
  title: 'Padding of random length on every chunk',
  shows: ['LEG-02'],
  edits: {
    chunks: (chunks, { random }) =>
      chunks.map((chunk) => ({ ...chunk, obfuscation: letters(random, between(random, 0, 16)) })),
  },
};

export const sequences: readonly Persona[] = [
  wholeAnswer,
  roleWithText,
  threeTokens,
  roleEverywhere,
  finishWithContent,
  usageOnFinish,
  interleaved,
  azure,
  obfuscated,
];

const verdict = { hate: { filtered: false, severity: 'safe' }, violence: { filtered: false, severity: 'safe' } };
const promptFilter = { prompt_index: 0, content_filter_results: verdict };

function filtered(body: JsonObject): JsonObject {
  return eachChoice(body, (choice) => ({ ...choice, content_filter_results: verdict }));
}

type Chunks = readonly JsonObject[];

/**
 * Joins chunks of one choice with those behind them, as long as the two belong together; at most `most` for each chunk.
 * Nothing is moved past a chunk of several choices.
 */
function joinedWhere(
  chunks: Chunks,
  together: (chunk: JsonObject, next: JsonObject) => boolean,
  most = Infinity,
): Chunks {
  const open = new Map<number, { at: number; joins: number }>();
  const made: JsonObject[] = [];
  for (const chunk of chunks) {
    const index = indexOf(chunk);
    if (index < 0) open.clear();
    const before = open.get(index);
    if (index >= 0 && before && before.joins < most && together(made[before.at]!, chunk)) {
      made[before.at] = mergedChunks(made[before.at]!, chunk);
      open.set(index, { at: before.at, joins: before.joins + 1 });
    } else {
      open.set(index, { at: made.push(chunk) - 1, joins: 0 });
    }
  }
  return made;
}

/** Deals the choices anew, each in its own order; what has no choice stays last. */
function shuffled(chunks: Chunks, random: Random): Chunks {
  const lists = byIndex(chunks);
  const rest = lists.get(-1) ?? [];
  lists.delete(-1);
  const queues = [...lists.values()].toReversed();
  const made: JsonObject[] = [];
  while (queues.some((queue) => queue.length > 0)) {
    const full = queues.filter((queue) => queue.length > 0);
    const first = made.length === 0 ? full : full.filter(() => random() < 0.5);
    const taken = (first.length > 0 ? first.slice(0, made.length === 0 ? 1 : 2) : full.slice(0, 1)).map((queue) =>
      queue.shift()!,
    );
    made.push({ ...taken[0], choices: taken.flatMap(choicesOf) });
  }
  return [...made, ...rest];
}
