import { setImmediate } from 'node:timers/promises';

import { registryFor } from '../suites/index.ts';
import type { Registry } from './check/registry.ts';
import type { Config } from './config.ts';
import { contractOf, factsOf, inTime } from './contract.ts';
import { openOutput, type Output } from './output.ts';
import { compile } from './report/compile.ts';
import type { Report } from './report/report.ts';
import { headerOf, limitOf } from './run-header.ts';
import { assess } from './run/assess.ts';
import { systemDisk, type Disk } from './run/disk.ts';
import type { Wire } from './run/explore.ts';
import type { Journal, RunEnd, RunHeader } from './run/journal.ts';
import { leftBehind } from './run/leavings.ts';
import { mistakeIn } from './run/mistake.ts';
import { plan, type Plan } from './run/plan.ts';
import { select, type Selection } from './run/select.ts';
import { carryOut } from './run/session.ts';
import type { Session } from './run/speaker.ts';
import { witnessed } from './run/witness.ts';
import { bundledContract } from './schema/bundled.ts';
import type { Contract } from './schema/contract.ts';
import { layered } from './schema/layered.ts';
import { redactableOf, secretsOf, shownUrl } from './secrets.ts';
import { createClient, type Client } from './transport/client.ts';
import { createGate, type Gate } from './transport/gate.ts';
import { createRedactor, type Redactor } from './transport/redact.ts';

/** What a front end may want to show while a run goes on. */
export type Watcher = {
  /** The most that the run may use, before the first request. */
  onBegin?(limits: NonNullable<Report['run']['limits']>): void;
  onModel?(model: string, listed: boolean): void;
  onProgress?(progress: { done: number; planned: number; requests: number; bound: number }): void;
  /** What the run left at the endpoint is being taken away. */
  onCleanUp?(): void;
};

/** `disk`: where the run writes. Default: the disk of this machine. */
export type Surroundings = Watcher & { disk?: Disk };

/** `faults`: a sentence for every file that could not be written, or held what it must not; then the exit code is 4. */
export type Outcome = { report: Report; exitCode: number; paths: readonly string[]; faults: readonly string[] };

export type Planned = { plan: Plan; selection: Selection; registry: Registry; contract: Contract };

/** A plan, and what it would send, before the first byte. @throws UsageError, SpecError */
export function planOf(config: Config): Planned {
  const contract = contractOf(config);
  const registry = registryFor(contract);
  const selection = select(registry, config);
  const planned = () => plan(selection, registry, contract, config);
  return { plan: config.spec === undefined ? planned() : inTime(config.spec, planned), selection, registry, contract };
}

/**
 * Runs the suites against an endpoint and writes the reports. `signal` cancels the run; the reports are written all the
 * same. A run that can no longer record what it learns stops. @throws UsageError, SpecError before anything is sent
 */
export async function run(config: Config, signal: AbortSignal, surroundings: Surroundings = {}): Promise<Outcome> {
  const planned = planOf(config);
  // A signal that came in the meantime is heard before anything is begun: the second turn has looked for one.
  await setImmediate();
  await setImmediate();
  const started = Date.now();
  const begun = performance.now();
  const secrets = secretsOf(config);
  const redactable = redactableOf(secrets, config);
  const redactor = createRedactor(redactable);
  const loss = new AbortController();
  const means = { disk: surroundings.disk ?? systemDisk, redactor, also: config.reporters, onLoss: () => loss.abort() };
  const header = headerOf(config, planned, { started, redactor, secretKept: redactable.length < secrets.length });
  const output = openOutput(config.out, means);
  const gate = gateOf(config, planned.plan, begun, AbortSignal.any([signal, loss.signal]));
  const client = clientOf(config);
  try {
    output.journal.run(header);
    surroundings.onBegin?.(header.limits!);
    const wire = wireOf(client, gate, output.journal, { ...planned, redactor });
    const session = await converse(wire, config, planned, { ...surroundings, journal: output.journal });
    const end = endOf(session, gate, begun);
    output.journal.end(end);
    const report = redactor.value(reportOf(config, planned, { header, end, session, output }));
    const paths = await output.report(report);
    const faults = output.faults().map(redactor.text);
    return { report, exitCode: faults.length > 0 ? 4 : report.exitCode, paths, faults };
  } finally {
    output.closeJournal();
    await client.close();
  }
}

function converse(
  wire: Wire,
  config: Config,
  { plan: made, selection, registry, contract }: Planned,
  { journal, ...watcher }: Watcher & { journal: Journal },
): Promise<Session> {
  return carryOut(wire, {
    registry,
    selection,
    plan: made,
    contract,
    baseUrl: shownUrl(config.baseUrl),
    model: config.model,
    completionModel: config.completionModel,
    embeddingModel: config.embeddingModel,
    confirm: config.confirm,
    concurrency: config.concurrency,
    onModel: (model, listed) => watcher.onModel?.(model, listed),
    onProgress: (done, of) =>
      watcher.onProgress?.({ done, planned: of, requests: wire.gate.counts().requests, bound: limitOf(config, made) }),
    onConversation: (conversation) => journal.conversation(conversation),
    onCleanUp: () => watcher.onCleanUp?.(),
  });
}

type Held = { header: RunHeader; end: RunEnd; session: Session; output: Output };

/** The report of what stands in the journal: of a journal that ends early it tells no more than judging that one does. */
function reportOf(config: Config, { registry, contract }: Planned, { header, end, session, output }: Held): Report {
  output.closeJournal();
  const lost = output.loss();
  const conversations = lost === undefined ? session.conversations : output.journal.kept(session.conversations);
  const stopped = lost === undefined ? end.stopped : sentence(lost);
  const recording = { header, end: { ...end, stopped }, conversations };
  const assessment = assess(recording, registry, contract, session.judgements);
  // What was taken away was taken away, recorded or not.
  const left = leftBehind(registry.leavings, session.conversations);
  const shown = witnessed({ ...assessment, left }, conversations, { registry, contract });
  const report = compile(recording, shown, factsOf(contract, config));
  const faults = output.faults();
  if (faults.length === 0) return report;
  const others = faults.filter((one) => one !== lost).map(sentence);
  return { ...report, exitCode: 4, caveats: [...others, ...report.caveats] };
}

function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}

function gateOf(config: Config, planned: Plan, begun: number, signal: AbortSignal): Gate {
  return createGate({
    concurrency: config.concurrency,
    atOnce: config.atOnce,
    ...(config.rps === undefined ? {} : { rps: config.rps }),
    maxRequests: limitOf(config, planned),
    maxTokens: config.maxTokens,
    // The wall clock of a machine may be set while a run goes on.
    deadlineAt: performance.timeOrigin + begun + config.deadline,
    signal,
  });
}

/** Milliseconds that a connection may take: it needs no generation. */
const longestConnect = 10_000;

function clientOf({ baseUrl, key, headers, ca, insecure, timeout }: Config): Client {
  const connect = Math.min(longestConnect, timeout);
  return createClient({
    baseUrl,
    ...(key === undefined ? {} : { key }),
    headers,
    ...(ca === undefined ? {} : { ca }),
    insecure,
    timeouts: { connect, headers: timeout, idle: timeout, total: timeout },
  });
}

type Carried = { redactor: Redactor; registry: Registry; contract: Contract };

function wireOf(client: Client, gate: Gate, journal: Journal, { redactor, registry, contract }: Carried): Wire {
  let id = 0;
  return {
    transport: (request, aborted, onRead) => client.send(request, aborted, onRead),
    gate,
    cost: registry.cost,
    leavings: registry.leavings,
    isVital: registry.isVital,
    mistake: mistakeIn(layered(bundledContract(), contract)),
    record(recorded, key) {
      const { request, reply } = recorded.exchange;
      const kept = { ...recorded, id: (id += 1), exchange: { request, reply: redactor.reply(reply) } };
      journal.exchange(kept, key);
      return kept;
    },
  };
}

function endOf({ model, stopped }: Session, gate: Gate, begun: number): RunEnd {
  const { requests, retries, tokens, overran, throttled } = gate.counts();
  const { replies, waitedMs } = throttled;
  return {
    type: 'end',
    model,
    durationMs: Math.round(performance.now() - begun),
    requests,
    retries,
    tokens,
    overran,
    throttled: { replies, waitedMs: Math.round(waitedMs) },
    stopped,
  };
}
