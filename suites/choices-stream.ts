import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject, type Json } from '../src/spec/json.ts';
import type { ChatStream } from '../src/transport/chat-stream.ts';
import { editChunks } from '../src/transport/edits.ts';
import { choicesIn, indexesOf, isEnded } from './chunks.ts';
import { choicesOf, everyChunked } from './exchanges.ts';
import { severalChoices } from './probes/choices.ts';

export default {
  id: 'choices-stream',
  title: 'Several choices (n), streamed',
  profile: 'choices',
  over: {
    ...everyChunked,
    where: (exchange) => choicesOf(exchange.request) > 1 && everyChunked.where(exchange),
    probes: [severalChoices],
  },
  checks: {
    'all-come': {
      must: 'Every choice that `n` asks for comes.',
      cite: schema('#/components/schemas/CreateChatCompletionStreamResponse/properties/choices'),
      covers: ['CHAT-STREAM-018'],
      when: isEnded,
      *find(view) {
        const came = new Set(choicesIn(view).map(({ index }) => index));
        for (const index of indexesOf(view))
          if (!came.has(index)) yield finding('/chunks', words(`a choice with index ${index}`), words('none'));
      },
      fault: editChunks((chunks, request) => {
        if (choicesOf(request) === 1) return chunks;
        const last = choicesOf(request) - 1;
        const others = (list: Json | undefined) =>
          Array.isArray(list) ? (list as Json[]).filter((one) => !isObject(one) || one['index'] !== last) : [];
        return chunks.flatMap((one) => {
          const choices = others(one.json['choices']);
          return choices.length === 0 && !isObject(one.json['usage'])
            ? []
            : [{ ...one, json: { ...one.json, choices } }];
        });
      }),
    },
  },
} satisfies Suite<ChatStream>;
