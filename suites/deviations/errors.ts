import { isObject } from '../../src/spec/json.ts';
import { editErrorJson, editJson, when, without } from '../../src/transport/edits.ts';
import { isOk } from '../../src/transport/guards.ts';
import { bodyObject, type Request } from '../../src/transport/request.ts';
import { isRefusal } from '../../src/transport/status.ts';
import type { Deviations } from '../deviations.ts';
import { isChat, wantsStream } from '../exchanges.ts';
import { stranger } from '../probes/endpoint.ts';
import { listOf, refused, repliedWith } from './edits.ts';

const every = () => true;
const isUnkeyed = ({ auth = 'key' }: Request) => auth !== 'key';
const hasNoMessages = (request: Request) => {
  const { messages } = bodyObject(request);
  return Array.isArray(messages) && messages.length === 0;
};

/** Groups 13, 16 and 17 of the catalogue: models, errors, keys. */
export const errors: Deviations = {
  'MDL-03': {
    says: 'The models that are listed lack created.',
    fault: when(
      (_, { path }) => path === '/models',
      editJson((json) => ({ ...json, data: listOf(json['data']).map((one) => without(one, '/created')) })),
    ),
    caught: ['models/entries'],
  },
  'MDL-05': {
    says: 'There is no list of models.',
    uncaught:
      'Where a model is named the list is a convenience that vendors replace by a catalogue; without one, a run asks for --model.',
  },
  'MDL-07': {
    says: 'An unknown model is answered 200, with an error in the body.',
    fault: when(
      ({ status }, request) =>
        isRefusal(status) && isChat(request) && !wantsStream(request) && bodyObject(request)['model'] === stranger,
      repliedWith('application/json', () => '{"code":404,"message":"There is no such model.","object":"error"}', 200),
    ),
    caught: ['unknown-model/refused'],
  },
  'ERR-01': { says: 'An error is the detail of a framework.', as: 'errors/envelope' },
  'ERR-02': {
    says: 'The members of an error stand at the top of the body.',
    fault: refused(
      every,
      editErrorJson((json) => ({ object: 'error', ...(isObject(json['error']) ? json['error'] : {}) })),
    ),
    caught: ['errors/envelope'],
  },
  'ERR-03': {
    says: 'error is a text.',
    fault: refused(
      every,
      editErrorJson((json) => ({ error: isObject(json['error']) ? (json['error']['message'] ?? '') : '' })),
    ),
    caught: ['errors/envelope'],
  },
  'ERR-09': {
    says: 'A body that is no JSON is answered 500, in plain text.',
    fault: refused(
      ({ body }) => body !== undefined && 'text' in body && body.contentType.includes('json'),
      repliedWith('text/plain', () => 'Internal Server Error', 500),
    ),
    caught: ['http/client-error-is-4xx', 'errors/envelope'],
  },
  'ERR-12': {
    says: 'A limit beyond the context is answered 500.',
    uncaught: 'Such a request may be answered at any length (LEG-45), which is more than a test may cost.',
  },
  'ERR-14': {
    says: 'An empty conversation is answered 500, with an empty body.',
    fault: refused(
      hasNoMessages,
      repliedWith('text/plain', () => '', 500),
    ),
    caught: ['http/client-error-is-4xx', 'errors/envelope'],
  },
  'ERR-15': { says: 'An empty conversation is answered with a text.', as: 'breaches/empty-messages' },
  'ERR-19': {
    says: 'An error is a page or plain text.',
    fault: refused(
      every,
      repliedWith('text/html', () => '<html><body><h1>Bad Request</h1></body></html>'),
    ),
    caught: ['errors/envelope'],
  },
  'ERR-20': {
    says: "A client's mistake is answered 5xx, so that it is sent again and again.",
    as: 'http/client-error-is-4xx',
  },
  'ERR-21': {
    says: 'A model that sees no images answers one with status 200 and no choices.',
    fault: when(
      (reply, request) =>
        isOk(reply) && !wantsStream(request) && JSON.stringify(bodyObject(request)).includes('image_url'),
      editJson(() => ({ message: 'This model does not see; try another.' })),
    ),
    caught: ['http/is-a-completion'],
  },
  'ERR-23': {
    says: 'The refusal of a key is JSON without the member error.',
    fault: refused(
      isUnkeyed,
      editErrorJson(() => ({ message: 'This key is not valid.', success: false })),
    ),
    caught: ['errors/envelope'],
  },
  'ERR-24': { says: 'The status of a refusal depends on the form that was asked for.', as: 'refusals/streamed-alike' },
  'AUT-02': {
    says: 'The refusal of a key is the detail of a framework.',
    fault: refused(
      isUnkeyed,
      editErrorJson(() => ({ detail: 'Unauthorized' })),
    ),
    caught: ['errors/envelope'],
  },
};
