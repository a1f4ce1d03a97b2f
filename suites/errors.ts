import { prose, schema, standard } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Every, Suite } from '../src/check/suite.ts';
import { isObject, type JsonObject } from '../src/spec/json.ts';
import { editBody, editErrorJson, editHeader, put, when, without } from '../src/transport/edits.ts';
import { readJsonReply, type JsonReply } from '../src/transport/json-reply.ts';
import type { Request } from '../src/transport/request.ts';
import { retryAfter } from '../src/transport/retry-after.ts';
import { continuesText, isChat, isEmbeddings, isInference } from './exchanges.ts';
import { malformed, mistakes, refusals } from './probes/negatives.ts';
import { mayBeRefusedOutside } from './requests/hostile.ts';

const own = new Set([400, 401, 403, 404, 409, 422, 429, 500]);

/**
 * Errors that an offered operation itself returns. What a proxy answers in its place (405, 413, 502, …) and what
 * stands at paths that are not offered is not the endpoint's to shape.
 */
const everyError: Every<JsonReply> = {
  where: ({ request, reply }) =>
    own.has(reply.status) && !mayBeRefusedOutside(request) && (isChat(request) || isOffered(request)),
  read: readJsonReply,
  answers: ({ status }) => status < 500,
  probes: [refusals, mistakes, malformed],
};

/** Mistakes go to an operation that is only sometimes offered where it is: what refuses the rest may be a proxy's. */
function isOffered(request: Request): boolean {
  return (isEmbeddings(request) || continuesText(request)) && request.intent === 'invalid';
}

const member = (name: string) => schema(`#/components/schemas/Error/properties/${name}`);
const errorOf = ({ object }: JsonReply): JsonObject | undefined =>
  isObject(object['error']) ? object['error'] : undefined;
const enveloped = (view: JsonReply) => errorOf(view) !== undefined;
/** A rate limit is often a proxy's: only its header is judged. */
const ownError = ({ status }: JsonReply) => status !== 429;
const isOwnError = (status: number) => own.has(status) && status !== 429;

/** What a program says to its author and not to its client. */
const leaks: readonly (readonly [RegExp, string])[] = [
  [/Traceback \(most recent call last\)|\n\s+at [^\n]+\([^\n]+:\d+:\d+\)|^goroutine \d+ \[/m, 'a stack trace'],
  [
    /(?:\/(?:usr|home|opt|app|root|var|srv)\/|[A-Z]:\\)[\w./\\-]+\.(?:py|js|ts|go|rs|cpp|rb|java)\b/,
    'a path of its source',
  ],
  [/\b0x[0-9a-f]{8,16}\b/i, 'an address in memory'],
  [
    /\b(?:\w+\.)+\w*(?:Exception|Error): |\b(?:KeyError|TypeError|ValueError|AttributeError|NullPointerException)\b/,
    'the class of an exception',
  ],
];

export default {
  id: 'errors',
  title: 'Errors: the envelope',
  profile: 'core',
  over: everyError,
  checks: {
    envelope: {
      must: 'The body of an error is a JSON object whose member error is an object.',
      cite: schema('#/components/schemas/ErrorResponse/required'),
      covers: ['ERR-001'],
      when: ownError,
      *find(view) {
        if (!enveloped(view))
          yield finding(
            '/body/error',
            words('an object'),
            view.body === undefined
              ? words(`no JSON: ${JSON.stringify(view.text.slice(0, 200))}`)
              : view.object['error'],
          );
      },
      fault: (reply, request, earlier) =>
        isOwnError(reply.status) && isInference(request)
          ? editErrorJson((json) => ({
              detail: (isObject(json['error']) ? json['error']['message'] : undefined) ?? 'No.',
            }))(reply, request, earlier)
          : reply,
    },
    message: {
      must: 'error.message is a string.',
      cite: member('message'),
      covers: ['ERR-002'],
      when: (view) => ownError(view) && enveloped(view),
      *find(view) {
        const { message } = errorOf(view)!;
        if (typeof message !== 'string') yield finding('/body/error/message', words('a string'), message);
      },
      fault: (reply, request, earlier) =>
        isOwnError(reply.status) && isInference(request)
          ? editErrorJson((json) => put(json, '/error/message', null))(reply, request, earlier)
          : reply,
    },
    type: {
      should: 'error.type is a string.',
      cite: member('type'),
      covers: ['ERR-003', 'AUTH-004'],
      when: (view) => ownError(view) && enveloped(view),
      *find(view) {
        const { type } = errorOf(view)!;
        if (typeof type !== 'string') yield finding('/body/error/type', words('a string'), type);
      },
      fault: editErrorJson((json) => put(json, '/error/type', null)),
    },
    param: {
      should: 'error.param is present, as a string or null.',
      cite: member('param'),
      covers: ['ERR-004', 'AUTH-004'],
      when: (view) => ownError(view) && enveloped(view),
      *find(view) {
        const { param } = errorOf(view)!;
        if (param !== null && typeof param !== 'string')
          yield finding('/body/error/param', words('a string or null'), param);
      },
      fault: editErrorJson((json) => without(json, '/error/param')),
    },
    code: {
      should: 'error.code is present, as a string or null, and is no number.',
      cite: member('code'),
      covers: ['ERR-005', 'AUTH-004'],
      when: (view) => ownError(view) && enveloped(view),
      *find(view) {
        const { code } = errorOf(view)!;
        if (code !== null && typeof code !== 'string')
          yield finding('/body/error/code', words('a string or null'), code);
      },
      fault: editErrorJson((json) => put(json, '/error/code', 400)),
    },
    'message-says-something': {
      should: 'error.message is not empty.',
      cite: member('message'),
      covers: ['ERR-006'],
      when: (view) => ownError(view) && typeof errorOf(view)?.['message'] === 'string',
      *find(view) {
        const { message } = errorOf(view)!;
        if (String(message).trim() === '') yield finding('/body/error/message', words('a text for people'), message);
      },
      fault: editErrorJson((json) => put(json, '/error/message', ' ')),
    },
    'media-type': {
      should: 'An error is labelled as JSON.',
      cite: schema('#/components/responses/Failure/content/application~1json'),
      covers: ['ERR-007'],
      when: (view) => ownError(view) && enveloped(view),
      *find({ mediaType }) {
        if (mediaType !== 'application/json' && !mediaType.endsWith('+json'))
          yield finding('/headers/content-type', words('application/json'), mediaType);
      },
      fault: when(({ status }) => status >= 400, editHeader('content-type', 'text/html')),
    },
    'keeps-to-itself': {
      should:
        'An error does not show stack traces, paths of source files, classes of exceptions or addresses in memory.',
      cite: prose('error codes guide', 'an error tells the client what was wrong with its request'),
      covers: ['ERR-019'],
      *find({ text }) {
        for (const [pattern, what] of leaks) {
          const [found] = pattern.exec(text.replaceAll(String.raw`\n`, '\n')) ?? [];
          if (found) yield finding('/body', words(`no ${what.replace(/^an? |^the /, '')}`), found.trim());
        }
      },
      fault: when(
        ({ status }) => status >= 400,
        editBody((text) => text.replace(/"message"\s*:\s*"/, '$&Traceback (most recent call last): ')),
      ),
    },
    'busy-envelope': {
      should: 'A 429 that tells why is an error in the envelope.',
      cite: schema('#/components/responses/TooManyRequests/content/application~1json'),
      covers: ['ERR-013'],
      when: ({ status, body }) => status === 429 && isObject(body),
      *find(view) {
        if (!enveloped(view)) yield finding('/body/error', words('an object'), view.object['error']);
      },
      fault: when(
        ({ status }) => status === 429,
        editErrorJson(() => ({ detail: 'Too many requests.' })),
      ),
    },
    'retry-after': {
      should: 'The Retry-After of a 429, where there is one, is a number of seconds or an HTTP date.',
      cite: standard('RFC 9110 §10.2.3', 'https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3'),
      covers: ['ERR-013'],
      when: ({ status, headers }) => status === 429 && headers['retry-after'] !== undefined,
      *find({ headers }) {
        const value = headers['retry-after']!;
        if (retryAfter(value, 0) === undefined)
          yield finding('/headers/retry-after', words('seconds, or an HTTP date'), value);
      },
      fault: when(({ status }) => status === 429, editHeader('retry-after', 'soon')),
    },
  },
} satisfies Suite<JsonReply>;
