import { standard } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { when } from '../src/transport/edits.ts';
import { isAnswer, isRefusal } from '../src/transport/status.ts';
import { answeredAnyway } from './answered-anyway.ts';
import { deepJson, type Endured } from './probes/hostile.ts';
import { saysSomething } from './probes/sound.ts';
import { labelOf } from './requests/hostile.ts';
import { inTime, noFailure, survival } from './survival.ts';

const id = 'hostile-json';

export default {
  id,
  title: 'JSON that is nested very deeply',
  profile: 'hostile',
  over: deepJson,
  checks: {
    ...survival(id, 'JSON that is nested very deeply'),
    'no-failure': noFailure(id, 'JSON that is nested very deeply'),
    'in-time': inTime(id, 'JSON that is nested very deeply'),
    refused: {
      should:
        'A body that is nothing but nested arrays, a text that is one, and objects without an end are not answered as a success.',
      cite: standard('RFC 9110 §15.5.1', 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.1'),
      covers: ['CHAT-NEG-034'],
      when: ({ reply }) => isAnswer(reply.status) && reply.status < 500,
      *find({ reply }) {
        if (saysSomething(reply)) yield finding('/reply/status', words('4xx'), reply.status);
      },
      fault: when((reply, request) => labelOf(request) === id && isRefusal(reply.status), answeredAnyway),
    },
  },
} satisfies Suite<Endured>;
