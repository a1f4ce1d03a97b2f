import { finding, words } from '../src/check/finding.ts';
import type { Finding } from '../src/check/finding.ts';
import type { Json } from '../src/spec/json.ts';

/** Seconds. The API did not exist before 2020; what is later than tomorrow is no time of now, or not in seconds. */
const earliest = 1_577_836_800;
const day = 86_400;

/** Seconds. Beyond it a number is a time in milliseconds, or finer. */
const inMilliseconds = 1e11;

/** What is wrong with a `created`. A check has no clock: the Date header of the reply is its now, where there is one. */
export function* createdFindings(
  at: string,
  created: Json | undefined,
  headers: { readonly [name: string]: string },
): Iterable<Finding> {
  if (!Number.isInteger(created)) yield finding(at, words('an integer, Unix time in seconds'), created);
  else if ((created as number) > inMilliseconds)
    yield finding(at, words('Unix time in seconds'), words(`${String(created)}, which is milliseconds or finer`));
  else if ((created as number) < earliest || (created as number) > latest(headers))
    yield finding(at, words('a time between 2020 and tomorrow'), created);
}

function latest(headers: { readonly [name: string]: string }): number {
  const date = Date.parse(headers['date'] ?? '');
  return Number.isNaN(date) ? inMilliseconds : date / 1000 + day;
}

/** A string that some serialiser made of nothing. */
export function isPlaceholder(id: string): boolean {
  return ['', 'null', 'none', 'undefined', 'nil'].includes(id.trim().toLowerCase());
}
