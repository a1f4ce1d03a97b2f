import { createHash } from 'node:crypto';

import type { Registry } from './check/registry.ts';
import { levelOf, saysOf } from './check/suite.ts';
import type { Config } from './config.ts';
import type { Judging } from './contract.ts';
import { probeIdOf } from './run/capabilities.ts';
import type { RunHeader } from './run/journal.ts';
import { thisPackage } from './run/package.ts';
import type { Plan } from './run/plan.ts';
import type { Contract } from './schema/contract.ts';
import { shownUrl } from './secrets.ts';
import type { Redactor } from './transport/redact.ts';
import type { Planned } from './whole-run.ts';

/** `secretKept`: whether a secret is left in what the endpoint says. */
type Setting = { started: number; redactor: Redactor; secretKept: boolean };

/** What the journal says first. */
export function headerOf(
  config: Config,
  { plan, selection, registry, contract }: Planned,
  { started, redactor, secretKept }: Setting,
): RunHeader {
  const { probes, bound } = plan;
  const cases = probes.map(({ probe, cases: drawn }) => [probe.id, drawn.length] as const);
  const asked = selection.capabilities.map((capability) => [probeIdOf(capability), 1] as const);
  return {
    type: 'run',
    journal: 1,
    tool: toolNow(registry),
    spec: specOf(contract, config),
    target: {
      baseUrl: redactor.text(shownUrl(config.baseUrl)),
      ...(config.insecure ? { insecure: true } : {}),
      ...(config.completionModel === undefined ? {} : { completionModel: config.completionModel }),
      ...(config.embeddingModel === undefined ? {} : { embeddingModel: config.embeddingModel }),
    },
    startedAt: new Date(started).toISOString(),
    seed: config.seed,
    strict: config.strict,
    only: config.only,
    skip: config.skip,
    profiles: config.profiles,
    ...(config.hostile ? { hostile: true } : {}),
    // Verdicts show conversations in this order: those of the probes first.
    planned: Object.fromEntries([...cases, ...asked]),
    bound,
    limits: { requests: limitOf(config, plan), tokens: config.maxTokens, durationMs: config.deadline },
    extraHeaders: Object.keys(config.headers),
    secretKept,
    keyed: config.key !== undefined || Object.keys(config.headers).length > 0,
  };
}

/** The most requests the endpoint may see. */
export function limitOf({ maxRequests }: Config, { bound }: Plan): number {
  return maxRequests ?? bound.requests;
}

/** The name of the contract that comes with this. */
export const bundled = 'openai.yaml';

export function specOf({ version, digest, errata }: Contract, { spec, errataOff }: Judging): RunHeader['spec'] {
  const off = errataOff.length === 0 ? {} : { off: errataOff };
  return { name: spec ?? bundled, version, digest, errata, ...off };
}

export function toolNow(registry: Registry): RunHeader['tool'] {
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
