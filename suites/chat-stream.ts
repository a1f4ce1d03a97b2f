import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject, type Json, type JsonObject } from '../src/spec/json.ts';
import type { ChatStream } from '../src/transport/chat-stream.ts';
import { editChoice, editChunk, editChunks, without } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import { annotates, changes, choicesIn, indexesOf, isChunkLike, ownChunks, speaks } from './chunks.ts';
import { everyChunked } from './exchanges.ts';
import { createdFindings, isPlaceholder } from './identity.ts';
import { wrongMembers } from './schema.ts';

const chunk = '#/components/schemas/CreateChatCompletionStreamResponse/properties';
const choice = `${chunk}/choices/items/properties`;

function* typed(view: ChatStream, member: string) {
  for (const { at, json } of ownChunks(view)) {
    if (typeof json[member] !== 'string') yield finding(`${at}/${member}`, words('a string'), json[member]);
  }
}

export default {
  id: 'chat-stream',
  title: 'Chat completions, streamed: the chunks',
  profile: 'core',
  over: everyChunked,
  checks: {
    schema: {
      must: 'Every member of a chunk that is present has the type and the values that the contract gives it.',
      cite: schema('#/components/schemas/CreateChatCompletionStreamResponse'),
      covers: ['CHAT-STREAM-001'],
      *find(view, context) {
        for (const { at, json } of ownChunks(view)) yield* wrongMembers(view, json, context, at);
      },
      fault: editChunks((chunks) => chunks.map((one) => ({ ...one, json: { ...one.json, system_fingerprint: 42 } }))),
    },
    'is-a-chunk': {
      must: 'Every object in the stream is a chunk, with id, object, created, model and choices.',
      cite: schema('#/components/schemas/CreateChatCompletionStreamResponse/required'),
      covers: ['CHAT-STREAM-001'],
      *find({ chunks }) {
        for (const { at, json } of chunks) {
          if (!isChunkLike(json))
            yield finding(at, words('a chunk'), words(`an object with ${Object.keys(json).join(', ') || 'no member'}`));
        }
      },
      fault: editChunks((chunks) =>
        chunks.length > 0 ? [...chunks.slice(0, 1), { json: { type: 'ping' } }, ...chunks.slice(1)] : chunks,
      ),
    },
    id: {
      must: 'Every chunk has an id, which is a string.',
      cite: schema(`${chunk}/id`),
      covers: ['CHAT-STREAM-001'],
      owns: ['/id'],
      *find(view) {
        yield* typed(view, 'id');
      },
      fault: editChunks((chunks) => chunks.map((one) => ({ ...one, json: without(one.json, '/id') }))),
    },
    'id-says-something': {
      should:
        'The id of a stream is a real identifier, and its model a name: neither is empty, nor the name of nothing.',
      cite: schema(`${chunk}/id`),
      covers: ['CHAT-RESP-003', 'CHAT-RESP-009'],
      *find(view) {
        const [first] = ownChunks(view);
        if (typeof first?.json['id'] === 'string' && isPlaceholder(first.json['id']))
          yield finding(`${first.at}/id`, words('an identifier'), first.json['id']);
        if (first?.json['model'] === '') yield finding(`${first.at}/model`, words('a name'), '');
      },
      fault: editChunks((chunks) => chunks.map((one) => ({ ...one, json: { ...one.json, id: 'null' } }))),
    },
    'same-id': {
      must: 'Every chunk of one stream carries the id of the first.',
      cite: schema(`${chunk}/id`),
      covers: ['CHAT-STREAM-003'],
      *find(view) {
        yield* changes(view, 'id');
      },
      fault: editChunk('last', { id: 'chatcmpl-other' }),
    },
    object: {
      must: 'object is "chat.completion.chunk" in every chunk.',
      cite: schema(`${chunk}/object`),
      covers: ['CHAT-STREAM-002'],
      owns: ['/object'],
      *find(view) {
        for (const { at, json } of ownChunks(view))
          if (json['object'] !== 'chat.completion.chunk')
            yield finding(`${at}/object`, 'chat.completion.chunk', json['object']);
      },
      fault: editChunk('last', { object: 'chat.completion' }),
    },
    created: {
      must: 'created is the Unix time in whole seconds, in every chunk.',
      cite: schema(`${chunk}/created`),
      covers: ['CHAT-STREAM-001', 'CHAT-RESP-007'],
      owns: ['/created'],
      *find(view) {
        for (const { at, json } of ownChunks(view))
          yield* createdFindings(`${at}/created`, json['created'], view.headers);
      },
      fault: editChunks((chunks) => chunks.map((one) => ({ ...one, json: { ...one.json, created: 1_700_000_000.5 } }))),
    },
    'same-created': {
      should: 'Every chunk of one stream carries the same created.',
      cite: schema(`${chunk}/created`),
      covers: ['CHAT-STREAM-004'],
      *find(view) {
        yield* changes(view, 'created');
      },
      fault: editChunk('last', (json) => ({ ...json, created: Number(json['created']) - 1 })),
    },
    model: {
      must: 'Every chunk names a model, as a string.',
      cite: schema(`${chunk}/model`),
      covers: ['CHAT-STREAM-001'],
      owns: ['/model'],
      *find(view) {
        yield* typed(view, 'model');
      },
      fault: editChunk('last', { model: null }),
    },
    'same-model': {
      should: 'Every chunk of one stream names the same model.',
      cite: schema(`${chunk}/model`),
      covers: ['CHAT-STREAM-005'],
      *find(view) {
        yield* changes(view, 'model');
      },
      fault: editChunk('last', { model: 'another-model' }),
    },
    'same-fingerprint': {
      should: 'system_fingerprint, where it is sent, is the same all through one stream.',
      cite: schema(`${chunk}/system_fingerprint`),
      covers: ['CHAT-STREAM-006'],
      *find(view) {
        yield* changes(view, 'system_fingerprint');
      },
      fault: editChunks((chunks) =>
        chunks.map((one, i) => ({
          ...one,
          json: { ...one.json, system_fingerprint: i === chunks.length - 1 ? 'fp_2' : 'fp_1' },
        })),
      ),
    },
    choices: {
      must: 'choices is an array of objects in every chunk.',
      cite: schema(`${chunk}/choices`),
      covers: ['CHAT-STREAM-001'],
      owns: ['/choices', '/choices/*'],
      *find(view) {
        for (const {
          at,
          json: { choices: list },
        } of ownChunks(view))
          if (!Array.isArray(list) || !list.every(isObject))
            yield finding(`${at}/choices`, words('an array of objects'), list);
      },
      fault: insertChunk((json) => ({ ...json, choices: null })),
    },
    'some-choice': {
      should: 'Every chunk has a choice, but for the one that brings the usage where usage was asked for.',
      cite: schema(`${chunk}/choices`),
      covers: ['CHAT-STREAM-019'],
      *find(view) {
        for (const {
          at,
          json: { choices: list },
          usage,
        } of ownChunks(view))
          if (Array.isArray(list) && list.length === 0 && !isObject(usage))
            yield finding(`${at}/choices`, words('a choice'), list);
      },
      fault: insertChunk((json) => ({ ...json, choices: [], usage: null })),
    },
    'choice-index': {
      must: 'The index of every streamed choice is a whole number from 0 to `n` - 1.',
      cite: schema(`${choice}/index`),
      covers: ['CHAT-STREAM-042', 'CHAT-STREAM-007'],
      owns: ['/choices/*/index'],
      *find(view) {
        const due = new Set<Json | undefined>(indexesOf(view));
        for (const { at, index } of choicesIn(view))
          if (!due.has(index)) yield finding(`${at}/index`, words(`one of ${indexesOf(view).join(', ')}`), index);
      },
      fault: insertChunk((json) => ({ ...json, choices: [{ index: 17, delta: {}, finish_reason: null }] })),
    },
    delta: {
      must: 'Every streamed choice has a delta, which is an object, empty where nothing changes.',
      cite: schema(`${choice}/delta`),
      covers: ['CHAT-STREAM-007'],
      owns: ['/choices/*/delta'],
      *find(view) {
        for (const one of choicesIn(view))
          if (!one.hasDelta && !annotates(one)) yield finding(`${one.at}/delta`, words('an object'), one.json['delta']);
      },
      fault: editChoice('last', { delta: null }),
    },
    'no-message': {
      should: 'A streamed choice has a delta and no message, which belongs to whole completions.',
      cite: schema(`${choice}/delta`),
      covers: ['CHAT-STREAM-038'],
      *find(view) {
        for (const { at, json } of choicesIn(view))
          if (isObject(json['message'])) yield finding(`${at}/message`, words('no member'), json['message']);
      },
      fault: editChoice('last', { message: { role: 'assistant', content: 'hello' } }),
    },
  },
} satisfies Suite<ChatStream>;

/** A fault that puts one more chunk behind the first that has a choice. */
function insertChunk(edit: (json: JsonObject) => JsonObject): Fault {
  return editChunks((chunks) => {
    const first = chunks.findIndex(({ json }) => speaks(json));
    return chunks[first] ? chunks.toSpliced(first + 1, 0, { json: edit(chunks[first].json), i: -1 }) : chunks;
  });
}
