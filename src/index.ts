import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { registryFor } from '../suites/index.ts';
import type { Registry } from './check/registry.ts';
import { levelOf, saysOf } from './check/suite.ts';
import type { Config } from './config.ts';
import { codeOf, contractOf, factsOf, readText, type Judging } from './contract.ts';
import { compile } from './report/compile.ts';
import type { Report } from './report/report.ts';
import { reportFiles, writeReports } from './report/write.ts';
import { assess } from './run/assess.ts';
import { probeIdOf } from './run/capabilities.ts';
import { secretsOf } from './secrets.ts';
import type { Wire } from './run/explore.ts';
import { journalTo, readJournal, type Journal, type Recording, type RunEnd, type RunHeader } from './run/journal.ts';
import { mistakeIn } from './run/mistake.ts';
import { thisPackage } from './run/package.ts';
import { plan, type Plan } from './run/plan.ts';
import { select, type Selection } from './run/select.ts';
import { carryOut } from './run/session.ts';
import type { Session } from './run/speaker.ts';
import { UsageError } from './run/usage-error.ts';
import { bundledContract } from './schema/bundled.ts';
import type { Contract } from './schema/contract.ts';
import { layered } from './schema/layered.ts';
import { createClient, type Client } from './transport/client.ts';
import { createGate, type Gate } from './transport/gate.ts';
import { createRedactor, shortestSecret, type Redactor } from './transport/redact.ts';

export { configOf, type Config } from './config.ts';
export { registry } from '../suites/index.ts';
export { contractOf, factsOf, lint, type Judging } from './contract.ts';
export type { Report } from './report/report.ts';
export { UsageError } from './run/usage-error.ts';
export { SpecError } from './spec/error.ts';
export { JournalError } from './run/journal.ts';

/** What a front end may want to show while a run goes on. */
export type Watcher = {
  onModel?(model: string, listed: boolean): void;
  onProgress?(progress: { done: number; planned: number; requests: number; bound: number }): void;
  /** What the run left at the endpoint is being taken away. */
  onCleanUp?(): void;
};

export type Outcome = { report: Report; exitCode: number; paths: readonly string[] };

/** A plan, and what it would send, before the first byte. @throws UsageError, SpecError */
export function planOf(config: Config): Planned {
  const contract = contractOf(config);
  const registry = registryFor(contract);
  const selection = select(registry, config);
  return { plan: plan(selection, registry, contract, config), selection, registry, contract };
}

export type Planned = { plan: Plan; selection: Selection; registry: Registry; contract: Contract };

/**
 * Runs the suites against an endpoint and writes the reports. `signal` cancels the run; the reports are written all the
 * same. @throws UsageError, SpecError before anything is sent
 */
export async function run(config: Config, signal: AbortSignal, watcher: Watcher = {}): Promise<Outcome> {
  const { plan: planned, selection, registry, contract } = planOf(config);
  const started = Date.now();
  const secrets = secretsOf(config);
  const redactor = createRedactor(secrets);
  const gate = gateOf(config, planned, started, signal);
  const header = headerOf(config, contract, planned, { started, selection, registry, redactor, secrets });
  const file = openJournal(config.out);
  const client = clientOf(config);
  try {
    const journal = journalTo((line) => writeFileSync(file, line));
    journal.run(header);
    const session = await carryOut(wireOf(client, gate, journal, { redactor, registry, contract }), {
      registry,
      selection,
      plan: planned,
      contract,
      baseUrl: config.baseUrl,
      model: config.model,
      completionModel: config.completionModel,
      embeddingModel: config.embeddingModel,
      confirm: config.confirm,
      concurrency: config.concurrency,
      onModel: (model, listed) => watcher.onModel?.(model, listed),
      onProgress: (done, of) =>
        watcher.onProgress?.({ done, planned: of, requests: gate.counts().requests, bound: limitOf(config, planned) }),
      onConversation: (conversation) => journal.conversation(conversation),
      onCleanUp: () => watcher.onCleanUp?.(),
    });
    const end = endOf(session, gate, started);
    journal.end(end);
    const recording: Recording = { header, end, conversations: session.conversations };
    const assessment = assess(recording, registry, contract, session.judgements);
    const report = compile(recording, assessment, factsOf(contract, config));
    const paths = writeReports(report, config.out, redactor.text);
    return { report, exitCode: report.exitCode, paths: [...paths, join(config.out, 'journal.ndjson')] };
  } finally {
    closeSync(file);
    await client.close();
  }
}

/** The most requests the endpoint may see. */
function limitOf({ maxRequests }: Config, { bound }: Plan): number {
  return maxRequests ?? bound.requests;
}

function gateOf(config: Config, planned: Plan, started: number, signal: AbortSignal): Gate {
  return createGate({
    concurrency: config.concurrency,
    atOnce: config.atOnce,
    ...(config.rps === undefined ? {} : { rps: config.rps }),
    maxRequests: limitOf(config, planned),
    maxTokens: config.maxTokens,
    deadlineAt: started + config.deadline,
    signal,
  });
}

/** Milliseconds that a connection may take: it needs no generation. */
const longestConnect = 10_000;

function clientOf({ baseUrl, key, headers, timeout }: Config): Client {
  const connect = Math.min(longestConnect, timeout);
  return createClient({
    baseUrl,
    ...(key === undefined ? {} : { key }),
    headers,
    timeouts: { connect, headers: timeout, idle: timeout, total: timeout },
  });
}

type Carried = { redactor: Redactor; registry: Registry; contract: Contract };

function wireOf(client: Client, gate: Gate, journal: Journal, { redactor, registry, contract }: Carried): Wire {
  let id = 0;
  return {
    transport: (request, aborted) => client.send(request, aborted),
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

function endOf({ model, stopped }: Session, gate: Gate, started: number): RunEnd {
  const { requests, retries, tokens } = gate.counts();
  return { type: 'end', model, durationMs: Date.now() - started, requests, retries, tokens, stopped };
}

/**
 * Judges a journal again: by the document it was judged by, or by another, and by the suites of today.
 * @throws UsageError, SpecError, JournalError
 */
export function judgeJournal(path: string, judging: Partial<Judging> = {}): Report {
  const recording = readJournal(readText(path, 'journal'));
  const { name, off = [] } = recording.header.spec;
  if (judging.spec === undefined && name !== bundled) {
    throw new UsageError(
      `this run was judged by ${name}; pass --spec ${name} to judge by it again, or another document`,
    );
  }
  const whole: Judging = { spec: undefined, cache: undefined, errataOff: off, ...judging };
  const contract = contractOf(whole);
  const registry = registryFor(contract);
  const header = { ...recording.header, tool: toolNow(registry), spec: specOf(contract, whole) };
  return compile({ ...recording, header }, assess(recording, registry, contract), factsOf(contract, whole));
}

function openJournal(out: string): number {
  try {
    mkdirSync(out, { recursive: true });
    // A run that is killed must not leave the report of another behind.
    for (const file of reportFiles) rmSync(join(out, file), { force: true });
    return openSync(join(out, 'journal.ndjson'), 'w');
  } catch (error) {
    throw new UsageError(`cannot write to ${out} (${codeOf(error)}); name another folder with --out`);
  }
}

type Setting = {
  started: number;
  selection: Selection;
  registry: Registry;
  redactor: Redactor;
  secrets: readonly string[];
};

function headerOf(
  config: Config,
  contract: Contract,
  { probes, bound }: Plan,
  { started, selection, registry, redactor, secrets }: Setting,
): RunHeader {
  const cases = probes.map(({ probe, cases: drawn }) => [probe.id, drawn.length] as const);
  const asked = selection.capabilities.map((capability) => [probeIdOf(capability), 1] as const);
  return {
    type: 'run',
    journal: 1,
    tool: toolNow(registry),
    spec: specOf(contract, config),
    target: {
      baseUrl: redactor.text(config.baseUrl),
      ...(config.completionModel === undefined ? {} : { completionModel: config.completionModel }),
      ...(config.embeddingModel === undefined ? {} : { embeddingModel: config.embeddingModel }),
    },
    startedAt: new Date(started).toISOString(),
    seed: config.seed,
    strict: config.strict,
    only: config.only,
    skip: config.skip,
    profiles: config.profiles,
    // Verdicts show conversations in this order: those of the probes first.
    planned: Object.fromEntries([...cases, ...asked]),
    bound,
    extraHeaders: Object.keys(config.headers),
    shortSecret: secrets.some((secret) => secret.length < shortestSecret),
    keyed: config.key !== undefined || Object.keys(config.headers).length > 0,
  };
}

const bundled = 'openai.yaml';

function specOf({ version, digest, errata }: Contract, { spec, errataOff }: Judging): RunHeader['spec'] {
  const off = errataOff.length === 0 ? {} : { off: errataOff };
  return { name: spec ?? bundled, version, digest, errata, ...off };
}

function toolNow(registry: Registry): RunHeader['tool'] {
  const { name, version } = thisPackage();
  return { name, version, suitesDigest: suitesDigest(registry) };
}

/** SHA-256 over what the checks claim: equal digests, equal requirements. */
function suitesDigest(registry: Registry): string {
  const claims = registry.suites.flatMap(({ id, checks }) =>
    Object.entries(checks).map(([key, check]) => [
      `${id}/${key}`,
      levelOf(check),
      saysOf(check),
      check.cite,
      check.covers,
    ]),
  );
  return createHash('sha256').update(JSON.stringify(claims)).digest('hex');
}
