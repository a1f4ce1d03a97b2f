import { at, isObject, type Json } from '../../spec/json.ts';
import { contextLength } from '../admission.ts';
import type { Persona } from '../persona.ts';
import type { Refusal } from '../rules.ts';

const noTools = lacking('no-tools', 'tools', [
  { member: 'tools' },
  { member: 'tool_choice' },
  { member: 'parallel_tool_calls' },
  { member: 'functions' },
  { member: 'function_call' },
]);

const noChoices = lacking('no-n', 'several choices', [{ member: 'n', when: (value) => value !== 1 }], ['LEG-69']);

const noLogprobs = lacking('no-logprobs', 'log probabilities, nor a bias on tokens', [
  { member: 'logprobs', when: (value) => value !== false },
  { member: 'top_logprobs' },
  { member: 'logit_bias' },
]);

const noFormat = lacking('no-response-format', 'JSON formats', [
  { member: 'response_format', when: (value) => isObject(value) && value['type'] !== 'text' },
]);

const noSchema = lacking('no-json-schema', 'a schema for the answer, only JSON of any shape', [
  { member: 'response_format', when: (value) => isObject(value) && value['type'] === 'json_schema' },
]);

const noStrict = lacking('no-strict', 'to follow a schema to the letter', [
  { member: 'response_format', when: (value) => at(value, '/json_schema/strict') === true },
  {
    member: 'tools',
    when: (value) => Array.isArray(value) && value.some((tool) => at(tool, '/function/strict') === true),
  },
]);

const noForcing = lacking('no-forced-tool', 'to force a tool', [
  { member: 'tool_choice', when: (value) => value !== 'auto' && value !== 'none' },
]);

const noImages: Persona = {
  id: 'no-images',
  title: 'A model that reads text only',
  shows: ['LEG-51'],
  rules: { refusesParts: ['image_url', 'input_audio', 'file'] },
};

const noStop = lacking('no-stop', 'stop sequences', [{ member: 'stop' }]);

const noStreamOptions = lacking('no-stream-options', 'stream options', [{ member: 'stream_options' }]);

const noPenalties = lacking(
  'no-penalties',
  'penalties, biases, seeds, users, service tiers, or a choice on parallel calls',
  [
    { member: 'frequency_penalty' },
    { member: 'presence_penalty' },
    { member: 'logit_bias' },
    { member: 'seed' },
    { member: 'user' },
    { member: 'service_tier' },
    { member: 'parallel_tool_calls' },
  ],
  ['LEG-51', 'LEG-71'],
);

const noCompletionLimit = lacking('no-max-completion-tokens', 'the newer name of the token limit', [
  { member: 'max_completion_tokens', instead: 'max_tokens' },
]);

const strict: Persona = {
  id: 'strict-members',
  title: 'Unknown members of a request, or of its messages, are refused',
  shows: ['LEG-73'],
  rules: { closed: true },
};

const clamped: Persona = {
  id: 'clamped',
  title: 'Sampling values out of range are accepted, contradictions resolved',
  shows: ['LEG-47', 'LEG-50', 'LEG-61', 'LEG-74', 'LEG-76', 'LEG-99', 'LEG-S16', 'LEG-S22'],
  rules: { lenient: true },
};

const exacting: Persona = {
  id: 'exacting',
  title: 'Empty lists of tools, limits beyond the context and two messages of one role in a row are refused',
  shows: ['LEG-45', 'LEG-48', 'LEG-77'],
  rules: {
    alternating: true,
    refuses: [
      { member: 'tools', when: (value) => Array.isArray(value) && value.length === 0 },
      { member: 'max_tokens', when: isBeyond },
      { member: 'max_completion_tokens', when: isBeyond },
    ],
  },
};

const nameless: Persona = {
  id: 'nameless',
  title: 'No log probabilities, biases, or names of those who speak',
  shows: ['LEG-51', 'LEG-70'],
  rules: {
    names: false,
    refuses: [
      { member: 'logprobs', when: (value) => value !== false },
      { member: 'top_logprobs' },
      { member: 'logit_bias' },
    ],
  },
};

const noNulls: Persona = {
  id: 'no-nulls',
  title: 'Null is no way to leave a member out',
  shows: ['LEG-78'],
  rules: { nulls: false },
};

const noSystem: Persona = {
  id: 'no-system-role',
  title: 'No system or developer messages',
  shows: ['LEG-77'],
  rules: { refusesRoles: ['system', 'developer'] },
};

const noDeveloper: Persona = {
  id: 'no-developer-role',
  title: 'No developer messages',
  shows: ['LEG-77'],
  rules: { refusesRoles: ['developer'] },
};

const singleModel: Persona = {
  id: 'single-model',
  title: 'One model, which answers to any name and to none',
  shows: ['LEG-62', 'LEG-66', 'LEG-67'],
  rules: { anyModel: true },
  models: { only: true },
};

const manyModels: Persona = {
  id: 'many-models',
  title: 'Models with odd ids and further members, made at no known time; one of them does not chat',
  shows: ['LEG-65', 'LEG-66'],
  models: {
    further: ['acme/talk-7b:free', 'acme/talk@2', 'local\\talk.gguf', 'ft:orchard-small:acme::x1', 'voice'],
    mute: ['voice'],
  },
  edits: {
    model: (entry) => ({
      ...entry,
      created: 0,
      owned_by: 'acme',
      root: entry['id'] ?? null,
      parent: null,
      shutdown_date: null,
      permission: [],
      max_model_len: 8192,
      meta: null,
      pricing: { prompt: '0' },
    }),
  },
};

const noRetrieve: Persona = {
  id: 'no-model-retrieve',
  title: 'Models can be listed, not retrieved',
  shows: ['LEG-97'],
  models: { retrieve: false },
};

export const limits: readonly Persona[] = [
  noTools,
  noChoices,
  noLogprobs,
  noFormat,
  noSchema,
  noStrict,
  noForcing,
  noImages,
  noStop,
  noStreamOptions,
  noPenalties,
  noCompletionLimit,
  strict,
  clamped,
  exacting,
  nameless,
  noNulls,
  noSystem,
  noDeveloper,
  singleModel,
  manyModels,
  noRetrieve,
];

function isBeyond(limit: Json): boolean {
  return Number(limit) > contextLength;
}

function lacking(
  id: string,
  what: string,
  refuses: readonly Refusal[],
  shows: readonly string[] = ['LEG-51'],
): Persona {
  return { id, title: `Does not offer ${what}`, shows, rules: { refuses } };
}
