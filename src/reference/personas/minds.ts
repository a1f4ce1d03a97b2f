import type { JsonObject } from '../../spec/json.ts';
import type { Persona } from '../persona.ts';
import { eachChoice } from './choices.ts';

const isNot = (usual: number) => (value: unknown) => value !== usual;

const reasoning: Persona = {
  id: 'reasoning',
  title: 'Thinks first, takes max_completion_tokens only, and no sampling options',
  shows: ['LEG-01', 'LEG-09', 'LEG-40', 'LEG-51', 'LEG-52', 'LEG-92'],
  mind: { thinks: true },
  rules: {
    refuses: [
      { member: 'max_tokens', instead: 'max_completion_tokens' },
      { member: 'temperature', when: isNot(1) },
      { member: 'top_p', when: isNot(1) },
      { member: 'presence_penalty', when: isNot(0) },
      { member: 'frequency_penalty', when: isNot(0) },
      { member: 'stop' },
      { member: 'logprobs', when: (value) => value === true },
      { member: 'top_logprobs' },
      { member: 'logit_bias' },
    ],
  },
};

const random: Persona = {
  id: 'random-sampling',
  title: 'Another text on every call, also at temperature 0 and with a seed',
  shows: ['LEG-04', 'LEG-72', 'LEG-75', 'LEG-93', 'LEG-94'],
  mind: { varies: true },
};

const wayward: Persona = {
  id: 'wayward',
  title: 'A model that follows nothing: nonsense of any length, no tool of its own accord',
  shows: ['LEG-04', 'LEG-43', 'LEG-72', 'LEG-75', 'LEG-93', 'LEG-94'],
  mind: { wayward: true, varies: true },
};

const empty: Persona = {
  id: 'empty-answer',
  title: 'Sometimes ends before it begins',
  shows: ['LEG-95'],
  mind: { emptyEvery: 3 },
};

const withheld: Persona = {
  id: 'withheld',
  title: 'Sometimes a filter takes the answer, sometimes the model refuses',
  shows: ['LEG-05', 'LEG-54'],
  mind: { withholdsEvery: 3 },
};

const thinkTags: Persona = {
  id: 'think-tags',
  title: 'Thoughts in tags before the text',
  shows: ['LEG-94'],
  mind: { opening: '<think>\nHm.\n</think>\n\n' },
};

const fences: Persona = {
  id: 'code-fences',
  title: 'A text begins as if it were code',
  shows: ['LEG-94'],
  mind: { opening: '```text\n' },
};

const endCounts: Persona = {
  id: 'eos-counted',
  title: 'The end of a text is a token that counts',
  shows: ['LEG-92'],
  mind: { countsEnd: true },
};

const forcedFinish: Persona = {
  id: 'forced-finish',
  title: 'Named tool: finish reason tool_calls; required: stop',
  shows: ['LEG-41', 'LEG-42'],
  mind: { forced: { named: 'tool_calls', required: 'stop' } },
};

const blanks: Persona = {
  id: 'blank-json',
  title: 'White space without end behind JSON',
  shows: ['LEG-55'],
  mind: { blanks: true },
};

const dated: Persona = {
  id: 'dated-model',
  title: 'Answers with a snapshot of the model asked for',
  shows: ['LEG-62'],
  mind: { dated: '-2024-08-06' },
};

const skewed: Persona = {
  id: 'skewed-clock',
  title: 'A clock that is eleven hours ahead',
  shows: ['LEG-64'],
  mind: { skew: 11 * 3600 },
};

const slow: Persona = {
  id: 'slow-start',
  title: 'Half a minute before the first token',
  shows: ['LEG-96'],
  mind: { delay: 30_000 },
};

const failing: Persona = {
  id: 'failing-stream',
  title: 'Every fifth stream breaks off with an error and says so',
  shows: ['LEG-53'],
  edits: {
    chunks: (chunks, { call }) => (call % 5 === 4 ? brokenOff(chunks) : chunks),
  },
};

const failingAnswer: Persona = {
  id: 'failing-answer',
  title: 'Every fifth whole answer is cut short by an error, which its choice tells of',
  shows: ['LEG-01', 'LEG-53'],
  edits: {
    completion: (body, { call }) =>
      call % 5 === 4 ? eachChoice(body, (choice) => ({ ...choice, finish_reason: 'error', error: wentAway })) : body,
  },
};

export const minds: readonly Persona[] = [
  reasoning,
  random,
  wayward,
  empty,
  withheld,
  thinkTags,
  fences,
  endCounts,
  forcedFinish,
  blanks,
  dated,
  skewed,
  slow,
  failing,
  failingAnswer,
];

const wentAway = { message: 'The upstream model went away.', type: 'server_error', param: null, code: 'overloaded' };

function brokenOff(chunks: readonly JsonObject[]): readonly JsonObject[] {
  const begun = chunks.slice(0, 2);
  const choices = [{ index: 0, delta: { content: '' }, logprobs: null, finish_reason: 'error' }];
  return [...begun, { ...begun[0], choices, error: wentAway }];
}
