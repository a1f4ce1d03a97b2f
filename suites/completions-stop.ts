import { prose } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import type { ChatStream } from '../src/transport/chat-stream.ts';
import type { Completion } from '../src/transport/completion.ts';
import { when } from '../src/transport/edits.ts';
import type { Fault } from '../src/transport/fault.ts';
import type { Request } from '../src/transport/request.ts';
import { messagesOf } from './chunks.ts';
import { wantsStream } from './exchanges.ts';
import { stop } from './probes/completions.ts';
import { sequencesOf } from './stop.ts';
import { visible } from './text.ts';
import { editWriting } from './text-exchanges.ts';

type Views = { free: Completion; whole: Completion; streamed: ChatStream };

const rule = prose('CreateCompletionRequest, stop', 'the returned text does not contain the stop sequence');

function* contained(at: string, text: string, request: Request) {
  for (const sequence of sequencesOf(request))
    if (visible(text).includes(sequence)) yield finding(at, words(`text without ${JSON.stringify(sequence)}`), text);
}

export default {
  id: 'completions-stop',
  title: 'Text completions: stop sequences, in both forms',
  profile: 'completions',
  over: stop,
  checks: {
    'is-left-out': {
      must: 'The text of a text completion does not contain the stop sequence of its request.',
      cite: rule,
      covers: ['CMPL-014'],
      *find({ whole: { choices, request } }) {
        yield* contained('/whole/choices/0/text', choices[0]?.content ?? '', request);
      },
      fault: goingOn(false),
    },
    'stream-leaves-it-out': {
      must: 'The joined text of a streamed text completion does not contain the stop sequence of its request.',
      cite: rule,
      covers: ['CMPL-014'],
      *find({ streamed }) {
        yield* contained('/streamed/text', messagesOf(streamed)[0]?.content ?? '', streamed.request);
      },
      fault: goingOn(true),
    },
  },
} satisfies Suite<Views>;

function goingOn(inStream: boolean): Fault {
  return when(
    (_, request) => wantsStream(request) === inStream && sequencesOf(request).length > 0,
    editWriting((text, request) => text + sequencesOf(request)[0]!),
  );
}
