import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import type { Json, JsonObject } from '../src/spec/json.ts';
import { without } from '../src/transport/edits.ts';
import { usageOf } from '../src/transport/completion.ts';
import type { Embeddings } from '../src/transport/embeddings.ts';
import { editEmbeddings, everyEmbedding, isBlank } from './embedded.ts';

const usage = '#/components/schemas/CreateEmbeddingResponse/properties/usage';
const counters = ['prompt_tokens', 'total_tokens'] as const;

const isCount = (value: Json | undefined): value is number => Number.isInteger(value) && (value as number) >= 0;
const counted = ({ usage: found }: Embeddings) => counters.every((name) => isCount(found?.[name]));
const editUsage = (edit: (counts: JsonObject) => JsonObject) =>
  editEmbeddings((json) => {
    const counts = usageOf(json);
    return counts && { ...json, usage: edit(counts) };
  });

export default {
  id: 'embeddings-usage',
  title: 'Embeddings: what an answer says it cost',
  profile: 'embeddings',
  over: everyEmbedding,
  checks: {
    present: {
      should: 'An answer with embeddings tells its usage.',
      cite: schema('#/components/schemas/CreateEmbeddingResponse/required'),
      covers: ['EMB-002'],
      when: ({ object }) => Array.isArray(object['data']),
      *find(view) {
        if (!view.usage) yield finding('/body/usage', words('an object'), view.object['usage']);
      },
      fault: editEmbeddings((json) => without(json, '/usage')),
    },
    counters: {
      must: 'A usage of embeddings has integer prompt_tokens and total_tokens, neither of them negative.',
      cite: schema(`${usage}/required`),
      covers: ['EMB-002'],
      when: ({ usage: found }) => found !== undefined,
      *find({ usage: found }) {
        for (const name of counters)
          if (!isCount(found![name]))
            yield finding(`/body/usage/${name}`, words('an integer of 0 or more'), found![name]);
      },
      fault: editUsage((counts) => without(counts, '/total_tokens')),
    },
    'counts-the-input': {
      should: 'prompt_tokens of embeddings is at least 1 where the input has a word.',
      cite: schema(`${usage}/properties/prompt_tokens`),
      covers: ['EMB-020'],
      when: (view) => counted(view) && !isBlank(view.request),
      *find({ usage: found }) {
        if (found!['prompt_tokens'] === 0) yield finding('/body/usage/prompt_tokens', words('1 or more'), 0);
      },
      fault: editUsage((counts) => ({ ...counts, prompt_tokens: 0, total_tokens: 0 })),
    },
    total: {
      should: 'total_tokens of embeddings is not less than prompt_tokens.',
      cite: schema(`${usage}/properties/total_tokens`),
      covers: ['EMB-020'],
      when: counted,
      *find({ usage: found }) {
        const { prompt_tokens: prompt, total_tokens: total } = found!;
        if (Number(total) < Number(prompt))
          yield finding('/body/usage/total_tokens', words(`${String(prompt)} or more`), total);
      },
      fault: editUsage((counts) => ({ ...counts, total_tokens: Number(counts['prompt_tokens']) - 1 })),
    },
    'nothing-written': {
      may: 'total_tokens of embeddings is prompt_tokens, since nothing is written.',
      cite: schema(`${usage}/properties/total_tokens`),
      covers: ['EMB-020'],
      when: (view) => counted(view) && Number(view.usage!['total_tokens']) >= Number(view.usage!['prompt_tokens']),
      *find({ usage: found }) {
        const { prompt_tokens: prompt, total_tokens: total } = found!;
        if (total !== prompt) yield finding('/body/usage/total_tokens', prompt, total);
      },
      fault: editUsage((counts) => ({ ...counts, total_tokens: Number(counts['prompt_tokens']) + 1 })),
    },
  },
} satisfies Suite<Embeddings>;
