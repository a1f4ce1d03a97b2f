import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject, type Json, type JsonObject } from '../src/spec/json.ts';
import type { ChatStream } from '../src/transport/chat-stream.ts';
import { editTextChunks, without } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import { changes, choicesIn, indexesOf, isEnded, messagesOf, ownChunks, speaks } from './chunks.ts';
import { choicesOf, isFailedChoice } from './exchanges.ts';
import { createdFindings, isPlaceholder } from './identity.ts';
import { wrongMembers } from './schema.ts';
import { everyTextStream, textReasons } from './text-exchanges.ts';

const response = '#/components/schemas/CreateCompletionResponse/properties';
const choice = `${response}/choices/items/properties`;
const reasons: readonly unknown[] = textReasons;

/** What only annotates, as Azure's asynchronous filter sends it. */
const annotates = (json: JsonObject) => Object.keys(json).some((name) => name.startsWith('content_filter_'));

export default {
  id: 'completions-stream',
  title: 'Text completions, streamed: the objects',
  profile: 'completions',
  over: everyTextStream,
  checks: {
    schema: {
      must: 'Every member of a streamed text completion that is present has the type and the values of a whole one.',
      cite: schema('#/components/schemas/CreateCompletionResponse'),
      covers: ['CMPL-029'],
      *find(view, context) {
        for (const { at, json } of ownChunks(view)) yield* wrongMembers(view, json, context, at);
      },
      fault: everyChunk((json) => ({ ...json, system_fingerprint: 42 })),
    },
    object: {
      must: 'object is "text_completion" in a stream as well.',
      cite: schema(`${response}/object`),
      covers: ['CMPL-002', 'CMPL-029'],
      owns: ['/object'],
      *find(view) {
        for (const { at, json } of ownChunks(view))
          if (json['object'] !== 'text_completion') yield finding(`${at}/object`, 'text_completion', json['object']);
      },
      fault: lastChunk((json) => ({ ...json, object: 'text_completion.chunk' })),
    },
    identity: {
      must: 'Every object of a text stream has an id, a model, and the time of its creation in whole seconds.',
      cite: schema('#/components/schemas/CreateCompletionResponse/required'),
      covers: ['CMPL-003', 'CMPL-029'],
      owns: ['/id', '/model', '/created'],
      *find(view) {
        for (const { at, json } of ownChunks(view)) {
          for (const name of ['id', 'model'])
            if (typeof json[name] !== 'string') yield finding(`${at}/${name}`, words('a string'), json[name]);
          yield* createdFindings(`${at}/created`, json['created'], view.headers);
        }
      },
      fault: everyChunk((json) => without(json, '/created')),
    },
    'identity-says-something': {
      should: 'The id of a text stream is not the name of nothing, and its model has a name.',
      cite: schema(`${response}/id`),
      covers: ['CMPL-003'],
      *find(view) {
        for (const { at, json } of ownChunks(view).slice(0, 1)) {
          const { id, model } = json;
          if (typeof id === 'string' && isPlaceholder(id)) yield finding(`${at}/id`, words('an identifier'), id);
          if (model === '') yield finding(`${at}/model`, words('a name'), model);
        }
      },
      fault: everyChunk((json) => ({ ...json, id: 'null' })),
    },
    'same-completion': {
      should: 'id, created and model are the same all through one text stream.',
      cite: schema(`${response}/id`),
      covers: ['CMPL-031'],
      *find(view) {
        for (const name of ['id', 'created', 'model']) yield* changes(view, name);
      },
      fault: lastChunk((json) => ({ ...json, id: 'cmpl-other' })),
    },
    choices: {
      must: 'choices is an array of objects in every object of a text stream.',
      cite: schema(`${response}/choices`),
      covers: ['CMPL-029'],
      owns: ['/choices', '/choices/*'],
      *find(view) {
        for (const { at, json } of ownChunks(view)) {
          const { choices: list } = json;
          if (!Array.isArray(list) || !list.every(isObject))
            yield finding(`${at}/choices`, words('an array of objects'), list);
        }
      },
      fault: insertChunk((json) => ({ ...json, choices: null })),
    },
    'choice-index': {
      must: 'The index of every choice in a text stream is a whole number below the number of choices asked for.',
      cite: schema(`${choice}/index`),
      covers: ['CMPL-007', 'CMPL-029'],
      owns: ['/choices/*/index'],
      *find(view) {
        const due = new Set<Json | undefined>(indexesOf(view));
        for (const { at, index } of choicesIn(view))
          if (!due.has(index)) yield finding(`${at}/index`, words(`one of ${indexesOf(view).join(', ')}`), index);
      },
      fault: insertChoice({ index: 17, text: '', logprobs: null, finish_reason: null }),
    },
    'every-choice': {
      must: 'Every choice of every prompt comes in a text stream.',
      cite: schema('#/components/schemas/CreateCompletionRequest/properties/n'),
      covers: ['CMPL-007'],
      when: isEnded,
      *find(view) {
        const came = new Set(choicesIn(view).map(({ index }) => index));
        for (const index of indexesOf(view))
          if (!came.has(index)) yield finding('/events', words(`a choice with index ${index}`), words('none'));
      },
      fault: editTextChunks((chunks, request) => {
        const last = choicesOf(request) - 1;
        const isLast = ({ choices: [one] }: { choices: readonly Json[] }) => isObject(one) && one['index'] === last;
        return last === 0 ? chunks : chunks.filter(({ json }) => !isLast(json as { choices: readonly Json[] }));
      }),
    },
    text: {
      must: 'Every choice in a text stream has a text, which is a string, empty where nothing is added.',
      cite: schema(`${choice}/text`),
      covers: ['CMPL-029'],
      owns: ['/choices/*/text'],
      *find(view) {
        for (const { at, json, finishReason } of choicesIn(view)) {
          // What only ends a choice may add nothing, as in a chat (LEG-30).
          const silent = (json['text'] ?? null) === null && (reasons.includes(finishReason) || annotates(json));
          if (typeof json['text'] !== 'string' && !silent && !isFailedChoice(json))
            yield finding(`${at}/text`, words('a string'), json['text']);
        }
      },
      fault: insertChoice({ index: 0, text: null, logprobs: null, finish_reason: null }),
    },
    'finish-reason-is-there': {
      should: 'Every choice in a text stream has the member finish_reason, null as long as it goes on.',
      cite: schema('#/components/schemas/CreateCompletionResponse/properties/choices/items/required'),
      covers: ['CMPL-029'],
      *find(view) {
        for (const { at, json } of choicesIn(view))
          if (!Object.hasOwn(json, 'finish_reason') && !annotates(json))
            yield finding(`${at}/finish_reason`, null, undefined);
      },
      fault: insertChoice({ index: 0, text: '', logprobs: null }),
    },
    'finish-reason': {
      must: 'The finish_reason of a choice in a text stream is null as long as it goes on, then stop, length or content_filter, and never empty.',
      cite: schema(`${choice}/finish_reason`),
      covers: ['CMPL-030'],
      owns: ['/choices/*/finish_reason'],
      *find(view) {
        for (const { at, finishReason, json } of choicesIn(view))
          if ((finishReason ?? null) !== null && !reasons.includes(finishReason) && !isFailedChoice(json))
            yield finding(`${at}/finish_reason`, words(`null, or one of ${textReasons.join(', ')}`), finishReason);
      },
      fault: insertChoice({ index: 0, text: '', logprobs: null, finish_reason: '' }),
    },
    finishes: {
      must: 'Every choice in a text stream that comes to its end has one finish_reason, and no second one that differs.',
      cite: schema(`${choice}/finish_reason`),
      covers: ['CMPL-030'],
      when: isEnded,
      *find(view) {
        for (const { index, finishReasons } of messagesOf(view)) {
          const own = new Set(finishReasons.map(({ value }) => value).filter((value) => reasons.includes(value)));
          // A value that is none of them is a defect of its own.
          if (own.size > 1 || finishReasons.length === 0)
            yield finding('/events', words(`one finish_reason for choice ${index}`), [...own]);
        }
      },
      fault: everyChunk((json) => ({
        ...json,
        choices: (json['choices'] as JsonObject[]).map((one) => ({ ...one, finish_reason: null })),
      })),
    },
    'no-delta': {
      may: 'A choice in a text stream has no delta and no message, which belong to chats.',
      cite: schema(`${choice}/text`),
      covers: ['CMPL-034'],
      *find(view) {
        for (const { at, json } of choicesIn(view))
          for (const name of ['delta', 'message'])
            if (isObject(json[name])) yield finding(`${at}/${name}`, words('no member'), json[name]);
      },
      fault: insertChoice({ index: 0, text: '', delta: {}, logprobs: null, finish_reason: null }),
    },
  },
} satisfies Suite<ChatStream>;

function everyChunk(edit: (json: JsonObject) => JsonObject): Fault {
  return editTextChunks((chunks) => chunks.map((one) => ({ ...one, json: edit(one.json) })));
}

function lastChunk(edit: (json: JsonObject) => JsonObject): Fault {
  return editTextChunks((chunks) =>
    chunks.map((one, i) => (i === chunks.length - 1 ? { ...one, json: edit(one.json) } : one)),
  );
}

/** A fault that puts one more object behind the first that has a choice. */
function insertChunk(edit: (json: JsonObject) => JsonObject): Fault {
  return editTextChunks((chunks) => {
    const first = chunks.findIndex(({ json }) => speaks(json));
    return chunks[first] ? chunks.toSpliced(first + 1, 0, { json: edit(chunks[first].json), i: -1 }) : chunks;
  });
}

function insertChoice(added: JsonObject): Fault {
  return insertChunk((json) => ({ ...json, choices: [added] }));
}
