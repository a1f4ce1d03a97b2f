import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import type { JsonObject } from '../src/spec/json.ts';
import type { ChatStream } from '../src/transport/chat-stream.ts';
import { limitOf } from '../src/transport/completion.ts';
import { editTextChunks } from '../src/transport/edits.ts';
import { choicesIn, speaks } from './chunks.ts';
import { byDefault } from './probes/completions.ts';

const most = 16;

export default {
  id: 'completions-default',
  title: 'Text completions: the token limit where a request has none',
  profile: 'completions',
  over: byDefault,
  checks: {
    limit: {
      may: 'A text completion without a limit of its own has at most 16 tokens.',
      cite: schema('#/components/schemas/CreateCompletionRequest/properties/max_tokens'),
      covers: ['CMPL-010'],
      *find({ reply }) {
        // A piece with a text is a token at least, and the last of them may be held back.
        const pieces = choicesIn(reply).filter(({ json }) => typeof json['text'] === 'string' && json['text'] !== '');
        if (pieces.length > most + 1)
          yield finding('/reply/events', words(`at most ${most} tokens`), words(`${pieces.length} pieces or more`));
      },
      fault: editTextChunks((chunks, request) => {
        const first = chunks.findIndex(({ json }) => speaks(json));
        const one = chunks[first];
        if (!one || limitOf(request) !== undefined) return chunks;
        const added = { index: 0, text: ' on', logprobs: null, finish_reason: null };
        const more = Array.from({ length: most + 2 }, (): { json: JsonObject; i: number } => ({
          json: { ...one.json, choices: [added] },
          i: -1,
        }));
        return chunks.toSpliced(first + 1, 0, ...more);
      }),
    },
  },
} satisfies Suite<{ reply: ChatStream }>;
