import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject, type Json } from '../src/spec/json.ts';
import type { Completion } from '../src/transport/completion.ts';
import { put } from '../src/transport/edits.ts';
import { choicesOf, editCompletion, everyCompletion, finishReasons, isFailedChoice } from './exchanges.ts';
import { createdFindings, isPlaceholder } from './identity.ts';
import { wrongMembers } from './schema.ts';

const response = '#/components/schemas/CreateChatCompletionResponse/properties';
const choice = `${response}/choices/items/properties`;

export default {
  id: 'chat',
  title: 'Chat completions in one piece: the object and its choices',
  profile: 'core',
  over: everyCompletion,
  checks: {
    schema: {
      must: 'Every member of a completion that is present has the type and the values that the contract gives it.',
      cite: schema('#/components/schemas/CreateChatCompletionResponse'),
      covers: ['CHAT-RESP-001'],
      *find(view, context) {
        yield* wrongMembers(view, view.object, context, '/body');
      },
      fault: editCompletion((json) => put(json, '/choices/0/logprobs', 'none')),
    },
    id: {
      must: 'id is a string.',
      cite: schema(`${response}/id`),
      covers: ['CHAT-RESP-002'],
      owns: ['/id'],
      *find({ object }) {
        if (typeof object['id'] !== 'string') yield finding('/body/id', words('a string'), object['id']);
      },
      fault: editCompletion((json) => ({ ...json, id: 17 })),
    },
    'id-says-something': {
      should: 'id is a real identifier, not empty and not the name of nothing.',
      cite: schema(`${response}/id`),
      covers: ['CHAT-RESP-003'],
      when: ({ object }) => typeof object['id'] === 'string',
      *find({ object }) {
        if (isPlaceholder(String(object['id']))) yield finding('/body/id', words('an identifier'), object['id']);
      },
      fault: editCompletion((json) => ({ ...json, id: '' })),
    },
    object: {
      must: 'object is "chat.completion".',
      cite: schema(`${response}/object`),
      covers: ['CHAT-RESP-005'],
      owns: ['/object'],
      *find({ object }) {
        if (object['object'] !== 'chat.completion') yield finding('/body/object', 'chat.completion', object['object']);
      },
      fault: editCompletion((json) => ({ ...json, object: 'text_completion' })),
    },
    created: {
      must: 'created is the Unix time in whole seconds.',
      cite: schema(`${response}/created`),
      covers: ['CHAT-RESP-006', 'CHAT-RESP-007'],
      owns: ['/created'],
      *find({ object, headers }) {
        yield* createdFindings('/body/created', object['created'], headers);
      },
      fault: editCompletion((json) => ({ ...json, created: Number(json['created']) * 1000 })),
    },
    model: {
      must: 'model is a string.',
      cite: schema(`${response}/model`),
      covers: ['CHAT-RESP-008'],
      owns: ['/model'],
      *find({ object }) {
        if (typeof object['model'] !== 'string') yield finding('/body/model', words('a string'), object['model']);
      },
      fault: editCompletion((json) => ({ ...json, model: null })),
    },
    'model-is-named': {
      should: 'model names the model that answered; which name it has is free.',
      cite: schema(`${response}/model`),
      covers: ['CHAT-RESP-009'],
      *find({ object }) {
        if (object['model'] === '') yield finding('/body/model', words('a name'), '');
      },
      fault: editCompletion((json) => ({ ...json, model: '' })),
    },
    choices: {
      must: 'choices is an array of objects, of one where no more are asked for.',
      cite: schema(`${response}/choices`),
      covers: ['CHAT-RESP-010', 'CHAT-RESP-011'],
      owns: ['/choices', '/choices/*'],
      // A filter may take the only choice away (LEG-54).
      when: ({ object }) =>
        !('prompt_filter_results' in object && Array.isArray(object['choices']) && object['choices'].length === 0),
      *find({ object, choices, request }) {
        const asked = choicesOf(request);
        if (!Array.isArray(object['choices'])) yield finding('/body/choices', words('an array'), object['choices']);
        else if (choices.length !== object['choices'].length || (asked === 1 && choices.length !== 1))
          yield finding(
            '/body/choices',
            words(asked === 1 ? 'one object' : 'objects'),
            words(`${object['choices'].length} entries, ${choices.length} of them objects`),
          );
      },
      fault: editCompletion((json) => ({ ...json, choices: {} })),
    },
    indexes: {
      must: 'The one choice of a completion has index 0.',
      cite: schema(`${choice}/index`),
      covers: ['CHAT-RESP-012', 'CHAT-RESP-014'],
      owns: ['/choices/*/index'],
      when: ({ request }) => choicesOf(request) === 1,
      *find({ choices }) {
        const due = new Set<Json>(choices.keys());
        for (const { at, index } of choices)
          if (index === undefined || !due.delete(index))
            yield finding(`${at}/index`, words(`each of 0 to ${choices.length - 1} once`), index);
      },
      fault: editCompletion((json, request) =>
        choicesOf(request) === 1 ? put(json, '/choices/0/index', 7) : undefined,
      ),
    },
    'finish-reason': {
      must: 'Every choice has a finish_reason, one of stop, length, tool_calls, content_filter and function_call.',
      cite: schema(`${choice}/finish_reason`),
      covers: ['CHAT-RESP-016', 'CHAT-RESP-014', 'CHAT-FIN-015'],
      owns: ['/choices/*/finish_reason'],
      *find({ choices }) {
        for (const { at, finishReason, json } of choices) {
          if (!finishReasons.includes(finishReason as string) && !isFailedChoice(json))
            yield finding(`${at}/finish_reason`, words(`one of ${finishReasons.join(', ')}`), finishReason);
        }
      },
      fault: editCompletion((json) => put(json, '/choices/0/finish_reason', 'eos')),
    },
    message: {
      must: 'Every choice has a message, which is an object.',
      cite: schema(`${choice}/message`),
      covers: ['CHAT-RESP-014'],
      owns: ['/choices/*/message'],
      *find({ choices }) {
        for (const { at, json } of choices)
          if (!isObject(json['message']) && !isFailedChoice(json))
            yield finding(`${at}/message`, words('an object'), json['message']);
      },
      fault: editCompletion((json) => put(json, '/choices/0/message', null)),
    },
    'fingerprint-type': {
      should: 'system_fingerprint, where it is present, is a string or null.',
      cite: schema(`${response}/system_fingerprint`),
      covers: ['CHAT-RESP-030'],
      owns: ['/system_fingerprint'],
      *find({ object: { system_fingerprint: print } }) {
        if (print !== undefined && print !== null && typeof print !== 'string')
          yield finding('/body/system_fingerprint', words('a string or null'), print);
      },
      fault: editCompletion((json) => ({ ...json, system_fingerprint: 42 })),
    },
  },
} satisfies Suite<Completion>;
