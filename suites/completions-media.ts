import { prose } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import type { ChatStream } from '../src/transport/chat-stream.ts';
import { editHeader, when } from '../src/transport/edits.ts';
import type { Reply } from '../src/transport/exchange.ts';
import { isStream } from '../src/transport/guards.ts';
import type { Request } from '../src/transport/request.ts';
import { continuesText } from './exchanges.ts';
import { everyTextReply } from './text-exchanges.ts';
import { textAnyway } from './text-anyway.ts';

const streaming = prose('CreateCompletionRequest, stream', 'tokens are sent as data-only server-sent events');
const isTextStream = (reply: Reply, request: Request) => continuesText(request) && isStream(reply);

export default {
  id: 'completions-media',
  title: 'Text completions, streamed: what kind of reply it is',
  profile: 'completions',
  over: everyTextReply,
  checks: {
    'is-a-stream': {
      must: 'A text completion request with `stream` true that is accepted is answered with an event stream, not with one JSON object.',
      cite: streaming,
      covers: ['CMPL-028'],
      *find({ reply, headers }) {
        if (!isStream(reply)) yield finding('/body', words('server-sent events'), headers['content-type']);
      },
      fault: when(isTextStream, textAnyway(false)),
    },
    'media-type': {
      should: 'A streamed text completion is labelled text/event-stream.',
      cite: streaming,
      covers: ['CMPL-037'],
      when: ({ reply }) => isStream(reply),
      *find({ mediaType, headers }) {
        if (mediaType !== 'text/event-stream')
          yield finding('/headers/content-type', 'text/event-stream', headers['content-type']);
      },
      fault: when(isTextStream, editHeader('content-type', 'text/plain')),
    },
  },
} satisfies Suite<ChatStream>;
