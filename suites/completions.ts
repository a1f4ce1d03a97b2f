import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject, type Json, type JsonObject } from '../src/spec/json.ts';
import type { Completion } from '../src/transport/completion.ts';
import { put } from '../src/transport/edits.ts';
import { bodyObject } from '../src/transport/request.ts';
import { choicesOf, isFailedChoice } from './exchanges.ts';
import { createdFindings, isPlaceholder } from './identity.ts';
import { wrongMembers } from './schema.ts';
import { editTextBody, everyText, textReasons } from './text-exchanges.ts';

const response = '#/components/schemas/CreateCompletionResponse/properties';
const choice = `${response}/choices/items/properties`;
const noLogprobs = { tokens: [], token_logprobs: [], top_logprobs: [], text_offset: [] };

export default {
  id: 'completions',
  title: 'Text completions in one piece: the object and its choices',
  profile: 'completions',
  over: everyText,
  checks: {
    schema: {
      must: 'Every member of a text completion that is present has the type and the values that the contract gives it.',
      cite: schema('#/components/schemas/CreateCompletionResponse'),
      covers: ['CMPL-001', 'CMPL-003', 'CMPL-004'],
      *find(view, context) {
        yield* wrongMembers(view, view.object, context, '/body');
      },
      fault: editTextBody((json) => ({ ...json, system_fingerprint: 42 })),
    },
    identity: {
      must: 'A text completion has an id and a model, which are strings.',
      cite: schema(`${response}/id`),
      covers: ['CMPL-003'],
      owns: ['/id', '/model'],
      *find({ object }) {
        for (const name of ['id', 'model'])
          if (typeof object[name] !== 'string') yield finding(`/body/${name}`, words('a string'), object[name]);
      },
      fault: editTextBody((json) => ({ ...json, id: 17 })),
    },
    'identity-says-something': {
      should: 'The id of a text completion is not the name of nothing, and its model has a name.',
      cite: schema(`${response}/id`),
      covers: ['CMPL-003'],
      *find({ object: { id, model } }) {
        if (typeof id === 'string' && isPlaceholder(id)) yield finding('/body/id', words('an identifier'), id);
        if (model === '') yield finding('/body/model', words('a name'), model);
      },
      fault: editTextBody((json) => ({ ...json, id: '' })),
    },
    object: {
      must: 'object is "text_completion".',
      cite: schema(`${response}/object`),
      covers: ['CMPL-002'],
      owns: ['/object'],
      *find({ object }) {
        if (object['object'] !== 'text_completion') yield finding('/body/object', 'text_completion', object['object']);
      },
      fault: editTextBody((json) => ({ ...json, object: 'chat.completion' })),
    },
    created: {
      must: 'created is the Unix time of a text completion in whole seconds.',
      cite: schema(`${response}/created`),
      covers: ['CMPL-003'],
      owns: ['/created'],
      *find({ object, headers }) {
        yield* createdFindings('/body/created', object['created'], headers);
      },
      fault: editTextBody((json) => ({ ...json, created: Number(json['created']) * 1000 })),
    },
    choices: {
      must: 'choices is an array of as many objects as `n` asks for, for each prompt.',
      cite: schema('#/components/schemas/CreateCompletionRequest/properties/n'),
      covers: ['CMPL-006', 'CMPL-007'],
      owns: ['/choices', '/choices/*'],
      // A filter may take the only choice away (LEG-54).
      when: ({ object }) =>
        !('prompt_filter_results' in object && Array.isArray(object['choices']) && object['choices'].length === 0),
      *find({ object, choices, request }) {
        const asked = choicesOf(request);
        const { choices: list } = object;
        if (!Array.isArray(list)) yield finding('/body/choices', words('an array'), list);
        else if (list.length !== asked || choices.length !== asked)
          yield finding('/body/choices', words(`${asked} choices`), words(`${list.length} entries`));
      },
      fault: editTextBody((json) => {
        const choices = json['choices'] as Json[];
        return { ...json, choices: [...choices, { ...(choices[0] as JsonObject), index: choices.length }] };
      }),
    },
    indexes: {
      must: 'The choices of all prompts are numbered from 0 on, each number once.',
      cite: schema(`${choice}/index`),
      covers: ['CMPL-004', 'CMPL-006', 'CMPL-007'],
      owns: ['/choices/*/index'],
      *find({ choices }) {
        const due = new Set<Json>(choices.keys());
        for (const { at, index } of choices)
          if (index === undefined || !due.delete(index))
            yield finding(`${at}/index`, words(`each of 0 to ${choices.length - 1} once`), index);
      },
      fault: editTextBody((json) => put(json, '/choices/0/index', 7)),
    },
    'finish-reason': {
      must: 'Every choice of a whole text completion has a finish_reason: stop, length or content_filter.',
      cite: schema(`${choice}/finish_reason`),
      covers: ['CMPL-004', 'CMPL-005'],
      owns: ['/choices/*/finish_reason'],
      *find({ choices }) {
        for (const { at, finishReason, json } of choices)
          if (!textReasons.includes(finishReason as string) && !isFailedChoice(json))
            yield finding(`${at}/finish_reason`, words(`one of ${textReasons.join(', ')}`), finishReason);
      },
      fault: editTextBody((json) => put(json, '/choices/0/finish_reason', null)),
    },
    text: {
      must: 'Every choice of a text completion has a text, which is a string.',
      cite: schema(`${choice}/text`),
      covers: ['CMPL-004'],
      owns: ['/choices/*/text'],
      *find({ choices }) {
        for (const { at, json } of choices)
          if (typeof json['text'] !== 'string' && !isFailedChoice(json))
            yield finding(`${at}/text`, words('a string'), json['text']);
      },
      fault: editTextBody((json) => put(json, '/choices/0/text', null)),
    },
    'no-message': {
      may: 'A choice of a text completion has no message and no delta, which belong to chats.',
      cite: schema(`${choice}/text`),
      covers: ['CMPL-034'],
      *find({ choices }) {
        for (const { at, json } of choices)
          for (const name of ['message', 'delta'])
            if (isObject(json[name])) yield finding(`${at}/${name}`, words('no member'), json[name]);
      },
      fault: editTextBody((json) => put(json, '/choices/0/message', { role: 'assistant' })),
    },
    'no-logprobs-unasked': {
      should: 'The logprobs of a choice are null or absent where the request does not ask for them.',
      cite: schema('#/components/schemas/CreateCompletionRequest/properties/logprobs'),
      covers: ['CMPL-024'],
      when: ({ request }) => (bodyObject(request)['logprobs'] ?? null) === null,
      *find({ choices }) {
        for (const { at, logprobs } of choices)
          if (isObject(logprobs)) yield finding(`${at}/logprobs`, words('null, or no member'), logprobs);
      },
      fault: editTextBody((json, request) =>
        (bodyObject(request)['logprobs'] ?? null) === null ? put(json, '/choices/0/logprobs', noLogprobs) : undefined,
      ),
    },
  },
} satisfies Suite<Completion>;
