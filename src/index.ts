import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { registry } from '../suites/index.ts';
import { levelOf, saysOf } from './check/suite.ts';
import type { Config } from './config.ts';
import { compile } from './report/compile.ts';
import type { Report } from './report/report.ts';
import { writeReports } from './report/write.ts';
import { assess } from './run/assess.ts';
import type { Wire } from './run/explore.ts';
import { journalTo, readJournal, type Recording, type RunHeader } from './run/journal.ts';
import { mistakeIn } from './run/mistake.ts';
import { thisPackage } from './run/package.ts';
import { plan, type Plan } from './run/plan.ts';
import { select, type Selection } from './run/select.ts';
import { carryOut } from './run/session.ts';
import { UsageError } from './run/usage-error.ts';
import { bundledContract } from './schema/bundled.ts';
import type { Contract } from './schema/contract.ts';
import { loadContract } from './schema/load.ts';
import { createClient } from './transport/client.ts';
import { createGate } from './transport/gate.ts';
import { createRedactor } from './transport/redact.ts';

export { configOf, type Config } from './config.ts';
export { registry } from '../suites/index.ts';
export type { Report } from './report/report.ts';
export { UsageError } from './run/usage-error.ts';
export { SpecError } from './spec/error.ts';
export { JournalError } from './run/journal.ts';

/** What a front end may want to show while a run goes on. */
export type Watcher = {
  onModel?(model: string, listed: boolean): void;
  onProgress?(progress: { done: number; planned: number; requests: number; bound: number }): void;
};

export type Outcome = { report: Report; exitCode: number; paths: readonly string[] };

/** A plan, and what it would send, before the first byte. @throws UsageError, SpecError */
export function planOf(config: Config): { plan: Plan; selection: Selection; contract: Contract } {
  const contract = contractOf(config.spec);
  const selection = select(registry, config);
  return { plan: plan(selection, registry, contract, config), selection, contract };
}

/**
 * Runs the suites against an endpoint and writes the reports. `signal` cancels the run; the reports are written all the
 * same. @throws UsageError, SpecError before anything is sent
 */
export async function run(config: Config, signal: AbortSignal, watcher: Watcher = {}): Promise<Outcome> {
  const { plan: planned, selection, contract } = planOf(config);
  const started = Date.now();
  const secrets = [config.key ?? '', ...Object.values(config.headers)].filter((secret) => secret !== '');
  const redactor = createRedactor(secrets);
  const file = openJournal(config.out);
  const journal = journalTo((line) => writeSync(file, line));
  const maxRequests = Math.min(config.maxRequests ?? Infinity, planned.bound.requests);
  const gate = createGate({
    concurrency: config.concurrency,
    ...(config.rps === undefined ? {} : { rps: config.rps }),
    maxRequests,
    maxTokens: config.maxTokens,
    deadlineAt: started + config.deadline,
    signal,
  });
  const header = headerOf(config, contract, planned, started);
  journal.run(header);
  const client = createClient({
    baseUrl: config.baseUrl,
    ...(config.key === undefined ? {} : { key: config.key }),
    headers: config.headers,
    timeouts: {
      connect: Math.min(10_000, config.timeout),
      headers: config.timeout,
      idle: config.timeout,
      total: config.timeout,
    },
  });
  let id = 0;
  const wire: Wire = {
    transport: (request, aborted) => client.send(request, aborted),
    gate,
    cost: registry.cost,
    mistake: mistakeIn(bundledContract()),
    record(recorded, key) {
      const kept = {
        ...recorded,
        id: (id += 1),
        exchange: { ...recorded.exchange, reply: redactor.reply(recorded.exchange.reply) },
      };
      journal.exchange(kept, key);
      return kept;
    },
  };
  const session = await carryOut(wire, {
    registry,
    selection,
    plan: planned,
    contract,
    baseUrl: config.baseUrl,
    model: config.model,
    confirm: config.confirm,
    concurrency: config.concurrency,
    onModel: (model, listed) => watcher.onModel?.(model, listed),
    onProgress: (done, of) =>
      watcher.onProgress?.({ done, planned: of, requests: gate.counts().requests, bound: maxRequests }),
    onConversation: (conversation) => journal.conversation(conversation),
  });
  const { requests, retries, tokens } = gate.counts();
  const end = {
    type: 'end',
    model: session.model,
    durationMs: Date.now() - started,
    requests,
    retries,
    tokens,
    stopped: session.stopped,
  } as const;
  journal.end(end);
  closeSync(file);
  await client.close();
  const recording: Recording = { header, end, conversations: session.conversations };
  const assessment = assess(recording, registry, contract, session.judgements);
  const report = compile(recording, assessment);
  const paths = writeReports(report, config.out, redactor.text);
  return { report, exitCode: report.exitCode, paths: [...paths, join(config.out, 'journal.ndjson')] };
}

/** Judges a journal again, perhaps by another document. @throws UsageError, SpecError, JournalError */
export function judgeJournal(path: string, spec?: string): Report {
  const recording = readJournal(readText(path, 'journal'));
  return compile(recording, assess(recording, registry, contractOf(spec)));
}

function contractOf(spec: string | undefined): Contract {
  if (spec === undefined) return bundledContract();
  const contract = loadContract(readText(spec, 'document'), spec);
  // Schemas are compiled when they are first needed; what is wrong with one is to be said before anything is sent.
  for (const { method, path } of bundledContract().operations) {
    const operation = contract.operations.find((one) => one.method === method && one.path === path);
    for (const type of ['application/json', 'text/event-stream']) operation?.response(200, type);
  }
  return contract;
}

function readText(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read the ${what} ${path} (${codeOf(error)}); is the path right?`);
  }
}

function openJournal(out: string): number {
  try {
    mkdirSync(out, { recursive: true });
    return openSync(join(out, 'journal.ndjson'), 'w');
  } catch (error) {
    throw new UsageError(`cannot write to ${out} (${codeOf(error)}); name another folder with --out`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function headerOf(config: Config, contract: Contract, { probes, bound }: Plan, started: number): RunHeader {
  const { name, version } = thisPackage();
  return {
    type: 'run',
    journal: 1,
    tool: { name, version, suitesDigest: suitesDigest() },
    spec: {
      name: config.spec ?? 'openai.yaml',
      version: contract.version,
      digest: contract.digest,
      errata: contract.errata,
    },
    target: { baseUrl: config.baseUrl },
    startedAt: new Date(started).toISOString(),
    seed: config.seed,
    strict: config.strict,
    only: config.only,
    skip: config.skip,
    profiles: config.profiles,
    planned: Object.fromEntries(probes.map(({ probe, cases }) => [probe.id, cases.length])),
    bound,
    extraHeaders: Object.keys(config.headers),
    keyed: config.key !== undefined || Object.keys(config.headers).length > 0,
  };
}

/** SHA-256 over what the checks claim: equal digests, equal requirements. */
function suitesDigest(): string {
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
