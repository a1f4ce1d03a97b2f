import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import type { ChatStream } from '../src/transport/chat-stream.ts';
import type { Completion } from '../src/transport/completion.ts';
import { editCompletion } from './exchanges.ts';
import { limit } from './probes/limit.ts';

export default {
  id: 'ids',
  title: 'Identifiers over several completions',
  profile: 'core',
  over: limit,
  checks: {
    differ: {
      should: 'Completions of different requests have different ids.',
      cite: schema('#/components/schemas/CreateChatCompletionResponse/properties/id'),
      covers: ['CHAT-RESP-004'],
      when: ({ ample, brief }) =>
        [ample, brief].every(({ object }) => typeof object['id'] === 'string' && object['id'] !== ''),
      *find({ ample, brief }) {
        if (ample.object['id'] === brief.object['id'])
          yield finding('/brief/body/id', words('another id than the completion before'), brief.object['id']);
      },
      fault: editCompletion((json) => ({ ...json, id: 'chatcmpl-constant' })),
    },
  },
} satisfies Suite<{ ample: Completion; brief: Completion; streamed: ChatStream }>;
