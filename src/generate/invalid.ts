import * as fc from 'fast-check';

import { token, type Json } from '../spec/json.ts';
import type { BodySchema } from '../schema/contract.ts';
import type { Violation } from '../schema/violation.ts';
import { canonical } from './canonical.ts';
import { drop, put } from './edit.ts';
import { sitesOf, type Site } from './sites.ts';

/** A value that breaks exactly one constraint of a body schema. */
export type Invalid = {
  value: Json;
  /** JSON Pointer of the place that is wrong. A missing member is named by the pointer it would have. */
  at: string;
  /** The keyword broken, as `violations` names it. */
  keyword: string;
  /** In words: `temperature above its maximum 2`. */
  what: string;
};

/**
 * Every way, one constraint each, to make a valid `value` invalid: in what it holds, and by members it might hold.
 * Confirmed by the body schema: it finds that one violation in that place, and no other.
 */
export function invalidSites(body: BodySchema, value: Json): Invalid[] {
  const seen = new Set<string>();
  const found: Invalid[] = [];
  for (const site of sitesOf(body)(value)) {
    const invalid = confirmed(body, site);
    const key = invalid && `${invalid.at} ${invalid.keyword} ${canonical(invalid.value)}`;
    if (!invalid || !key || seen.has(key)) continue;
    seen.add(key);
    found.push(invalid);
  }
  return found;
}

/** Values that break exactly one constraint, made from valid ones. */
export function invalidOf(body: BodySchema, from: fc.Arbitrary<Json>): fc.Arbitrary<Invalid> {
  const sites = kept(sitesOf(body));
  return fc
    .tuple(from, fc.noBias(fc.nat(2 ** 30)))
    .map(([value, choice]) => {
      const all = sites(value);
      for (let i = 0; i < all.length; i += 1) {
        const invalid = confirmed(body, all[(choice + i) % all.length]!);
        if (invalid) return invalid;
      }
      return undefined;
    })
    .filter((invalid) => invalid !== undefined);
}

/** A value that comes again, the same object, is looked through once. */
function kept(sites: (value: Json) => Iterable<Site>): (value: Json) => readonly Site[] {
  const known = new WeakMap<object, readonly Site[]>();
  return (value) => {
    if (typeof value !== 'object' || value === null) return [...sites(value)];
    const found = known.get(value) ?? [...sites(value)];
    known.set(value, found);
    return found;
  };
}

function confirmed(body: BodySchema, site: Site): Invalid | undefined {
  const value = site.put === undefined ? drop(site.base, site.path) : put(site.base, site.path, site.put);
  const [violation, ...others] = body.violations(value);
  if (!violation || others.length > 0 || !isAbout(violation, site)) return undefined;
  return { value, at: violation.at, keyword: violation.keyword, what: site.what };
}

// A union speaks for its branches: what is wrong in each of them is one departure, and the union's.
const alsoCalled: { readonly [keyword: string]: readonly string[] } = {
  type: ['anyOf', 'oneOf', 'enum', 'const', 'discriminator'],
  enum: ['const', 'anyOf', 'oneOf', 'discriminator'],
};

function isAbout(violation: Violation, { path, keyword }: Site): boolean {
  const at = path.map((name) => `/${token(name)}`).join('');
  const names = [keyword, ...(alsoCalled[keyword] ?? [])];
  return violation.at === at && names.includes(violation.keyword);
}

/**
 * `n` of the sites, spread over depths and keywords: in turn one of each keyword that is broken at a depth, the top
 * level first, different places before a second site in the same. The same for the same seed.
 */
export function sampleInvalid(sites: readonly Invalid[], n: number, seed: number): Invalid[] {
  const strata = new Map<string, Invalid[]>();
  for (const site of shuffled(sites, seed)) {
    const stratum = `${String(depthOf(site)).padStart(4, '0')} ${site.keyword}`;
    strata.set(stratum, [...(strata.get(stratum) ?? []), site]);
  }
  const queues = [...strata].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, queue]) => spread(queue));
  const longest = Math.max(0, ...queues.map(({ length }) => length));
  const rounds = Array.from({ length: longest }, (_, round) =>
    queues.flatMap((queue) => queue.slice(round, round + 1)),
  );
  return rounds.flat().slice(0, n);
}

function depthOf({ at }: Invalid): number {
  return at.split('/').length - 1;
}

function shuffled(sites: readonly Invalid[], seed: number): Invalid[] {
  const order = fc.shuffledSubarray([...sites], { minLength: sites.length });
  return fc.sample(order, { seed, numRuns: 1 })[0] ?? [];
}

/** The first site of every place, then the second of every place, and so on. */
function spread(sites: readonly Invalid[]): Invalid[] {
  const seen = new Map<string, number>();
  const turns = sites.map((site) => {
    const turn = seen.get(site.at) ?? 0;
    seen.set(site.at, turn + 1);
    return { site, turn };
  });
  return turns.sort((a, b) => a.turn - b.turn).map(({ site }) => site);
}
