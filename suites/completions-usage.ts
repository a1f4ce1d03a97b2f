import { schema } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { isObject } from '../src/spec/json.ts';
import type { ChatStream } from '../src/transport/chat-stream.ts';
import { editTextChunks, without } from '../src/transport/edits.ts';
import { isEnded } from './chunks.ts';
import { asksForUsage, isBare, lastFinish } from './stream-usage.ts';
import { everyTextStream } from './text-exchanges.ts';

export default {
  id: 'completions-usage',
  title: 'Text completions, streamed: usage',
  profile: 'completions',
  over: everyTextStream,
  checks: {
    type: {
      must: 'The usage of an object in a text stream is an object or null, where it is present.',
      cite: schema('#/components/schemas/CreateCompletionResponse/properties/usage'),
      covers: ['CMPL-029'],
      *find({ chunks }) {
        for (const { at, usage } of chunks)
          if (usage !== undefined && usage !== null && !isObject(usage))
            yield finding(`${at}/usage`, words('an object or null'), usage);
      },
      fault: editTextChunks((chunks) =>
        chunks.map((one, i) => (i === 0 ? { ...one, json: { ...one.json, usage: 0 } } : one)),
      ),
    },
    'comes-when-asked': {
      should:
        'With include_usage accepted, the usage of a text completion comes with its last finish_reason or after it.',
      cite: schema('#/components/schemas/ChatCompletionStreamOptions/properties/include_usage'),
      covers: ['CMPL-033'],
      when: (view) => asksForUsage(view.request) && isEnded(view) && lastFinish(view) !== -1,
      *find(view) {
        const last = view.usages.at(-1)?.event ?? -1;
        if (last === -1) yield finding('/events', words('an object with usage'), words('none'));
        else if (last < lastFinish(view))
          yield finding(`/events/${last}/usage`, words('usage with or after the last finish_reason'), words('before'));
      },
      fault: editTextChunks((chunks) =>
        chunks.filter(({ json }) => !isBare(json)).map((one) => ({ ...one, json: without(one.json, '/usage') })),
      ),
    },
  },
} satisfies Suite<ChatStream>;
