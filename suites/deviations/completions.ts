import type { Deviations } from '../deviations.ts';

const hostile = 'Asking for it can take an endpoint down that others use; only a run that is told to be hostile may.';

const unasked = 'No suite asks for text completions yet.';

/** Groups 8, 10 and 15 of the catalogue, of text completions. */
export const completions: Deviations = {
  'FIN-12': { says: 'A text that the limit cut ends with stop.', uncaught: unasked },
  'LOG-04': {
    says: 'The log probabilities of a text completion come in the shape of chats.',
    uncaught: unasked,
  },
  'LOG-05': {
    says: 'With echo the prompt has no log probabilities.',
    uncaught: unasked,
  },
  'LOG-10': {
    says: 'A number of log probabilities is refused, since a boolean was expected.',
    uncaught: 'An endpoint may decline them in a clean 4xx, and is then reported as not offering them.',
  },
  'USG-05': { says: 'The usage of a streamed text completion lacks total_tokens.', as: 'usage/counters' },
  'NBE-07': { says: 'echo is ignored.', uncaught: unasked },
  'NBE-08': { says: 'Several prompts are joined into one.', uncaught: unasked },
  'NBE-12': { says: 'echo with a limit of 0 takes the engine down.', uncaught: hostile },
  'CMP-02': {
    says: 'finish_reason is empty all through a streamed text completion.',
    uncaught: unasked,
  },
  'CMP-03': { says: 'finish_reason of a whole text completion is null.', uncaught: unasked },
  'SEC-14': { says: 'An empty prompt hangs the server.', uncaught: hostile },
};
