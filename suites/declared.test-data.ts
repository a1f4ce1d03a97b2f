/** Checks whose rule only another persona of the reference server gives an occasion to break. */
export const occasions: { readonly [check: string]: string } = {
  'errors/retry-after': 'throttled',
  'errors/busy-envelope': 'throttled',
};

/** What a persona shows that its tolerance lets a check note or warn of. */
export const notes: { readonly [persona: string]: readonly string[] } = {
  'multi-line-data': ['event-stream/one-line-data'],
  'role-on-every-chunk': ['stream-delta/role-once'],
  'usage-on-finish-chunk': ['stream-usage/comes-by-itself'],
  bare: ['chat-message/refusal-is-there', 'stream-usage/null-until-then', 'errors/param'],
  'vocabulary-tokens': ['logprobs-tokens/refusal-is-there'],
  'vendor-errors': ['errors/param', 'errors/code'],
  'long-default': ['completions-default/limit'],
  'no-model-retrieve': ['models/listed-is-served'],
  'embedding-extensions': ['embeddings-negatives/unknown-member'],
  clamped: [
    'completions-edges/no-prompt',
    'completions-edges/logprobs-in-range',
    'completions-edges/in-range',
    'mistaken-parameters/temperature',
    'mistaken-parameters/top-p',
    'mistaken-parameters/penalties',
    'mistaken-parameters/five-stops',
    'mistaken-parameters/negative-limit',
    'mistaken-parameters/top-logprobs',
    'mistaken-parameters/logit-bias',
    'mistaken-tools/result-without-call',
  ],
  'single-model': ['mistaken-messages/no-model'],
};
