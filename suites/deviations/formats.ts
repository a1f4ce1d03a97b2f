import type { Deviations } from '../deviations.ts';

/** Groups 7, 8 and 10 of the catalogue, of chat completions: formats, log probabilities, several choices. */
export const formats: Deviations = {
  'STR-01': { says: 'A strict schema is accepted and ignored.', as: 'json-schema/obeyed' },
  'STR-02': {
    says: 'JSON mode is refused.',
    uncaught: 'An endpoint may decline it in a clean 4xx, and is then reported as not offering it.',
  },
  'STR-05': {
    says: 'A schema that cannot be compiled is passed over, and the answer is free.',
    as: 'user-schemas/obeyed-or-declined',
  },
  'STR-06': { says: 'A mistaken response_format is answered 500.', as: 'http/client-error-is-4xx' },
  'STR-07': {
    says: 'A schema that is none takes the server down.',
    as: 'user-schemas/invalid-is-declined',
  },
  'STR-12': { says: 'A format that is accepted is refused in a stream.', as: 'format-request/streamed' },
  'STR-13': { says: 'A gateway drops the format for models that it does not know.', as: 'json-schema/obeyed' },
  'LOG-01': { says: 'logprobs without top_logprobs is an error.', as: 'logprobs/alone-is-accepted' },
  'LOG-02': {
    says: 'The log probabilities of a chat come in the arrays of text completions.',
    as: 'logprobs-tokens/have-content',
  },
  'LOG-09': { says: 'A token that is impossible makes the request fail.', as: 'logprobs-unlikely/no-server-error' },
  'NBE-01': { says: 'n above 1 is ignored.', as: 'choices-whole/all-come' },
};
