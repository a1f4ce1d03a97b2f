import { schema, prose, standard } from '../src/check/cite.ts';
import { finding, words } from '../src/check/finding.ts';
import type { Every, Suite } from '../src/check/suite.ts';
import { bundledContract } from '../src/schema/bundled.ts';
import { isObject } from '../src/spec/json.ts';
import { editBody, editEnd, editHeader, editJson, editStatus, when } from '../src/transport/edits.ts';
import { bytesOf } from '../src/transport/exchange.ts';
import { isOk, isStream } from '../src/transport/guards.ts';
import { readJsonReply, type JsonReply } from '../src/transport/json-reply.ts';
import type { Request } from '../src/transport/request.ts';
import { isAnswer, isRefusal } from '../src/transport/status.ts';
import { asksForText, isChat, isInference, isShaped, mayBeLacking, wantsStream } from './exchanges.ts';
import { saysSomething } from './probes/sound.ts';
import { oneChat, oneStream } from './probes/chat.ts';
import { mistakeOf } from './probes/embeddings.ts';
import { models } from './probes/endpoint.ts';
import { malformed, mistakes, refusals } from './probes/negatives.ts';
import { refusedWith } from './refusal.ts';
import { isBreach } from './requests/breach.ts';
import { isExtreme } from './requests/hostile.ts';
import { isDownload } from './requests/files.ts';

/** Whether a request goes to the API, and not to what a document of the user's describes beside it. */
const isOurs = ({ method, path }: Request) => bundledContract().operation(method, path) !== undefined;

/** Every reply of the API that has a status line, whatever it answers. */
const everyReply: Every<JsonReply> = {
  where: ({ request, reply }) =>
    reply.status !== 0 && (!request.abort || reply.status >= 400) && isOurs(request) && !mayBeLacking(request),
  read: readJsonReply,
  answers: (view) => isRefusal(view.status) || saysSomething(view),
  probes: [oneChat, oneStream, models, refusals, mistakes, malformed],
};

const answered = ({ reply, request }: JsonReply) => isOk(reply) && request.intent !== 'invalid';
/** Not a stream, and not the content of a file, which is whatever was uploaded. */
const wantsJson = (request: Request) => !wantsStream(request) && !isDownload(request);
const whole = (view: JsonReply) => answered(view) && view.status !== 204 && wantsJson(view.request);
const asksForGzip = ({ headers = {} }: Request) => headers['accept-encoding'] === 'gzip';
/**
 * At other paths the answer is often a proxy's, and one that waits too long for another; what breaks a detail of the
 * schema has a rule of its own.
 */
const isPlainMistake = (request: Request) =>
  isInference(request) && (request.auth ?? 'key') === 'key' && !isBreach(request) && !isExtreme(request);
const streamAsked = ({ request, reply }: JsonReply) => isChat(request) && isOk(reply) && wantsStream(request);

export default {
  id: 'http',
  title: 'HTTP: status, media type, JSON text',
  profile: 'core',
  over: everyReply,
  checks: {
    'status-200': {
      must: 'A request to a model that is accepted is answered with status 200.',
      cite: schema('#/paths/~1chat~1completions/post/responses/200'),
      covers: ['HTTP-001'],
      when: (view) => answered(view) && isInference(view.request),
      *find({ status }) {
        if (status !== 200) yield finding('/status', 200, status);
      },
      fault: when((reply, request) => isInference(request) && reply.status === 200, editStatus(201)),
    },
    'json-media-type': {
      must: 'A successful reply that is not a stream is labelled application/json; parameters are free.',
      cite: schema('#/paths/~1chat~1completions/post/responses/200/content/application~1json'),
      covers: ['HTTP-002', 'MODEL-013'],
      when: whole,
      *find(view) {
        if (view.mediaType !== 'application/json')
          yield finding('/headers/content-type', 'application/json', view.headers['content-type']);
      },
      fault: when((reply, request) => isOk(reply) && wantsJson(request), editHeader('content-type', 'text/plain')),
    },
    'stream-media-type': {
      must: 'A 200 to a request with `stream` true is labelled text/event-stream; a whole completion in one JSON object is no answer to it.',
      cite: schema('#/paths/~1chat~1completions/post/responses/200/content/text~1event-stream'),
      covers: ['HTTP-003'],
      when: streamAsked,
      *find(view) {
        if (view.mediaType !== 'text/event-stream')
          yield finding('/headers/content-type', 'text/event-stream', view.headers['content-type']);
      },
      fault: when((reply, request) => isChat(request) && isStream(reply), editHeader('content-type', 'text/plain')),
    },
    'json-text': {
      must: 'A successful JSON reply is one complete JSON text in UTF-8: no byte order mark, no trailing commas, no NaN, nothing behind it.',
      cite: standard('RFC 8259 §§2, 8.1', 'https://www.rfc-editor.org/rfc/rfc8259'),
      covers: ['HTTP-004'],
      // A stream in the place of JSON is labelled as one, and that is its defect.
      when: (view) => whole(view) && !isStream(view.reply) && view.reply.end.how === 'complete',
      *find({ json }) {
        if (json.error)
          yield finding(
            '/body',
            words('one JSON text'),
            words(`${json.error.message} at character ${json.error.offset}`),
          );
        if (json.bom) yield finding('/body', words('no byte order mark'), words('U+FEFF at the start'));
        if (json.invalidUtf8At !== undefined)
          yield finding('/body', words('UTF-8'), words(`an invalid byte at offset ${json.invalidUtf8At}`));
      },
      fault: when(
        (reply, request) => isOk(reply) && wantsJson(request),
        editBody((text) => text.replace(/\}\s*$/, ',}')),
      ),
    },
    'json-object': {
      must: 'The body of a successful reply is a JSON object.',
      cite: schema('#/components/schemas/CreateChatCompletionResponse/type'),
      covers: ['CHAT-RESP-001'],
      when: (view) => whole(view) && view.body !== undefined,
      *find({ body }) {
        if (!isObject(body)) yield finding('/body', words('a JSON object'), body);
      },
      fault: editJson((json, request) => (wantsStream(request) ? undefined : [json])),
    },
    'is-a-completion': {
      must: 'The object that answers a completion request is a completion, or an error with another status.',
      cite: schema('#/components/schemas/CreateChatCompletionResponse/required'),
      covers: ['CHAT-RESP-001', 'CHAT-RESP-014'],
      when: (view) =>
        whole(view) && asksForText(view.request) && isObject(view.body) && (view.object['error'] ?? null) === null,
      *find({ object }) {
        if (!isShaped(object))
          yield finding(
            '/body',
            words('id, object, created, model and choices'),
            words(Object.keys(object).join(', ') || 'an empty object'),
          );
      },
      fault: editJson((_, request) => (!isChat(request) || wantsStream(request) ? undefined : { status: 'ok' })),
    },
    'distinct-members': {
      may: 'No object of a reply has two members of one name; readers differ in which of them they keep.',
      cite: standard('RFC 8259 §4', 'https://www.rfc-editor.org/rfc/rfc8259#section-4'),
      covers: ['HTTP-004'],
      when: whole,
      *find({ json }) {
        for (const at of json.duplicates)
          yield finding(`/body${at}`, words('one member of that name'), words('several'));
      },
      fault: when(
        (reply, request) => isOk(reply) && wantsJson(request),
        editBody((text) =>
          text.replace(
            /^\s*\{\s*("(?:[^"\\]|\\.)*")\s*:/,
            (all, name: string) => `{${name}:null,${all.trim().slice(1)}`,
          ),
        ),
      ),
    },
    'no-error-in-success': {
      must: 'A reply with status 200 is an answer, not an error object in the place of one.',
      cite: schema('#/components/schemas/CreateChatCompletionResponse/required'),
      covers: ['ERR-016'],
      persistent: true,
      when: (view) => isInference(view.request) && isOk(view.reply) && !isStream(view.reply) && isObject(view.body),
      *find({ object }) {
        const { error } = object;
        const none = ['choices', 'data'].every((name) => (object[name] ?? null) === null);
        if (error !== undefined && error !== null && none)
          yield finding('/body/error', words('a 4xx or 5xx status'), error);
      },
      fault: editJson((_, request) =>
        !isInference(request) || wantsStream(request)
          ? undefined
          : { error: { message: 'The model is overloaded.', type: 'server_error', param: null, code: null } },
      ),
    },
    'whole-body': {
      must: 'A JSON reply is not cut off: its HTTP message comes to its proper end.',
      cite: standard('RFC 9112 §8', 'https://www.rfc-editor.org/rfc/rfc9112#section-8'),
      covers: ['SSE-017'],
      persistent: true,
      // What we cut off ourselves shows no end.
      when: (view) => whole(view) && (view.reply.end.how === 'complete' || view.reply.end.how === 'truncated'),
      *find({ reply: { end } }) {
        if (end.how === 'truncated')
          yield finding('/reply/end', words('the end of the message'), words(end.detail ?? end.how));
      },
      fault: when(
        (reply, request) => isOk(reply) && wantsJson(request),
        editEnd((end) => ({ ...end, how: 'truncated', detail: 'the connection closed inside the body' })),
      ),
    },
    'content-coding': {
      should: 'A reply compressed with gzip says so in Content-Encoding.',
      cite: standard('RFC 9110 §8.4', 'https://www.rfc-editor.org/rfc/rfc9110#section-8.4'),
      covers: ['HTTP-013'],
      when: ({ request, reply }) => isOk(reply) && asksForGzip(request),
      *find({ reply, headers }) {
        const [first, second] = bytesOf(reply);
        const undecoded = first === 0x1f && second === 0x8b;
        if (undecoded)
          yield finding('/headers/content-encoding', words('the coding of the body'), headers['content-encoding']);
      },
      fault: (reply, request) =>
        !asksForGzip(request) || reply.reads.length === 0
          ? reply
          : { ...reply, reads: [{ at: reply.headersAt, bytes: Uint8Array.of(0x1f, 0x8b, 8, 0) }] },
      also: ['http/json-text'],
    },
    'client-error-is-4xx': {
      must: 'A mistake of the client is never answered 5xx; 501 says that something is not offered.',
      cite: prose(
        'Chat Completions API document 1.0, responses',
        '400 is for invalid requests, 500 for errors of the server',
      ),
      covers: ['HTTP-011', 'CHAT-NEG-023', 'CHAT-NEG-029'],
      persistent: true,
      when: ({ request, status }) =>
        request.intent === 'invalid' &&
        isPlainMistake(request) &&
        mistakeOf(request) !== 'too-many' &&
        isAnswer(status),
      *find({ status }) {
        if (status >= 500 && status !== 501) yield finding('/status', words('4xx'), status);
      },
      fault: when((reply, request) => isPlainMistake(request) && isRefusal(reply.status), refusedWith(500)),
    },
  },
} satisfies Suite<JsonReply>;
