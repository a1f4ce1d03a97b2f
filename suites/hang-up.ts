import { standard } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import type { ChatStream } from '../src/transport/chat-stream.ts';
import type { Completion } from '../src/transport/completion.ts';
import { when } from '../src/transport/edits.ts';
import { isOk } from '../src/transport/guards.ts';
import { isAnswer } from '../src/transport/status.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { abandoned, hangUp, rare } from './probes/endpoint.ts';
import { editText } from './text.ts';

const isAbandoned = (request: Request) => JSON.stringify(bodyObject(request)).includes(abandoned);

export default {
  id: 'hang-up',
  title: 'After clients hang up in the middle of a stream',
  profile: 'core',
  over: hangUp,
  checks: {
    'leaves-no-trace': {
      must: 'After streams that the client left, the next request is answered as before: with 200, and with nothing of what was left.',
      cite: standard('RFC 9110 §3.3', 'https://www.rfc-editor.org/rfc/rfc9110#section-3.3'),
      covers: ['SSE-015', 'HTTP-012'],
      persistent: true,
      when: ({ after, first }) => first.chunks.length > 0 && after.status !== 0 && after.status !== 429,
      *find({ second, after }) {
        // An endpoint that still works for the client that left may be busy; a failure is none of that.
        if (isAnswer(second.status) && !isOk(second.reply)) yield finding('/second/status', 200, second.status);
        if (!isOk(after.reply)) yield finding('/after/status', 200, after.status);
        const text = after.choices[0]?.content ?? '';
        if (text.includes(rare))
          yield finding('/after/choices/0/message/content', words('nothing of the question that was left'), text);
      },
      fault: when(
        (_, request, earlier) => earlier.slice(-1).some(isAbandoned) && !isAbandoned(request),
        editText((text) => `${text} ${abandoned}`),
      ),
    },
  },
} satisfies Suite<{ before: Completion; first: ChatStream; second: ChatStream; after: Completion }>;
