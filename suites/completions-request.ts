import { prose, schema } from '../src/check/cite.ts';
import type { Suite } from '../src/check/suite.ts';
import type { JsonObject } from '../src/spec/json.ts';
import type { JsonReply } from '../src/transport/json-reply.ts';
import { bodyObject } from '../src/transport/request.ts';
import { isGateways, isRefusal } from '../src/transport/status.ts';
import { acceptance, everyRequest, isInOrder, type Kind } from './acceptance.ts';
import { textCapabilities } from './capabilities.ts';
import { continuesText, wantsStream } from './exchanges.ts';
import * as probes from './probes/completions.ts';

const member = (name: string) => schema(`#/components/schemas/CreateCompletionRequest/properties/${name}`);

const ordinary = new Set(['model', 'prompt', 'max_tokens', 'stream']);
const extras = (body: JsonObject) => Object.keys(body).filter((name) => !ordinary.has(name));
const isText = ({ prompt }: JsonObject) => typeof prompt === 'string';
const isBare = (body: JsonObject) => isText(body) && extras(body).length === 0;
const alone = (name: string) => (body: JsonObject) => isText(body) && extras(body).join() === name;
const listOf = (type: string, { prompt }: JsonObject) =>
  Array.isArray(prompt) && prompt.every((one) => typeof one === type);

/** A refusal that takes the number of alternatives for a switch, as chat has it: a mistake of types and no limit. */
const wantsASwitch = ({ request, text }: JsonReply) =>
  typeof bodyObject(request)['logprobs'] === 'number' && /\bbool/i.test(text);

const kinds = {
  prompt: {
    should: 'A text completion request is answered, or text completions are declined as a whole with a 4xx or 501.',
    optional: true,
    cite: schema('#/paths/~1completions/post'),
    covers: ['CMPL-001', 'CMPL-036'],
    fits: (body) => isBare(body) && body['stream'] !== true,
  },
  streamed: {
    must: 'A text completion request with `stream` true is answered, or declined in a 4xx.',
    optional: true,
    cite: member('stream'),
    covers: ['CMPL-028'],
    fits: isBare,
  },
  prompts: {
    should: 'prompt may be an array of texts, or several are declined in a 4xx.',
    optional: true,
    cite: member('prompt'),
    covers: ['CMPL-008'],
    fits: (body) => listOf('string', body),
  },
  tokens: {
    should: 'prompt may be an array of token ids, or of such arrays, or tokens are declined in a 4xx.',
    optional: true,
    cite: member('prompt'),
    covers: ['CMPL-009'],
    fits: (body) => listOf('number', body) || listOf('object', body),
  },
  logprobs: {
    should: 'logprobs is the number of alternatives, and accepted as such or declined in a 4xx.',
    optional: true,
    cite: member('logprobs'),
    covers: ['CMPL-040'],
    fits: alone('logprobs'),
  },
  suffix: {
    may: 'suffix is accepted where a model inserts, and declined in a 4xx elsewhere.',
    optional: true,
    cite: member('suffix'),
    covers: ['CMPL-017'],
    fits: alone('suffix'),
  },
  members: {
    should: 'Any other documented member of a text completion request is accepted, or declined in a 4xx.',
    optional: true,
    cite: prose('Chat Completions API document 1.0, responses', '400 is for invalid requests, 500 for server errors'),
    covers: ['HTTP-014'],
    fits: isText,
  },
} as const satisfies Record<string, Kind>;

export default {
  id: 'completions-request',
  title: 'Text completions: requests that are accepted',
  profile: 'completions',
  over: {
    ...everyRequest,
    // What a gateway has no server for is not offered.
    where: (exchange) => continuesText(exchange.request) && isInOrder(exchange) && !isGateways(exchange.reply.status),
    declined: (view) =>
      isRefusal(view.status) &&
      (view.request.intent === 'optional' || wantsStream(view.request)) &&
      !wantsASwitch(view),
    probes: [probes.limit, probes.forms, probes.batch, probes.tokenBatch, probes.logprobs],
    asks: textCapabilities,
  },
  checks: acceptance(continuesText, kinds),
} satisfies Suite<JsonReply>;
