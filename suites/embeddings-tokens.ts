import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { when } from '../src/transport/edits.ts';
import { inputsOf, vectorOf, type Embeddings } from '../src/transport/embeddings.ts';
import { isOk } from '../src/transport/guards.ts';
import type { Request } from '../src/transport/request.ts';
import { isRefusal } from '../src/transport/status.ts';
import { editEntries } from './embedded.ts';
import { isEmbeddings } from './exchanges.ts';
import { tokens } from './probes/embeddings.ts';
import { refusedWith } from './refusal.ts';
import { cosine, same, vectorsOf } from './vectors.ts';

const input = schema('#/components/schemas/CreateEmbeddingRequest/properties/input');
const isLists = (request: Request) =>
  isEmbeddings(request) && inputsOf(request).length > 1 && Array.isArray(inputsOf(request)[0]);

export default {
  id: 'embeddings-tokens',
  title: 'Embeddings of token ids',
  profile: 'embeddings',
  over: tokens,
  checks: {
    lists: {
      should: 'Where the token ids of one text are accepted, lists of them are accepted too.',
      cite: input,
      covers: ['EMB-014'],
      persistent: true,
      when: ({ lists }) => isOk(lists.reply) || isRefusal(lists.status),
      *find({ lists }) {
        if (!isOk(lists.reply))
          yield finding('/lists/status', words('2xx'), words(`${lists.status} ${lists.text.slice(0, 200)}`));
      },
      fault: when((_, request) => isLists(request), refusedWith(400)),
    },
    'same-ids-same-vector': {
      should: 'In one reply the same token ids have the same vector, but for rounding.',
      cite: input,
      covers: ['EMB-009', 'EMB-014'],
      when: ({ lists }) => cosine(vectorsOf(lists)[0], vectorsOf(lists)[2]) !== undefined,
      *find({ lists }) {
        const found = cosine(vectorsOf(lists)[0], vectorsOf(lists)[2])!;
        if (found < same) yield finding('/lists/body/data/2/embedding', words(`a cosine of ${same} or more`), found);
      },
      fault: editEntries((entry, request) => {
        const vector = vectorOf(entry['embedding']);
        if (!isLists(request) || !vector || entry['index'] !== 2) return entry;
        return { ...entry, embedding: vector.map((number) => -number) };
      }),
    },
  },
} satisfies Suite<{ list: Embeddings; lists: Embeddings }>;
