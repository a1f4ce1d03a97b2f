import type { Registry } from '../src/check/registry.ts';
import { personas } from '../src/reference/personas.ts';
import type { Persona } from '../src/reference/persona.ts';
import { incomingOf, requestOf } from '../src/reference/incoming.ts';
import { createReference } from '../src/reference/reference.ts';
import { assess, type Assessment } from '../src/run/assess.ts';
import type { Transport, Wire } from '../src/run/explore.ts';
import type { Recording } from '../src/run/journal.ts';
import { plan } from '../src/run/plan.ts';
import { select } from '../src/run/select.ts';
import { carryOut } from '../src/run/session.ts';
import { headerOf, instantClock } from '../src/run/tiny-session.test-data.ts';
import { bundledContract } from '../src/schema/bundled.ts';
import type { Fault } from '../src/transport/fault.ts';
import { createGate } from '../src/transport/gate.ts';
import type { Request } from '../src/transport/request.ts';
import { registry as everything } from './index.ts';

export type Rehearsal = {
  persona?: Persona;
  fault?: Fault;
  only?: readonly string[];
  key?: string | undefined;
  confirm?: number;
  exercise?: boolean;
  model?: string;
  cases?: number;
  seed?: number;
  registry?: Registry;
  transport?: Transport;
};

export const contract = bundledContract();

/** The model of the reference server. */
export const referenceModel = 'pebble-2';

/** A whole run against the reference server as a function: the engine as it is, without sockets. */
export async function rehearse(options: Rehearsal = {}): Promise<Assessment & { recording: Recording }> {
  const { only = [], confirm = 1, cases = 3, seed = 1, registry = everything } = options;
  const selection = select(registry, { only, skip: [], profiles: [] });
  const planned = plan(selection, registry, contract, { seed, cases, confirm, shrink: 0 });
  let requests = 0;
  const wire: Wire = {
    transport: options.transport ?? referenceTransport(options),
    gate: createGate({
      concurrency: 1,
      atOnce: Infinity,
      maxRequests: 10_000,
      maxTokens: 1e9,
      deadlineAt: Infinity,
      signal: new AbortController().signal,
      clock: instantClock(),
    }),
    cost: registry.cost,
    leavings: registry.leavings,
    isVital: registry.isVital,
    mistake: () => undefined,
    record: (recorded) => ({ ...recorded, id: (requests += 1) }),
  };
  const session = await carryOut(wire, {
    registry,
    selection,
    plan: planned,
    contract,
    baseUrl: 'http://reference/v1',
    model: options.model,
    confirm,
    exercise: options.exercise ?? true,
    concurrency: 1,
    onModel() {},
    onProgress() {},
    onConversation() {},
  });
  const recording: Recording = {
    header: headerOf(planned, {
      only,
      keyed: true,
      spec: { name: 'openai.yaml', version: contract.version, digest: contract.digest, errata: [] },
      target: { baseUrl: 'http://reference/v1' },
    }),
    end: {
      type: 'end',
      model: session.model,
      durationMs: 0,
      requests,
      retries: 0,
      tokens: 0,
      stopped: session.stopped,
    },
    conversations: session.conversations,
  };
  return { ...assess(recording, registry, contract, session.judgements), recording };
}

/** The reference server, seeing what a server sees, with a fault on its way out. */
function referenceTransport({ persona = personas[0]!, fault, key = 'sk-rehearsal-key' }: Rehearsal): Transport {
  const reference = createReference({
    persona,
    models: [referenceModel, 'pebble-1'],
    ...(key === undefined ? {} : { key }),
  });
  const earlier: Request[] = [];
  return async (request) => {
    const incoming = incomingOf(request, key);
    const seen = requestOf(incoming, key);
    const reply = reference(incoming, earlier);
    const faulty = fault ? fault(reply, seen, earlier) : reply;
    earlier.push(seen);
    return {
      reply: request.abort ? { ...faulty, end: { how: 'aborted', at: 1 } } : faulty,
      closedBeforeFirstByte: false,
    };
  };
}
