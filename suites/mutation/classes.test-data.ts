import type { Mutant } from './mutants.test-data.ts';

/** Mutants that a conformant endpoint could send as well, and what says so: a tolerance, or the contract. */
export type Class = { id: string; because: string; holds(mutant: Mutant): boolean };

const absent = ['drop', 'rename'];
const isEntry = (at: string) => /\/\d+$/.test(at);

/** Changes of that name at those places, whatever the index. */
const at =
  (places: RegExp, ...edits: readonly string[]) =>
  (mutant: Mutant) =>
    edits.includes(mutant.edit) && places.test(mutant.at.replaceAll(/\/\d+(?=\/|$)/g, '/*'));

/** In the order in which they are tried. */
export const classes: readonly Class[] = [
  {
    id: 'order-of-members',
    because: 'The members of a JSON object have no order (RFC 8259 §4).',
    holds: ({ edit }) => edit === 'reversed members',
  },
  {
    id: 'same-value-twice',
    because: 'Whichever of two members of one name a reader keeps, it reads the same value (RFC 8259 §4).',
    holds: (mutant) => mutant.edit === 'twice' && mutant.at !== '' && !isEntry(mutant.at),
  },
  {
    id: 'errors-beside-the-contract',
    because:
      'The contract gives no shape to errors of unserved paths, methods, media types and the models paths, which a proxy may answer as well (LEG-79, LEG-S7).',
    holds: ({ kind }) => /^GET \/models\S* 404$|^POST \/no-such-\S+ 404$| 405$| 415$/.test(kind),
  },
  {
    id: 'words-of-errors',
    because: 'type and code have any text and the message any wording (LEG-80); param may be null (LEG-82).',
    holds: at(/^\/error\/(message|type|code|param)$/, 'other text', 'empty text', 'null'),
  },
  {
    id: 'service-tier',
    because: 'service_tier is there, missing or null, and not judged by its value (LEG-03).',
    holds: at(/^\/service_tier$/, ...absent, 'null', 'number', 'empty text', 'other text'),
  },
  {
    id: 'fingerprint',
    because: 'system_fingerprint is missing, null, or any text (LEG-04).',
    holds: at(/^\/system_fingerprint$/, ...absent, 'null', 'empty text', 'other text'),
  },
  {
    id: 'refusal',
    because: 'The refusal of a message or delta may be missing (LEG-05).',
    holds: at(/^\/choices\/\*\/(message|delta)\/refusal$/, ...absent),
  },
  {
    id: 'annotations',
    because: 'annotations are optional (LEG-06).',
    holds: at(/^\/choices\/\*\/message\/annotations$/, ...absent, 'null'),
  },
  {
    id: 'no-logprobs',
    because: 'Where no log probabilities were asked for the member may be missing (LEG-07) or say nothing (LEG-S3).',
    holds: at(/^\/choices\/\*\/logprobs$/, ...absent, 'object'),
  },
  {
    id: 'usage-details',
    because:
      'The details inside usage are missing, null, or hold anything more (LEG-16); what is cached varies (LEG-93).',
    holds: at(/^\/usage\/\w+_details(\/\w+)?$/, ...absent, 'null', 'empty object', 'one more'),
  },
  {
    id: 'any-identifier',
    because: 'Identifiers have any form (LEG-44, LEG-63), and the model goes by any name (LEG-62).',
    holds: at(/^\/(id|model)$|\/tool_calls\/\*\/id$/, 'other text'),
  },
  {
    id: 'clock',
    because: 'created may be off by some time (LEG-64).',
    holds: at(/^\/created$|^\/data\/\*\/created$/, 'one more'),
  },
  {
    id: 'catalogue',
    because: 'Which models are listed, in what order and of whom is for the vendor to say (LEG-65, LEG-66).',
    holds: (mutant) =>
      mutant.kind.startsWith('GET /models') &&
      (at(/^\/data$/, 'reversed')(mutant) ||
        at(/^\/data\/\*$/, 'drop')(mutant) ||
        at(/^(\/data\/\*)?\/(id|owned_by)$/, 'other text')(mutant)),
  },
  {
    id: 'what-the-model-says',
    because: 'A model says what it likes, also nothing (LEG-75, LEG-94, LEG-95).',
    holds: (mutant) =>
      at(/^\/choices\/\*\/(message|delta)\/content$/, 'other text', 'empty text', 'null')(mutant) ||
      at(/^\/choices\/\*\/text$/, 'other text', 'empty text')(mutant),
  },
  {
    id: 'what-the-model-calls',
    because: 'What a model calls, how often and with what arguments is its own choice (LEG-43, LEG-49).',
    holds: (mutant) =>
      at(/\/(function|function_call)\/arguments$/, 'other text', 'empty text')(mutant) ||
      at(/\/message\/tool_calls(\/\*)?$/, 'reversed', 'drop')(mutant),
  },
  {
    id: 'first-chunk',
    because: 'The role comes with empty, null or no content, and at whatever place (LEG-28, LEG-30).',
    holds: (mutant) =>
      (mutant.place === 'first event' && mutant.edit === 'swap') ||
      (mutant.place === 'first chunk' && at(/\/delta\/content$/, ...absent, 'null')(mutant)),
  },
  {
    id: 'empty-fragment',
    because: 'The first fragment of a call has its arguments, or only its name (LEG-38).',
    holds: (mutant) => mutant.place === 'second chunk' && at(/\/function\/arguments$/, ...absent, 'null')(mutant),
  },
  {
    id: 'order-of-choices',
    because: 'Choices are told apart by their index, and come in any order (LEG-36).',
    holds: at(/^\/choices$/, 'reversed'),
  },
  {
    id: 'number-of-a-call',
    because: 'The index of a streamed call only tells its fragments from those of others (CHAT-STREAM-026).',
    holds: (mutant) => mutant.place === 'every chunk' && at(/\/tool_calls\/\*\/index$/, 'one more')(mutant),
  },
  {
    id: 'order-of-vectors',
    because: 'Vectors are told apart by their index, and come in any order (LEG-37).',
    holds: (mutant) => mutant.kind.startsWith('POST /embeddings') && at(/^\/data$/, 'reversed')(mutant),
  },
  {
    id: 'status-of-files',
    because: 'The status of a file is deprecated, and judged by its type alone (FILE-008).',
    holds: (mutant) =>
      mutant.kind.includes(' /files') &&
      at(/^(\/data\/\*)?\/status$/, ...absent, 'null', 'other text', 'empty text')(mutant),
  },
  {
    id: 'pages-of-files',
    because: 'How a list of files is paged may be left out (FILE-013).',
    holds: (mutant) =>
      mutant.kind.startsWith('GET /files') && at(/^\/(first_id|last_id|has_more)$/, ...absent, 'null')(mutant),
  },
  {
    id: 'text-of-the-end',
    because: 'What only ends a choice of a text stream may lack its text (CMPL-029).',
    holds: (mutant) => mutant.place === 'finishing chunk' && at(/^\/choices\/\*\/text$/, ...absent, 'null')(mutant),
  },
  {
    id: 'members-of-errors-of-files',
    because: 'Of the errors of files the envelope and its message are asked for (FILE-019, FILE-035, LEG-S8).',
    holds: (mutant) => / \/files\S* 4\d\d$/.test(mutant.kind) && at(/^\/error\/(type|param|code)$/, ...absent)(mutant),
  },
  {
    id: 'null-usage',
    because: 'Chunks before the last may lack usage in the place of null (LEG-34).',
    holds: (mutant) => mutant.place !== 'usage chunk' && at(/^\/usage$/, ...absent)(mutant),
  },
  {
    id: 'legacy-log-probabilities',
    because:
      'The schema of legacy log probabilities requires none of its members (LEG-S9), alternatives may be none or null (LEG-56, LEG-59), and how likely a token is is for the model to say.',
    holds: (mutant) =>
      at(/^\/choices\/\*\/logprobs\/(top_logprobs|text_offset)$/, ...absent, 'null')(mutant) ||
      at(/^\/choices\/\*\/logprobs\/top_logprobs\/\*$/, 'null', 'empty object', 'object')(mutant) ||
      at(/^\/choices\/\*\/logprobs\/token_logprobs\/\*$/, 'negative')(mutant),
  },
  {
    id: 'log-probabilities',
    because:
      'Alternatives may be fewer, even none (LEG-56), bytes null (LEG-57), and tokens may differ from the text (LEG-60).',
    holds: (mutant) =>
      at(/\/bytes$/, 'null')(mutant) ||
      at(/\/top_logprobs$/, 'empty array', 'null')(mutant) ||
      at(/\/top_logprobs\/\*$/, 'drop')(mutant) ||
      at(/\/top_logprobs\/\*\/token$/, 'other text', 'empty text')(mutant) ||
      at(/\/logprobs\/content\/\*$/, 'drop', 'twice')(mutant) ||
      at(/\/logprobs\/refusal$/, ...absent)(mutant),
  },
];
