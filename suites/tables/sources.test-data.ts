import { readFileSync } from 'node:fs';

import { parse } from 'yaml';

import { levelOf, type Check, type Level } from '../../src/check/suite.ts';
import { orchard, over } from '../document.test-data.ts';
import { registryFor } from '../index.ts';

export type Requirement = {
  id: string;
  level: Level;
  says: string;
  source: string;
  tolerates?: readonly string[];
  undecided?: string;
  /** The test of this program that decides it. */
  by?: string;
  lowered?: string;
};

export type Tolerance = { id: string; says: string; because: string; rule: string; by?: string; unseen?: string };

const specs = (name: string): unknown => parse(readFileSync(new URL(`../../specs/${name}`, import.meta.url), 'utf8'));

export const requirements = specs('requirements.yaml') as Requirement[];
export const tolerances = specs('tolerances.yaml') as Tolerance[];

export type Named = { name: string; suite: string; level: Level; check: Check<unknown> };

/** Every check, by its name; with those that a document of the user's brings along. */
export const checks: readonly Named[] = registryFor(over(orchard)).suites.flatMap(({ id, checks: all }) =>
  Object.entries(all).map(([key, check]) => ({ name: `${id}/${key}`, suite: id, level: levelOf(check), check })),
);

export const levelOfCheck: ReadonlyMap<string, Level> = new Map(checks.map(({ name, level }) => [name, level]));
