import { prose } from '../src/check/cite.ts';
import { finding } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import type { ChatStream } from '../src/transport/chat-stream.ts';
import type { Completion } from '../src/transport/completion.ts';
import { when } from '../src/transport/edits.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { isChat, wantsStream } from './exchanges.ts';
import { forms } from './probes/forms.ts';
import { editText } from './text.ts';

type Views = { plain: Completion; again: Completion; streamed: ChatStream; streamedAgain: ChatStream };

const textOf = ({ choices }: Completion) => choices[0]?.content ?? '';
/** Whether the request asks for as much sameness as there is. */
const isSteady = (request: Request) =>
  isChat(request) &&
  !wantsStream(request) &&
  (bodyObject(request)['temperature'] === 0 || bodyObject(request)['seed'] !== undefined);
const messagesIn = (request: Request) => JSON.stringify(bodyObject(request)['messages']);

export default {
  id: 'sampling',
  title: 'Sampling that is asked to repeat itself',
  profile: 'core',
  over: forms,
  checks: {
    repeats: {
      may: 'At temperature 0 and with a seed, the same request gets the same text from the same configuration.',
      cite: prose('seed; temperature', 'a best effort to sample alike; at 0 the output is the most deterministic'),
      covers: ['CHAT-SAMP-001', 'CHAT-SAMP-002'],
      when: ({ plain, again }) =>
        isSteady(plain.request) &&
        plain.object['system_fingerprint'] === again.object['system_fingerprint'] &&
        [plain, again].every((one) => textOf(one) !== ''),
      *find({ plain, again }) {
        if (textOf(plain) !== textOf(again))
          yield finding('/again/choices/0/message/content', textOf(plain), textOf(again));
      },
      fault: when(
        (_, request, earlier) =>
          isSteady(request) && earlier.some((one) => isSteady(one) && messagesIn(one) === messagesIn(request)),
        editText((text) => `${text} indeed`),
      ),
    },
  },
} satisfies Suite<Views>;
