import type { Fault } from '../src/transport/fault.ts';
import { completions } from './deviations/completions.ts';
import { embeddings } from './deviations/embeddings.ts';
import { errors } from './deviations/errors.ts';
import { formats } from './deviations/formats.ts';
import { hardening } from './deviations/hardening.ts';
import { http } from './deviations/http.ts';
import { parameters } from './deviations/parameters.ts';
import { sequence } from './deviations/sequence.ts';
import { shapes } from './deviations/shapes.ts';
import { tools } from './deviations/tools.ts';

/**
 * A defect that was reported of a real server, in our own words, as a fault of the reference server.
 * - `as`: what shows it is the fault of that check.
 * - `fault`: an edit of its own; `caught`: the checks that have something to say of it, all there are under MUST and
 *   SHOULD.
 * - `uncaught`: why no check flags it.
 */
export type Deviation = { says: string } & (
  | { as: string }
  | { fault: Fault; caught: readonly string[] }
  | { uncaught: string }
);

export type Deviations = { readonly [id: string]: Deviation };

/** Every one that a check can decide or says why none does, by the id it has in the catalogue of reports. */
export const deviations: Deviations = {
  ...http,
  ...shapes,
  ...sequence,
  ...parameters,
  ...tools,
  ...formats,
  ...completions,
  ...embeddings,
  ...errors,
  ...hardening,
};
