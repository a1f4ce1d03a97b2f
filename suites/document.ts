import { standard } from '../src/check/cite.ts';
import { finding, words, type Finding } from '../src/check/finding.ts';
import type { AnyProbe } from '../src/check/probe.ts';
import type { Check, Every, Suite } from '../src/check/suite.ts';
import type { Contract, Operation } from '../src/schema/contract.ts';
import { isObject } from '../src/spec/json.ts';
import { editBody, editErrorJson, editHeader, editStatus, when } from '../src/transport/edits.ts';
import { isOk } from '../src/transport/guards.ts';
import { isBusy, isGateways } from '../src/transport/status.ts';
import { bodyBroken } from './document-faults.ts';
import { departures, operationOf, readDescribed, type Departure, type DescribedReply } from './document-reply.ts';
import { isJson, othersIn } from './probes/others.ts';
import { refusedWith } from './refusal.ts';

type View = DescribedReply;

/** The rules for every operation of a document that no other suite is about. `probes`: what is sent to them. */
export function documentSuite(contract: Contract, probes: readonly AnyProbe[]): Suite<View> {
  const others = new Set(othersIn(contract));
  return {
    id: 'document',
    title: 'What else the document describes',
    profile: 'document',
    over: everyOther(contract, others, probes),
    checks: Object.fromEntries(
      Object.entries({ ...bodies(contract, others), ...replies, ...failures }).map(([key, check]) => [
        key,
        // A fault is one of the operations that the suite is about, and of no others.
        { ...check, fault: when((_, request) => operationOf(contract, others, request) !== undefined, check.fault) },
      ]),
    ),
  };
}

function everyOther(contract: Contract, others: ReadonlySet<Operation>, probes: readonly AnyProbe[]): Every<View> {
  return {
    where: ({ request, reply }) => reply.status !== 0 && operationOf(contract, others, request) !== undefined,
    read: (exchange) => readDescribed(exchange, operationOf(contract, others, exchange.request)!),
    declined,
    probes,
  };
}

/** A document may describe more than the endpoint offers (LEG-68), or than the key opens. */
const notOffered = new Set([401, 403, 404, 405, 410, 501]);
const declined = ({ request, status }: View) => request.intent !== 'invalid' && notOffered.has(status);

/** When a rule applies: what declines the request as a whole is no occasion, but is counted. */
const on = (occasion: (view: View) => boolean) => (view: View) => declined(view) || occasion(view);

const openapi = (section: string) => standard(`OpenAPI 3.1.0 §${section}`, 'https://spec.openapis.org/oas/v3.1.0');

function* departing(view: View, kind: Departure['kind']): Iterable<Finding> {
  if (!view.schema || view.body === undefined) return;
  for (const one of departures(view.schema, view.body)) {
    if (one.kind === kind) yield finding(`/body${one.at}`, words(`${one.expected} (${one.schema})`), one.actual);
  }
}

function bodies(contract: Contract, others: ReadonlySet<Operation>): Record<string, Check<View>> {
  const occasion = on((view) => isOk(view.reply) && view.schema !== undefined && view.body !== undefined);
  return {
    types: {
      must: 'No member of a successful reply has another type, or is another constant, than the document says.',
      cite: openapi('4.8.14 Media Type Object'),
      covers: ['DOC-001'],
      when: occasion,
      find: (view) => departing(view, 'type'),
      fault: bodyBroken(contract, others, 'type'),
    },
    values: {
      should:
        'Members of a successful reply keep to the enumerations, formats and bounds that the document gives them.',
      cite: openapi('4.8.24 Schema Object'),
      covers: ['DOC-002'],
      when: occasion,
      find: (view) => departing(view, 'value'),
      fault: bodyBroken(contract, others, 'value'),
    },
    required: {
      should:
        'A successful reply has the members that the document requires, and they are not null unless they may be.',
      cite: openapi('4.8.24 Schema Object'),
      covers: ['DOC-003'],
      when: occasion,
      find: (view) => departing(view, 'absence'),
      fault: bodyBroken(contract, others, 'absence'),
    },
  };
}

const replies: Record<string, Check<View>> = {
  json: {
    must: 'A successful reply of a described operation that is labelled as JSON is one JSON text.',
    cite: standard('RFC 8259 §2', 'https://www.rfc-editor.org/rfc/rfc8259#section-2'),
    covers: ['DOC-004'],
    when: on(({ reply, status, mediaType }) => isOk(reply) && status !== 204 && isJson(mediaType)),
    *find({ json, reply }) {
      if (json.error && reply.end.how === 'complete')
        yield finding(
          '/body',
          words('one JSON text'),
          words(`${json.error.message} at character ${json.error.offset}`),
        );
    },
    fault: when(
      isOk,
      editBody((text) => text.replace(/[\]}]\s*$/, ',$&')),
    ),
  },
  'media-type': {
    should: 'A successful reply has one of the media types that the document gives for its status.',
    cite: openapi('4.8.17 Response Object'),
    covers: ['DOC-005'],
    when: on((view) => isOk(view.reply) && mediaTypesOf(view).length > 0),
    *find(view) {
      const types = mediaTypesOf(view);
      if (!types.some((type) => covers(type, view.mediaType)))
        yield finding('/headers/content-type', words(types.join(' or ')), view.headers['content-type']);
    },
    fault: when(isOk, editHeader('content-type', 'text/x-unheard-of')),
  },
  status: {
    may: 'A success has a status that the document describes for its operation.',
    cite: openapi('4.8.16 Responses Object'),
    covers: ['DOC-006'],
    when: on(({ reply }) => isOk(reply)),
    *find({ described, status, operation }) {
      if (described === undefined)
        yield finding('/status', words([...operation.responses.keys()].join(', ').toLowerCase()), status);
    },
    fault: when(isOk, editStatus(299)),
  },
};

const mediaTypesOf = ({ operation, described }: View) => operation.responses.get(described ?? '') ?? [];

function covers(declared: string, given: string): boolean {
  const [type, subtype] = declared.split('/');
  return declared === given || type === '*' || (subtype === '*' && given.startsWith(`${type}/`));
}

/** What a gateway says is not the endpoint's, and load passes. */
const failed = (status: number) => status >= 500 && status !== 501 && !isBusy(status) && !isGateways(status);

/** Errors of the endpoint itself. A 404 may be about the path, which whatever stands before the endpoint answers. */
const ownError = ({ status, request }: View) =>
  [400, 409, 422, 500].includes(status) || (status === 404 && request.intent === 'invalid');

const failures: Record<string, Check<View>> = {
  'server-error': {
    should:
      'A request that the document allows is served, or declined in a 4xx or 501, and is no failure of the server.',
    cite: standard('RFC 9110 §15.6.1', 'https://www.rfc-editor.org/rfc/rfc9110#section-15.6.1'),
    covers: ['DOC-007'],
    persistent: true,
    when: on(({ request, status }) => request.intent !== 'invalid' && (status < 500 || failed(status))),
    *find({ status }) {
      if (failed(status)) yield finding('/status', words('2xx, 4xx or 501'), status);
    },
    fault: when(isOk, refusedWith(500)),
  },
  'unknown-id': {
    must: 'A request for what is not there, below a list that is served, is no failure of the server.',
    cite: standard('RFC 9110 §15.5.5', 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5'),
    covers: ['DOC-008'],
    persistent: true,
    when: on(({ request, status }) => request.intent === 'invalid' && (status < 500 || failed(status))),
    *find({ status }) {
      if (failed(status)) yield finding('/status', words('404, or another 4xx'), status);
    },
    fault: when(
      ({ status }, { path }, earlier) =>
        status === 404 && earlier.some((one) => path.startsWith(`${one.path.split('?')[0]}/`)),
      refusedWith(500),
    ),
  },
  'error-schema': {
    should: 'An error has the form that the document gives it, where the document gives it any.',
    cite: openapi('4.8.16 Responses Object'),
    covers: ['DOC-009'],
    when: on((view) => ownError(view) && view.schema !== undefined && isObject(view.body)),
    *find({ schema, body }) {
      for (const one of departures(schema!, body!))
        yield finding(`/body${one.at}`, words(`${one.expected} (${one.schema})`), one.actual);
    },
    fault: editErrorJson(() => ({ detail: 'No.' })),
  },
  'error-json': {
    should: 'An error of a described operation is a JSON object.',
    cite: openapi('4.8.17 Response Object'),
    covers: ['DOC-010'],
    when: on(ownError),
    *find({ body, text }) {
      if (!isObject(body))
        yield finding('/body', words('a JSON object'), body ?? words(JSON.stringify(text.slice(0, 200))));
    },
    fault: when(
      ({ status }) => status >= 400,
      editBody(() => 'No.'),
    ),
  },
};
