import * as fc from 'fast-check';

import type { Capability } from '../check/capability.ts';
import { prose } from '../check/cite.ts';
import { finding } from '../check/finding.ts';
import type { Probe } from '../check/probe.ts';
import type { Registry } from '../check/registry.ts';
import type { AnySuite, Check, Every } from '../check/suite.ts';
import { isObject, type JsonObject } from '../spec/json.ts';
import { editJson } from '../transport/edits.ts';
import { bytesOf, type Exchange, type Reply } from '../transport/exchange.ts';
import { jsonBody, type Request } from '../transport/request.ts';

/** One reply of an endpoint that says numbers back: what was asked, and what came. */
export type Said = { asked: number; said: unknown; status: number; request: Request };

export type EchoProbe = Probe<{ reply: Said }, number>;

/** `POST /echo {"n": 3}`, answered `{"n": 3}`. */
export function ask(n: number, more: JsonObject = {}): Request {
  return { method: 'POST', path: '/echo', intent: 'plain', body: { json: { n, ...more } } };
}

/** The number a request carries. */
export function numberIn(request: Request): number {
  const body = jsonBody(request);
  return isObject(body) ? Number(body['n']) : Number.NaN;
}

export function readSaid({ request, reply }: Exchange): Said {
  const parsed: unknown = reply.reads.length === 0 ? undefined : jsonOrNothing(Buffer.from(bytesOf(reply)).toString());
  const said = isObject(parsed) ? parsed['n'] : undefined;
  return { asked: numberIn(request), said, status: reply.status, request };
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A probe that sends what `always` and `drawn` hold, one request for each number. */
export function echoing(more: Partial<EchoProbe> & { always?: readonly number[]; drawn?: fc.Arbitrary<number> } = {}) {
  const { always = [1], drawn, ...rest } = more;
  const probe: EchoProbe = {
    id: 'echo',
    needs: [],
    atMost: { requests: 1, tokens: 10 },
    cases: () => (drawn ? { always, drawn } : { always }),
    converse: (send, n) => send('reply', ask(n)),
    read: { reply: readSaid },
    answers: ({ reply }) => reply.status === 200,
    ...rest,
  };
  return probe;
}

/** Every reply that came, whatever it answers. */
export function everyEcho(probes: readonly EchoProbe[], more: Partial<Every<Said>> = {}): Every<Said> {
  return { where: ({ reply }) => reply.status !== 0, read: readSaid, probes, ...more };
}

type Rule = Check<{ reply: Said }>;

/** The endpoint says the number it was given. */
export function sameNumber(more: Partial<Omit<Rule, 'must' | 'should' | 'may'>> = {}): Rule {
  return { must: 'The number comes back as it was sent.', ...rule, ...more };
}

/** The parts of a check that most tests leave as they are. */
export const rule = {
  cite: prose('the manual, page 1', 'what goes in comes out'),
  covers: ['ECHO-001'],
  *find({ reply: { asked, said } }: { reply: Said }) {
    if (said !== asked) yield finding('/reply/n', asked, said);
  },
  fault: editJson(({ n }) => ({ n: Number(n) + 1 })),
};

/** The same rule over every exchange that qualifies, where the view is the exchange's own. */
export const everyRule = {
  ...rule,
  *find({ asked, said }: Said) {
    if (said !== asked) yield finding('/n', asked, said);
  },
};

export function suite(
  checks: AnySuite['checks'],
  over: AnySuite['over'] = echoing(),
  more: Partial<AnySuite> = {},
): AnySuite {
  return { id: 'echo', title: 'Echo', profile: 'core', over, checks, ...more };
}

export function capability(id: string, more: Partial<Capability> = {}): Capability {
  const request: Request = { method: 'POST', path: `/${id}`, intent: 'optional', body: { json: { n: 0 } } };
  return { id, title: `the ${id}`, request, ...more };
}

/** A registry of these suites: probes and capabilities are those that the suites name. */
export function registryOf(suites: readonly AnySuite[], more: Partial<Registry> = {}): Registry {
  const probes = [...new Set(suites.flatMap(({ over }) => ('converse' in over ? [over] : over.probes)))];
  const asked = suites.flatMap(({ over }) => ('converse' in over ? [] : (over.asks ?? [])));
  const needed = probes.flatMap(({ needs, uses = [] }) => [...needs, ...uses]);
  return {
    capabilities: [...new Set([...needed, ...asked])],
    probes,
    suites,
    discovery: { request: { method: 'GET', path: '/models', intent: 'optional' }, models: () => ['tiny'] },
    leavings: [],
    cost: { atMost: () => 10, of: () => 3, meter: () => () => 0 },
    isVital: ({ intent }) => intent === 'plain',
    ...more,
  };
}

/** A whole reply that is JSON. */
export function replied(status: number, body: unknown, headers: Reply['headers'] = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    headersAt: 1,
    reads: [{ at: 2, bytes: new Uint8Array(Buffer.from(JSON.stringify(body))) }],
    end: { how: 'complete', at: 3 },
  };
}

/** An endpoint that keeps every rule. */
export const honest = (request: Request): Reply => replied(200, { n: numberIn(request) });

/** A reply that never came. */
export const silent: Reply = { status: 0, headers: {}, headersAt: 0, reads: [], end: { how: 'unreachable', at: 1 } };
