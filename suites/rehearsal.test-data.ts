import { isDeepStrictEqual } from 'node:util';

import type { Registry } from '../src/check/registry.ts';
import { personas } from '../src/reference/personas.ts';
import type { Persona } from '../src/reference/persona.ts';
import { incomingOf, requestOf } from '../src/reference/incoming.ts';
import { createReference } from '../src/reference/reference.ts';
import { assess, type Assessment } from '../src/run/assess.ts';
import type { Transport, Wire } from '../src/run/explore.ts';
import type { Recording } from '../src/run/journal.ts';
import { judge, type Judgement } from '../src/run/judge.ts';
import { plan } from '../src/run/plan.ts';
import type { Conversation } from '../src/run/recording.ts';
import { select, type Selection } from '../src/run/select.ts';
import { carryOut } from '../src/run/session.ts';
import { headerOf, instantClock } from '../src/run/tiny-session.test-data.ts';
import { bundledContract } from '../src/schema/bundled.ts';
import type { Contract } from '../src/schema/contract.ts';
import { isStream } from '../src/transport/guards.ts';
import type { Fault } from '../src/transport/fault.ts';
import { createGate } from '../src/transport/gate.ts';
import type { Request } from '../src/transport/request.ts';
import { registryFor } from './index.ts';

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
  /** What is judged by, and served beside the API where it describes more. */
  contract?: Contract;
  profiles?: readonly string[];
  /** Default: no. What is hostile takes as long as all the rest. */
  hostile?: boolean;
  transport?: Transport;
  /** The same rehearsal without a fault: what the fault leaves as it was is not judged again. */
  sound?: Rehearsed;
};

export type Rehearsed = Assessment & { recording: Recording; judged: ReadonlyMap<Conversation, readonly Judgement[]> };

const bundled = bundledContract();
export { bundled as contract };

/** The model of the reference server. */
export const referenceModel = 'pebble-2';

/** A whole run against the reference server as a function: the engine as it is, without sockets. */
export async function rehearse(options: Rehearsal = {}): Promise<Rehearsed> {
  const { only = [], profiles = [], hostile = false, confirm = 1, cases = 3, seed = 1, contract = bundled } = options;
  const { registry = registryFor(contract) } = options;
  const selection = select(registry, { only, skip: [], profiles, hostile });
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
    ...(options.sound ? { judge: judgedBeside(options.sound, selection, registry, contract) } : {}),
    onModel() {},
    onProgress() {},
    onConversation() {},
  });
  const recording: Recording = {
    header: headerOf(planned, {
      only,
      profiles,
      hostile,
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
  const { judgements: judged } = session;
  return { ...assess(recording, registry, contract, judged), recording, judged };
}

/** A short rehearsal of one fault, as the persona that gives an occasion for it. */
export async function rehearseFault(fault: Fault, persona = 'plain', hostile = false): Promise<Rehearsed> {
  const short = {
    persona: personas.find(({ id }) => id === persona)!,
    cases: 2,
    exercise: false,
    model: referenceModel,
    hostile,
  };
  const key = `${persona}/${hostile}`;
  const sound = sounds.get(key) ?? rehearse(short);
  sounds.set(key, sound);
  return rehearse({ ...short, fault, sound: await sound });
}

const sounds = new Map<string, Promise<Rehearsed>>();

/** A variation of good replies that counts how many varied: none proves nothing. */
export function counting(variation: Fault): { fault: Fault; varied(): number } {
  let count = 0;
  const fault: Fault = (reply, ...rest) => {
    const edited = variation(reply, ...rest);
    if (edited !== reply) count += 1;
    return edited;
  };
  return { fault, varied: () => count };
}

/** What a check says of a variation of good replies, and how many replies varied. */
export async function varying(check: string, variation: Fault, options: Rehearsal = {}) {
  const { fault, varied } = counting(variation);
  const { verdicts } = await rehearse({ exercise: false, ...options, fault, only: [check, ...(options.only ?? [])] });
  const { verdict, findings } = verdicts.find((one) => one.check === check)!;
  return { varied: varied(), verdict, findings };
}

/** The checks that have something to say, whatever its force. */
export function flagged({ verdicts }: Assessment): string[] {
  return verdicts.filter(({ verdict }) => flagging.has(verdict)).map(({ check }) => check);
}

const flagging = new Set(['fail', 'warn', 'note', 'error']);

/** Judges only what is not word for word as in the sound rehearsal. Tells nothing of what was exercised. */
function judgedBeside(
  { judged }: Rehearsed,
  { suites }: Selection,
  { suites: owners }: Registry,
  contract: Contract,
): (conversation: Conversation) => readonly Judgement[] {
  const keyOf = ({ probe, case: index, attempt }: Conversation) => `${probe}/${index}/${attempt}`;
  const known = new Map(
    [...judged].map(([conversation, judgements]) => [keyOf(conversation), { conversation, judgements }]),
  );
  return (conversation) => {
    const before = known.get(keyOf(conversation));
    return before && isSame(before.conversation, conversation)
      ? before.judgements
      : judge(conversation, suites, { contract, owners, exercise: false });
  };
}

function isSame({ exchanges: before }: Conversation, { exchanges }: Conversation): boolean {
  return (
    exchanges.length === before.length &&
    exchanges.every(({ exchange }, i) => isDeepStrictEqual(exchange, before[i]!.exchange))
  );
}

/** All replies of a rehearsal are of one moment, so that two rehearsals can be the same. */
const instant = Date.UTC(2026, 0, 1);

/** The reference server, seeing what a server sees, with a fault on its way out. */
function referenceTransport(options: Rehearsal): Transport {
  const { persona = personas[0]!, fault, key = 'sk-rehearsal-key', contract } = options;
  const reference = createReference({
    persona,
    models: [referenceModel, 'pebble-1'],
    ...(key === undefined ? {} : { key }),
    now: () => instant,
    ...(contract ? { document: contract } : {}),
  });
  const earlier: Request[] = [];
  return async (request) => {
    const incoming = incomingOf(request, key);
    const seen = requestOf(incoming, key);
    const reply = reference(incoming, earlier);
    const faulty = fault ? fault(reply, seen, earlier) : reply;
    earlier.push(seen);
    return {
      reply: request.abort && isStream(faulty) ? { ...faulty, end: { how: 'aborted', at: 1 } } : faulty,
      closedBeforeFirstByte: false,
    };
  };
}
