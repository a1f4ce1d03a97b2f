import { prose, standard } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Suite } from '../src/check/suite.ts';
import { editErrorJson, put, when } from '../src/transport/edits.ts';
import { isOk } from '../src/transport/guards.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import { wrongKey } from '../src/transport/outgoing.ts';
import { bodyObject, type Request } from '../src/transport/request.ts';
import { isBusy } from '../src/transport/status.ts';
import { auth, type AuthViews } from './probes/endpoint.ts';
import { refusedWith } from './refusal.ts';
import { answeredAnyway } from './answered-anyway.ts';

const documented = prose('Chat Completions API document 1.0, responses', '401 is for a key that is missing or invalid');
const is4xx = ({ status }: JsonReply) => status >= 400 && status < 500 && status !== 429;
const judged = ({ status }: JsonReply) => !isBusy(status);
const hasWrongKey = (request: Request) => request.auth === 'wrong';

export default {
  id: 'auth',
  title: 'Authentication by bearer key',
  profile: 'auth',
  over: auth,
  checks: {
    'no-key-is-refused': {
      must: 'An endpoint that refuses wrong keys refuses a request without a key, with a 4xx.',
      cite: documented,
      covers: ['AUTH-002'],
      when: ({ none, wrong }) => judged(none) && (is4xx(wrong) || !isOk(none.reply)),
      *find({ none }) {
        if (!is4xx(none)) yield finding('/none/status', words('4xx'), none.status);
      },
      fault: when((_, request) => request.auth === 'none', answeredAnyway),
    },
    'wrong-key-is-refused': {
      must: 'An endpoint that refuses requests without a key refuses a wrong key, with a 4xx.',
      cite: documented,
      covers: ['AUTH-003', 'AUTH-005'],
      when: ({ none, wrong }) => judged(wrong) && (is4xx(none) || !isOk(wrong.reply)),
      *find({ wrong }) {
        if (!is4xx(wrong)) yield finding('/wrong/status', words('4xx'), wrong.status);
      },
      fault: when(
        (_, request) =>
          hasWrongKey(request) &&
          bodyObject(request)['messages'] !== undefined &&
          bodyObject(request)['stream'] !== true,
        answeredAnyway,
      ),
    },
    'stream-is-refused-alike': {
      must: 'A wrong key is refused with a 4xx for a stream as well, and not inside a stream with status 200.',
      cite: documented,
      covers: ['AUTH-009'],
      when: ({ wrong, streamed }) => is4xx(wrong) && judged(streamed),
      *find({ streamed }) {
        if (!is4xx(streamed)) yield finding('/streamed/status', words('4xx'), streamed.status);
      },
      fault: when((_, request) => hasWrongKey(request) && bodyObject(request)['stream'] === true, answeredAnyway),
    },
    'status-401': {
      should: 'A missing or wrong key is answered 401; 403 is known and tolerated.',
      cite: documented,
      covers: ['AUTH-010'],
      when: ({ none, wrong }) => is4xx(none) && is4xx(wrong),
      *find({ none, wrong }) {
        for (const [name, { status }] of Object.entries({ none, wrong }))
          if (status !== 401 && status !== 403) yield finding(`/${name}/status`, 401, status);
      },
      fault: when((reply, request) => request.auth === 'none' && reply.status >= 400, refusedWith(400)),
    },
    'before-the-body': {
      should: 'The key is looked at before the body: with a wrong key a mistaken body is answered 401 or 403, not 400.',
      cite: prose('authentication', 'every request is authenticated by its key'),
      covers: ['AUTH-006'],
      when: ({ wrong, broken }) => (wrong.status === 401 || wrong.status === 403) && judged(broken),
      *find({ broken, wrong }) {
        if (broken.status !== 401 && broken.status !== 403)
          yield finding('/broken/status', wrong.status, broken.status);
      },
      fault: when(
        (_, request) => hasWrongKey(request) && bodyObject(request)['messages'] === undefined,
        refusedWith(400),
      ),
    },
    'key-is-not-echoed': {
      should: 'An error does not repeat the whole key that was presented.',
      cite: prose('authentication', 'a key is a secret'),
      covers: ['AUTH-007'],
      when: ({ wrong }) => is4xx(wrong),
      *find({ wrong, streamed }) {
        for (const [name, { text, headers }] of Object.entries({ wrong, streamed }))
          if (`${text}${Object.values(headers).join()}`.includes(wrongKey))
            yield finding(`/${name}`, words('the key left out, or masked'), words('the whole key'));
      },
      fault: when(
        (_, request) => hasWrongKey(request),
        editErrorJson((json) => put(json, '/error/message', `Incorrect API key provided: ${wrongKey}.`)),
      ),
    },
    'scheme-in-lower-case': {
      may: 'The name of the scheme is recognised in lower case too.',
      cite: standard('RFC 9110 §11.1', 'https://www.rfc-editor.org/rfc/rfc9110#section-11.1'),
      covers: ['AUTH-008'],
      when: ({ lower }) => judged(lower),
      *find({ lower }) {
        if (lower.status === 401 || lower.status === 403) yield finding('/lower/status', words('2xx'), lower.status);
      },
      fault: when((_, request) => request.auth === 'key-lower-case', refusedWith(401)),
    },
  },
} satisfies Suite<AuthViews>;
