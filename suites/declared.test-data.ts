/** Checks whose rule only another persona of the reference server gives an occasion to break. */
export const occasions: { readonly [check: string]: string } = {
  'errors/retry-after': 'throttled',
  'errors/busy-envelope': 'throttled',
};

/** What checks note or warn of in a persona, and which of the tolerances that it shows lets them. */
export const notes: { readonly [persona: string]: { readonly [check: string]: string } } = {
  'multi-line-data': { 'event-stream/one-line-data': 'LEG-21' },
  'role-on-every-chunk': { 'stream-delta/role-once': 'LEG-29' },
  'usage-on-finish-chunk': { 'stream-usage/comes-by-itself': 'LEG-35' },
  bare: {
    'chat-message/refusal-is-there': 'LEG-05',
    'stream-usage/null-until-then': 'LEG-34',
    'errors/param': 'LEG-S8',
    'errors/code': 'LEG-S8',
  },
  'vocabulary-tokens': { 'logprobs-tokens/refusal-is-there': 'LEG-S3' },
  'vendor-errors': { 'errors/param': 'LEG-S8', 'errors/code': 'LEG-83' },
  'long-default': { 'completions-default/limit': 'LEG-98' },
  'no-model-retrieve': { 'models/listed-is-served': 'LEG-97' },
  'embedding-extensions': { 'embeddings-negatives/unknown-member': 'LEG-S23' },
  clamped: {
    'completions-edges/no-prompt': 'LEG-S22',
    'completions-edges/logprobs-in-range': 'LEG-74',
    'completions-edges/in-range': 'LEG-74',
    'mistaken-parameters/temperature': 'LEG-74',
    'mistaken-parameters/top-p': 'LEG-74',
    'mistaken-parameters/penalties': 'LEG-74',
    'mistaken-parameters/five-stops': 'LEG-74',
    'mistaken-parameters/negative-limit': 'LEG-74',
    'mistaken-parameters/top-logprobs': 'LEG-74',
    'mistaken-parameters/logit-bias': 'LEG-74',
    'mistaken-tools/result-without-call': 'LEG-99',
  },
  uncounted: { 'usage/present': 'LEG-S19' },
  curt: { 'errors/message-says-something': 'LEG-86' },
  'single-model': { 'mistaken-messages/no-model': 'LEG-67' },
};
