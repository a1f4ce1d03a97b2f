import type { Capability } from '../check/capability.ts';
import type { AnyProbe } from '../check/probe.ts';
import type { Registry } from '../check/registry.ts';
import type { Exchange, Reply } from '../transport/exchange.ts';
import type { Gate } from '../transport/gate.ts';
import type { Request } from '../transport/request.ts';
import { isBusy } from '../transport/status.ts';
import { adapt, type Models } from './adapt.ts';
import { probeIdOf } from './capabilities.ts';
import { isAlive, patience } from './life.ts';
import { keptForEach, leftBy } from './leavings.ts';
import type { Conversation, Lost, Purpose, Recorded } from './recording.ts';

/** Puts one request on the wire. Never rejects: trouble is part of the reply. */
export type Transport = (
  request: Request,
  signal: AbortSignal,
  onRead?: (bytes: Uint8Array) => void,
) => Promise<{ reply: Reply; closedBeforeFirstByte: boolean }>;

export type Wire = {
  transport: Transport;
  gate: Gate;
  leavings: Registry['leavings'];
  cost: Registry['cost'];
  isVital: Registry['isVital'];
  /** What is wrong with a request of ours, or undefined: we send nothing that we did not mean to. */
  mistake(request: Request): string | undefined;
  /** Called once for every exchange, before anything else looks at it. */
  record(recorded: Recorded, conversation: Pick<Conversation, 'probe' | 'case' | 'attempt' | 'purpose'>): Recorded;
};

export type Errand = {
  case: number;
  attempt: number;
  purpose: Purpose;
  /** The most requests that it may cost, those that are sent again included. Default: whatever the gate lets through. */
  most?: number;
  /** Milliseconds that the endpoint has to itself before the first request. */
  pause?: number;
  models: Models;
  lacking: readonly Capability[];
};

/** Lets a probe converse once over one case. Never rejects: what went wrong stands in the conversation. */
export async function converse(wire: Wire, probe: AnyProbe, one: unknown, errand: Errand): Promise<Conversation> {
  const key = { probe: probe.id, case: errand.case, attempt: errand.attempt, purpose: errand.purpose };
  const exchanges: Recorded[] = [];
  const lacking = errand.lacking.filter((capability) => !probe.needs.includes(capability));
  const left = () =>
    leftBy(
      wire.leavings,
      exchanges.map(({ exchange }) => exchange),
    );
  const company = companyOf(probe);
  let spare = (errand.most ?? Infinity) - probe.atMost.requests;
  const again = () => spare-- > 0;
  const sends: Promise<Exchange>[] = [];
  const send = (name: string, request: Request): Promise<Exchange> => {
    if (sends.length === probe.atMost.requests)
      throw new Error(`${probe.id} sends more than the ${probe.atMost.requests} requests it declares`);
    if (mayLeave(wire, request) && left().length >= (probe.atMost.leaves ?? 0))
      throw new Error(`${probe.id} leaves more at the endpoint than it declares`);
    const record: Record = (exchange, superseded) => {
      exchanges.push(wire.record({ id: 0, name, exchange, superseded }, key));
      return exchanges.at(-1)!.exchange;
    };
    const insistence = { affords: again, patient: retryOf(probe, name) };
    const { pause } = errand;
    const due = sends.length > 0 || pause === undefined ? request : { ...request, pause };
    sends.push(deliver(wire, adapt(due, errand.models, lacking), record, { company, ...insistence }));
    return sends.at(-1)!;
  };
  const ended = async (how: Pick<Conversation, 'lost' | 'broken'>): Promise<Conversation> => {
    await Promise.allSettled(sends);
    return {
      ...key,
      exchanges,
      ...(probe.atOnce === undefined ? {} : { together: { most: company.most, of: probe.atOnce } }),
      ...how,
    };
  };
  try {
    await probe.converse(send, one);
    return await ended({});
  } catch (error) {
    if (error instanceof Stopped) return await ended({ lost: error.lost });
    return await ended({ broken: error instanceof Error ? error.message : String(error) });
  } finally {
    const kept = exchanges.filter(({ exchange }) => mayLeave(wire, exchange.request)).length;
    wire.gate.release(keptForEach * (kept - left().length));
  }
}

/** How many requests of one conversation are on the wire, the most that were, and how many it wants there. */
type Company = { wanted: number | undefined; now: number; most: number };

function companyOf({ atOnce }: AnyProbe): Company {
  return { wanted: atOnce, now: 0, most: 0 };
}

type Record = (exchange: Exchange, superseded: boolean) => Exchange;

/** Asks for one capability, as a conversation of its own. */
export function ask(
  wire: Wire,
  capability: Capability,
  errand: Pick<Errand, 'models' | 'lacking'> & Partial<Errand>,
): Promise<Conversation> {
  const probe = capabilityProbe(capability);
  return converse(wire, probe, capability.request, { case: 0, attempt: 0, purpose: 'capability', ...errand });
}

/** The pseudo-probe that asks for a capability; it needs what it asks for, so that its request goes out unadapted. */
export function capabilityProbe(capability: Capability): AnyProbe {
  return {
    id: probeIdOf(capability),
    needs: [capability],
    atMost: { requests: 1, tokens: 0 },
    cases: () => ({ always: [capability.request] }),
    converse: (send, request) => send('reply', request),
    read: { reply: (exchange) => exchange },
    answers: () => true,
  };
}

function mayLeave({ leavings }: Wire, request: Request): boolean {
  return leavings.some((leaving) => leaving.by(request));
}

/** Attempts at one request that a busy endpoint gets, the first included. */
const attemptsWhenBusy = 4;

/** How much a request insists: what may bring an endpoint down never does, and what looks for life once. */
type Patience = 'usual' | 'none' | 'for-life';

function retryOf({ hostile }: AnyProbe, name: string): Patience {
  if (!hostile) return 'usual';
  return name === hostile.sign ? 'for-life' : 'none';
}

/** `affords`: whether one more request may be sent; each time it says so, one was. */
type Delivery = { company: Company; affords: () => boolean; patient: Patience };

async function deliver(
  wire: Wire,
  meant: Request,
  record: Record,
  { company, affords, patient }: Delivery,
): Promise<Exchange> {
  let request = meant;
  const mistake = wire.mistake(request);
  if (mistake) throw new Error(`a request of ours is not what we meant to send: ${mistake}`);
  const attempts = company.wanted === undefined ? attemptsWhenBusy : 1;
  for (let attempt = 1; ; attempt += 1) {
    const { reply, closedBeforeFirstByte, cut } = await pass(wire, request, attempt > 1, company);
    const lifeless = patient === 'for-life' && !isAlive(reply) && request.pause === undefined;
    const stale = closedBeforeFirstByte && attempt === 1;
    const wanted = patient !== 'none' && (stale || lifeless || (isBusy(reply.status) && attempt < attempts));
    const again = cut === undefined && wanted && affords();
    const exchange = record({ request, reply }, again);
    if (cut) throw new Stopped(cut);
    if (!again) return exchange;
    if (lifeless && !stale) request = { ...request, pause: patience };
  }
}

async function pass(
  wire: Wire,
  request: Request,
  retry: boolean,
  company: Company,
): Promise<Awaited<ReturnType<Transport>> & { cut: Lost | undefined }> {
  let closedBeforeFirstByte = false;
  const passed = await wire.gate.pass(
    {
      tokens: wire.cost.atMost(request),
      weighs: wire.isVital(request),
      retry,
      atOnce: company.wanted ?? 1,
      keeps: mayLeave(wire, request) ? keptForEach : 0,
    },
    async (signal, soFar) => {
      company.most = Math.max(company.most, ++company.now);
      const meter = wire.cost.meter(request);
      const sent = await wire.transport(request, signal, (bytes) => soFar(meter(bytes)));
      company.now--;
      closedBeforeFirstByte = sent.closedBeforeFirstByte;
      return { reply: sent.reply, tokens: wire.cost.of({ request, reply: sent.reply }) };
    },
  );
  if ('stopped' in passed) throw new Stopped(passed.stopped);
  return { reply: passed.reply, closedBeforeFirstByte, cut: passed.cut };
}

class Stopped extends Error {
  readonly lost: Lost;
  constructor(lost: Lost) {
    super(`not sent: ${lost}`);
    this.lost = lost;
  }
}
