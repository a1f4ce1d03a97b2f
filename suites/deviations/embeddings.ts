import type { Deviations } from '../deviations.ts';

/** Group 14 of the catalogue: embeddings. */
export const embeddings: Deviations = {
  'EMB-01': { says: 'encoding_format base64 is ignored.', as: 'embeddings-encoding/is-text' },
  'EMB-02': {
    says: 'The base64 holds numbers of another width, or the highest byte first.',
    as: 'embeddings-encoding/same-numbers',
  },
  'EMB-04': { says: 'dimensions is ignored.', as: 'embeddings/dimensions' },
  'EMB-06': { says: 'The indexes of a list do not begin at 0.', as: 'embeddings/indexes' },
  'EMB-07': { says: 'A vector has the index of another input.', as: 'embeddings-batch/index-is-the-input' },
  'EMB-08': { says: 'An empty input is answered 500, or not at all.', as: 'embeddings-negatives/empty-text' },
  'EMB-11': { says: 'The embedding of a blank text is null.', as: 'embeddings/numbers' },
};
