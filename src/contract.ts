import { readFileSync, statSync } from 'node:fs';

import { readOf } from '../suites/probes/document.ts';
import { strengthOf } from './generate/strength.ts';
import type { DocumentFacts } from './report/report.ts';
import { codeOf, NotPlainFile } from './run/disk.ts';
import { thisPackage } from './run/package.ts';
import { Overrun, within } from './run/within.ts';
import { UsageError } from './run/usage-error.ts';
import { bundledContract } from './schema/bundled.ts';
import type { Contract, Operation } from './schema/contract.ts';
import { examplesIn, type Examples } from './schema/examples.ts';
import { layered } from './schema/layered.ts';
import { loadContract } from './schema/load.ts';
import { bundledText } from './spec/bundled.ts';
import { cacheIn, type Cache } from './spec/cache.ts';
import { parseErrata, type Erratum } from './spec/errata.ts';
import { SpecError } from './spec/error.ts';
import type { JsonObject } from './spec/json.ts';

/** What a run is judged by. */
export type Judging = {
  /** A file that holds another OpenAPI document. */
  spec: string | undefined;
  /** The numbers of errata that are not to apply to it. */
  errataOff: readonly number[];
  /** The folder where what takes time to read is kept. */
  cache: string | undefined;
};

/**
 * The contract to judge by: the bundled one, or a document over it, so that every named suite has its schemas.
 * @throws UsageError, SpecError
 */
export function contractOf(judging: Judging): Contract {
  const { spec } = judging;
  if (spec === undefined) return bundledContract();
  return inTime(spec, () => readContract(spec, judging));
}

/** Milliseconds that all work on a document may take before the first request. */
const longest = 60_000;

/**
 * Does the work, unless it takes longer than 60 s: schemas and their patterns are a stranger's, and can keep a program
 * busy for years. @throws SpecError
 */
export function inTime<T>(spec: string, work: () => T): T {
  try {
    return within(longest, work);
  } catch (error) {
    if (!(error instanceof Overrun)) throw error;
    throw new SpecError(`${spec} ${error.message} to make use of; cut it down to the operations to be tested.`);
  }
}

function readContract(spec: string, judging: Judging): Contract {
  const { errataOff } = judging;
  const document = loadContract(readText(spec, 'document'), spec, {
    off: errataOff,
    cache: cacheOf(judging),
    foreign: true,
  });
  const contract = layered(document, bundledContract());
  // Schemas are compiled when they are first needed; what is wrong with one is to be said before anything is sent.
  for (const { method, path } of bundledContract().operations) {
    const operation = contract.operation(method, path);
    for (const type of ['application/json', 'text/event-stream']) operation?.response(200, type);
  }
  return contract;
}

/** What a report says of the document that it was judged by; null for the bundled one. */
export function factsOf(contract: Contract, judging: Judging): DocumentFacts | null {
  if (judging.spec === undefined) return null;
  const { digest } = bundledContract();
  const ingredients = ['strength', contract.digest, judging.errataOff.join(), bundledText('errata.yaml'), digest];
  return {
    borrowed: contract.borrowed,
    strength: cacheOf(judging).remember(ingredients, () =>
      inTime(judging.spec!, () => strengthOf(contract, bundledContract())),
    ),
    others: readOf(contract),
  };
}

/** All that can be said of a document before anything is sent. */
export type Lint = {
  contract: Contract;
  /** How many operations it has itself. */
  described: number;
  facts: DocumentFacts;
  errata: readonly Erratum[];
  examples: Examples;
  /** Bodies whose schema is none, with what is wrong. */
  unusable: readonly string[];
};

/** Reads a document as a run would, and whatever of it a run would not. @throws UsageError, SpecError */
export function lint(spec: string, errataOff: readonly number[]): Lint {
  return inTime(spec, () => linted(spec, errataOff));
}

function linted(spec: string, errataOff: readonly number[]): Lint {
  const judging = { spec, errataOff, cache: undefined };
  const document = loadContract(readText(spec, 'document'), spec, { off: errataOff, foreign: true });
  const contract = layered(document, bundledContract());
  const errata = parseErrata(bundledText('errata.yaml'), 'the errata');
  return {
    contract,
    described: document.operations.length,
    facts: factsOf(contract, judging)!,
    errata: errata.filter(({ number }) => document.errata.includes(number)),
    examples: examplesIn(document.resolve('#') as JsonObject, document.schemaAt),
    unusable: [...new Set(document.operations.flatMap(unusableIn))],
  };
}

function unusableIn({ takes, responses, request, response }: Operation): string[] {
  const bodies = [
    ...takes.map((type) => () => request(type)),
    ...[...responses].flatMap(([status, types]) =>
      types.map((type) => () => response(Number(status.replace('XX', '99')) || 599, type)),
    ),
  ];
  return bodies.flatMap((body) => {
    try {
      body();
      return [];
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
  });
}

function cacheOf({ cache }: Judging): Cache {
  const { name, version } = thisPackage();
  return cacheIn(cache, `${name} ${version}`);
}

/** @throws UsageError where there is no such file */
export function readText(path: string, what: string): string {
  try {
    // A device such as /dev/zero has no end.
    if (statSync(path).isCharacterDevice()) throw new NotPlainFile('it is a device');
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read the ${what} ${path} (${codeOf(error)}); is the path right?`);
  }
}
