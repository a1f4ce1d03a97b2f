import type { Deviations } from '../deviations.ts';

/** Group 6 of the catalogue: tool calls. */
export const tools: Deviations = {
  'TOL-15': { says: 'tool_choice required is ignored.', as: 'tool-choice/required' },
  'TOL-16': {
    says: 'tool_choice as an object is refused.',
    uncaught: 'An endpoint may decline to force a function in a clean 4xx, and is then reported as not offering it.',
  },
  'TOL-17': { says: 'A forced function is not the one that is called.', as: 'tool-choice/named' },
  'TOL-18': {
    says: 'A forced function that nobody declares is called all the same, or makes the server fail.',
    as: 'mistaken-tool-choices/undeclared-function',
  },
  'TOL-25': {
    says: 'A function without parameters is refused.',
    uncaught: 'An endpoint may decline it in a clean 4xx, and is then reported as not offering it.',
  },
  'TOL-26': {
    says: 'Tools and a stream are refused together.',
    uncaught: 'An endpoint may decline them together in a clean 4xx; only a failure is flagged.',
  },
};
