import type { Deviations } from '../deviations.ts';

/** Groups 8, 10 and 15 of the catalogue, of text completions. */
export const completions: Deviations = {
  'FIN-12': { says: 'A text that the limit cut ends with stop.', as: 'completions-limit/cut-is-length' },
  'LOG-04': {
    says: 'The log probabilities of a text completion come in the shape of chats.',
    as: 'completions-logprobs/shape',
  },
  'LOG-05': {
    says: 'With echo the prompt has no log probabilities.',
    as: 'completions-logprobs/echo-has-them',
  },
  'LOG-10': {
    says: 'A number of log probabilities is refused, since a boolean was expected.',
    uncaught: 'An endpoint may decline them in a clean 4xx, and is then reported as not offering them.',
  },
  'USG-05': { says: 'The usage of a streamed text completion lacks total_tokens.', as: 'usage/counters' },
  'NBE-07': { says: 'echo is ignored.', as: 'completions-echo/begins-with-the-prompt' },
  'NBE-08': { says: 'Several prompts are joined into one.', as: 'completions/choices' },
  'NBE-12': { says: 'echo with a limit of 0 takes the engine down.', as: 'hostile-completions/lives' },
  'CMP-02': {
    says: 'finish_reason is empty all through a streamed text completion.',
    as: 'completions-stream/finish-reason',
  },
  'CMP-03': { says: 'finish_reason of a whole text completion is null.', as: 'completions/finish-reason' },
  'SEC-14': { says: 'An empty prompt hangs the server.', as: 'hostile-completions/in-time' },
};
