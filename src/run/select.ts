import type { Capability } from '../check/capability.ts';
import type { AnyProbe } from '../check/probe.ts';
import type { Registry } from '../check/registry.ts';
import type { AnySuite } from '../check/suite.ts';
import { nearest } from './nearest.ts';
import { UsageError } from './usage-error.ts';

/** The part of a registry that a run is about: suites with the selected checks only, and what has to be sent for them. */
export type Selection = {
  suites: readonly AnySuite[];
  probes: readonly AnyProbe[];
  capabilities: readonly Capability[];
};

export type Wanted = {
  only: readonly string[];
  skip: readonly string[];
  profiles: readonly string[];
  /** Whether what may bring an endpoint down is sent, too. */
  hostile?: boolean;
};

/**
 * Applies `--only`, `--skip` and `--profile`. A pattern is `suite`, `suite/check` or either with `*`.
 * @throws UsageError where a pattern or a profile names nothing, or only what the user did not agree to, or nothing is left.
 */
export function select(registry: Registry, { only, skip, profiles, hostile = false }: Wanted): Selection {
  const names = registry.suites.flatMap(namesIn);
  for (const pattern of [...only, ...skip])
    requireSome(pattern, names, 'check or suite', '`llm-conformance list` names them all');
  const known = [...new Set(registry.suites.map(({ profile }) => profile))];
  for (const profile of profiles) requireSome(profile, known, 'profile', `profiles: ${known.join(', ')}`);

  if (!hostile) requireConsent(registry, only, profiles);

  const suites = registry.suites
    .filter((suite) => hostile || !isHostile(suite))
    .filter(({ profile }) => profiles.length === 0 || profiles.includes(profile))
    .filter((suite) => sentFor(suite, profiles).length > 0 || probesOf(suite).length === 0)
    .map((suite) => ({ ...suite, checks: selected(suite, only, skip) }))
    .filter(({ checks }) => Object.keys(checks).length > 0);
  if (suites.length === 0)
    throw new UsageError('no check is left after --only, --skip and --profile; widen one of them');
  return { suites, ...neededFor(registry, suites, profiles) };
}

/** Whether what is sent for a suite may bring an endpoint down. */
export function isHostile(suite: AnySuite): boolean {
  return probesOf(suite).some((probe) => probe.hostile);
}

function requireConsent({ suites }: Registry, only: readonly string[], profiles: readonly string[]): void {
  const among = (named: (suite: AnySuite) => boolean) => {
    const found = suites.filter(named);
    return found.length > 0 && found.every(isHostile);
  };
  const pattern = only.find((one) => among((suite) => namesIn(suite).some((name) => matches(one, name))));
  const refused = pattern ?? profiles.find((one) => among(({ profile }) => profile === one));
  if (refused !== undefined)
    throw new UsageError(
      `"${refused}" may bring the endpoint down; pass --hostile to send it, and only to an endpoint that is your own`,
    );
}

function namesIn({ id, checks }: AnySuite): string[] {
  return [id, ...Object.keys(checks).map((key) => `${id}/${key}`)];
}

function selected(suite: AnySuite, only: readonly string[], skip: readonly string[]): AnySuite['checks'] {
  const named = (key: string) => (pattern: string) =>
    matches(pattern, suite.id) || matches(pattern, `${suite.id}/${key}`);
  const wanted = (key: string) => (only.length === 0 || only.some(named(key))) && !skip.some(named(key));
  return Object.fromEntries(Object.entries(suite.checks).filter(([key]) => wanted(key)));
}

const probesOf = ({ over }: AnySuite) => ('converse' in over ? [over] : over.probes);

/** What is sent for a suite: what takes consent only where its profile is asked for by name. */
function sentFor(suite: AnySuite, profiles: readonly string[]): AnyProbe[] {
  return probesOf(suite).filter(({ consent }) => !consent || profiles.includes(suite.profile));
}

function neededFor(
  registry: Registry,
  suites: readonly AnySuite[],
  profiles: readonly string[],
): Pick<Selection, 'probes' | 'capabilities'> {
  const probes = new Set<AnyProbe>();
  const capabilities = new Set<Capability>(registry.capabilities.filter(({ essential }) => essential));
  for (const suite of suites) {
    const { over } = suite;
    for (const probe of sentFor(suite, profiles)) probes.add(probe);
    if ('where' in over) for (const capability of over.asks ?? []) capabilities.add(capability);
  }
  for (const { needs, uses = [] } of probes) for (const capability of [...needs, ...uses]) capabilities.add(capability);
  for (const { of } of capabilities) if (of) capabilities.add(of);
  return {
    probes: registry.probes.filter((probe) => probes.has(probe)),
    capabilities: registry.capabilities.filter((capability) => capabilities.has(capability)),
  };
}

function requireSome(pattern: string, names: readonly string[], kind: string, help: string): void {
  if (names.some((name) => matches(pattern, name))) return;
  const near = nearest(pattern, names);
  throw new UsageError(`no ${kind} is called "${pattern}"; ${near ? `did you mean "${near}"? ` : ''}(${help})`);
}

function matches(pattern: string, name: string): boolean {
  // What is longer than all names is none, and may be more than a regular expression takes.
  if (pattern.replaceAll('*', '').length > name.length) return false;
  const parts = pattern.split(/\*+/).map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}
