import { finding, words } from '../src/check/finding.ts';
import { standard } from '../src/check/cite.ts';
import type { Suite } from '../src/check/suite.ts';
import { editStatus, when } from '../src/transport/edits.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import { isAnswer } from '../src/transport/status.ts';
import { routes } from './probes/endpoint.ts';

const isRefused = ({ status }: JsonReply) => (status >= 400 && status < 500) || status === 501 || !isAnswer(status);

export default {
  id: 'routes',
  title: 'Paths and methods that are not there',
  profile: 'negatives',
  over: routes,
  checks: {
    'unknown-path': {
      should:
        'A POST to a path that is not served is answered 4xx or 501: a success for everything hides every mistake.',
      cite: standard('RFC 9110 §15.5.5', 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5'),
      covers: ['HTTP-008'],
      *find({ path }) {
        if (!isRefused(path)) yield finding('/path/status', words('4xx or 501'), path.status);
      },
      fault: when((_, { path }) => path.startsWith('/no-such-endpoint'), editStatus(200)),
    },
    'wrong-method': {
      should: 'A method that a path does not have is answered 4xx or 501.',
      cite: standard('RFC 9110 §15.5.6', 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6'),
      covers: ['HTTP-009'],
      *find({ method }) {
        if (!isRefused(method)) yield finding('/method/status', words('4xx or 501'), method.status);
      },
      fault: when((_, { path, method }) => path === '/models' && method === 'POST', editStatus(200)),
    },
  },
} satisfies Suite<{ path: JsonReply; method: JsonReply }>;
