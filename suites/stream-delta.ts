import { client, schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject } from '../src/spec/json.ts';
import type { ChatStream } from '../src/transport/chat-stream.ts';
import { editChoice, editChunks, editDelta, without } from '../src/transport/edits.ts';
import { annotates, choicesIn, indexesOf, isEnded, isFinishing, isTextOrNothing, messagesOf } from './chunks.ts';
import { everyChunked, finishReasons, isFailedChoice } from './exchanges.ts';

const choice = '#/components/schemas/CreateChatCompletionStreamResponse/properties/choices/items/properties';
const delta = '#/components/schemas/ChatCompletionStreamResponseDelta/properties';

/** What a delta says, if anything: empty text and empty lists are legal anywhere (LEG-30). */
function says({ content, refusal, tool_calls: calls }: { [name: string]: unknown }): string | undefined {
  if (typeof content === 'string' && content !== '') return 'content';
  if (typeof refusal === 'string' && refusal !== '') return 'refusal';
  return Array.isArray(calls) && calls.length > 0 ? 'tool_calls' : undefined;
}

const isFinish = (value: unknown) => typeof value === 'string' && value !== '' && value !== 'null';

export default {
  id: 'stream-delta',
  title: 'Chat completions, streamed: deltas and finish_reason',
  profile: 'core',
  over: everyChunked,
  checks: {
    'role-comes': {
      must: 'A delta of every choice gives the role assistant, at whatever place.',
      cite: client('openai-node', '6.49.0', 'missing role for choice'),
      covers: ['CHAT-STREAM-012'],
      when: isEnded,
      *find(view) {
        for (const { index, roles } of messagesOf(view))
          if (roles.length === 0)
            yield finding('/chunks', words(`role "assistant" for choice ${index}`), words('no role in any delta'));
      },
      fault: editChunks((chunks) =>
        chunks.map((one) => ({
          ...one,
          json: without(one.json, ...[0, 1, 2, 3].map((i) => `/choices/${i}/delta/role`)),
        })),
      ),
    },
    role: {
      must: 'The role of a delta, where it is present and not null, is "assistant".',
      cite: schema('#/components/schemas/ChatCompletionResponseMessage/properties/role'),
      covers: ['CHAT-STREAM-014'],
      owns: ['/choices/*/delta/role'],
      *find(view) {
        for (const {
          at,
          delta: { role },
        } of choicesIn(view))
          if (role !== undefined && role !== null && role !== 'assistant')
            yield finding(`${at}/delta/role`, 'assistant', role);
      },
      fault: editDelta('first', { role: 'user' }),
    },
    'role-once': {
      may: 'The role comes once for a choice.',
      cite: schema(`${delta}/role`),
      covers: ['CHAT-STREAM-013'],
      *find(view) {
        for (const { index, roles } of messagesOf(view))
          if (roles.length > 1)
            yield finding('/chunks', words(`one role for choice ${index}`), words(`${roles.length} times`));
      },
      fault: editDelta('last', { role: 'assistant' }),
    },
    content: {
      must: 'The content of a delta is absent, null or a string.',
      cite: schema(`${delta}/content`),
      covers: ['CHAT-STREAM-015'],
      owns: ['/choices/*/delta/content'],
      *find(view) {
        for (const {
          at,
          delta: { content },
        } of choicesIn(view))
          if (!isTextOrNothing(content))
            yield finding(`${at}/delta/content`, words('a string, null or nothing'), content);
      },
      fault: editDelta('first', { content: 17 }),
    },
    refusal: {
      should: 'The refusal of a delta is absent, null or a string.',
      cite: schema(`${delta}/refusal`),
      covers: ['CHAT-STREAM-041'],
      owns: ['/choices/*/delta/refusal'],
      *find(view) {
        for (const {
          at,
          delta: { refusal },
        } of choicesIn(view))
          if (!isTextOrNothing(refusal))
            yield finding(`${at}/delta/refusal`, words('a string, null or nothing'), refusal);
      },
      fault: editDelta('first', { refusal: false }),
    },
    logprobs: {
      should: 'logprobs of a streamed choice is absent, null or an object whose content is null or an array.',
      cite: schema(`${choice}/logprobs`),
      covers: ['CHAT-STREAM-035'],
      owns: ['/choices/*/logprobs', '/choices/*/logprobs/content'],
      *find(view) {
        for (const {
          at,
          json: { logprobs },
        } of choicesIn(view)) {
          const content = isObject(logprobs) ? (logprobs['content'] ?? null) : null;
          const fits = logprobs === undefined || logprobs === null || isObject(logprobs);
          if (!fits || (content !== null && !Array.isArray(content)))
            yield finding(`${at}/logprobs`, words('null or an object with content'), logprobs);
        }
      },
      fault: editChoice('first', { logprobs: [] }),
    },
    'well-formed-text': {
      must: 'No delta holds half of a surrogate pair: joined in UTF-8 it is lost.',
      cite: schema(`${delta}/content`),
      covers: ['CHAT-STREAM-039'],
      *find({ chunks, json }) {
        for (const { at, event } of chunks)
          if (json[event]?.loneSurrogate) yield finding(at, words('whole characters'), words('a lone surrogate'));
      },
      fault: editDelta('first', { note: '\ud83d' }),
    },
    'finish-reason-is-there': {
      should: 'Every streamed choice has the member finish_reason, null until the choice ends.',
      cite: schema('#/components/schemas/CreateChatCompletionStreamResponse/properties/choices/items/required'),
      covers: ['CHAT-STREAM-007', 'CHAT-STREAM-008'],
      *find(view) {
        for (const one of choicesIn(view))
          if (!Object.hasOwn(one.json, 'finish_reason') && !annotates(one))
            yield finding(`${one.at}/finish_reason`, null, undefined);
      },
      fault: editChoice('first', (old) => (old['finish_reason'] === null ? without(old, '/finish_reason') : old)),
    },
    'finish-reason': {
      must: 'finish_reason of a chunk is null, or one of stop, length, tool_calls, content_filter and function_call; never "" nor "null".',
      cite: schema(`${choice}/finish_reason`),
      covers: ['CHAT-STREAM-008', 'CHAT-STREAM-044'],
      owns: ['/choices/*/finish_reason'],
      *find(view) {
        for (const { at, finishReason, json } of choicesIn(view)) {
          if (finishReason === undefined || finishReason === null || isFailedChoice(json)) continue;
          if (!finishReasons.includes(finishReason as string))
            yield finding(`${at}/finish_reason`, words(`null or one of ${finishReasons.join(', ')}`), finishReason);
        }
      },
      fault: editChoice('first', (old) => ({ ...old, finish_reason: old['finish_reason'] === null ? '' : 'eos' })),
    },
    finishes: {
      must: 'Every choice gets exactly one finish_reason before the stream ends, and never two different ones.',
      cite: client('openai-node', '6.49.0', 'missing finish_reason for choice'),
      covers: ['CHAT-STREAM-009', 'ERR-015'],
      when: isEnded,
      *find(view) {
        for (const { index, finishReasons: reasons } of messagesOf(view)) {
          const values = new Set(reasons.map(({ value }) => value).filter(isFinish));
          if (values.size === 0 && indexesOf(view).includes(index))
            yield finding(
              '/chunks',
              words(`a finish_reason for choice ${index}`),
              words('none before the end of the stream'),
            );
          if (values.size > 1)
            yield finding(
              `/events/${reasons.at(-1)!.event}`,
              words(`one finish_reason for choice ${index}`),
              words([...values].join(', then ')),
            );
        }
      },
      fault: editChoice(isFinishing, {
        finish_reason: null,
      }),
    },
    'finishes-once': {
      should: 'The finish_reason of a choice is not repeated.',
      cite: schema(`${choice}/finish_reason`),
      covers: ['CHAT-STREAM-009'],
      *find(view) {
        for (const { index, finishReasons: reasons } of messagesOf(view)) {
          const finished = reasons.filter(({ value }) => isFinish(value));
          if (finished.length > 1 && new Set(finished.map(({ value }) => value)).size === 1)
            yield finding(
              `/events/${finished[1]!.event}`,
              words(`one finish_reason for choice ${index}`),
              words(`${finished.length} times ${finished[0]!.value}`),
            );
        }
      },
      fault: editChunks((chunks) => {
        const last = chunks.findLast(({ json }) => isFinishing(json));
        if (!last) return chunks;
        const again = { json: JSON.parse(JSON.stringify(last.json).replaceAll(/"delta":\{[^{}]*\}/g, '"delta":{}')) };
        return [...chunks.slice(0, last.i + 1), again, ...chunks.slice(last.i + 1)];
      }),
    },
    'nothing-after-finish': {
      must: 'Nothing is said for a choice after its finish_reason: no content, no refusal, no tool call.',
      cite: schema(`${choice}/finish_reason`),
      covers: ['CHAT-STREAM-010'],
      *find(view) {
        const finished = new Set<unknown>();
        for (const { at, index, delta: said, finishReason } of choicesIn(view)) {
          const member = says(said);
          if (finished.has(index) && member)
            yield finding(`${at}/delta/${member}`, words('nothing after finish_reason'), said[member]);
          if (isFinish(finishReason)) finished.add(index);
        }
      },
      fault: editChunks((chunks) => {
        const last = chunks.findLast(({ json }) => isFinishing(json));
        const [first] = Array.isArray(last?.json['choices']) ? last.json['choices'] : [];
        if (!last || !isObject(first)) return chunks;
        const late = {
          json: {
            ...last.json,
            choices: [{ index: first['index'] ?? 0, delta: { refusal: ' indeed' }, finish_reason: null }],
          },
        };
        return [...chunks.slice(0, last.i + 1), late, ...chunks.slice(last.i + 1)];
      }),
    },
  },
} satisfies Suite<ChatStream>;
