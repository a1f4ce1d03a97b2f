import { SpecError } from './error.ts';
import { amend, parseErrata } from './errata.ts';
import type { ErrataText } from './errata.ts';
import { isObject } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import { parseText } from './parse.ts';
import { refuseReferences } from './references.ts';
import { slice } from './slice.ts';

/** A text to be read, and how. `sliced`: only what validity depends on. */
export type Mending = {
  text: string;
  /** What the messages call it. */
  name: string;
  errata: ErrataText;
  /** Numbers of the errata that are not to apply. */
  off: readonly number[];
  sliced: boolean;
};

/** An OpenAPI document with its errata, and the numbers of those that applied. */
export type Mended = { root: JsonObject; numbers: number[] };

/** Reads a text, corrects it, and refuses what cannot be used. @throws SpecError */
export function mend({ text, name, errata, off, sliced }: Mending): Mended {
  const parsed = parseText(text, name);
  refuseDialect(parsed, name);
  const amended = amend(parsed as JsonObject, parseErrata(errata, 'the errata'), { name, off });
  refuseReferences(amended.root, name);
  return sliced ? { ...amended, root: slice(amended.root) } : amended;
}

function refuseDialect(parsed: Json, name: string): void {
  if (!isObject(parsed)) {
    throw new SpecError(`${name} is not an OpenAPI document: it holds ${kind(parsed)}, not an object with "openapi".`);
  }
  if ('swagger' in parsed) {
    throw new SpecError(`${name} is a Swagger ${asText(parsed['swagger'])} document; convert it to OpenAPI 3.1 first.`);
  }
  const version = parsed['openapi'];
  if (version === undefined) {
    throw new SpecError(
      `${name} has no "openapi" member; begin it with openapi: '3.1.0' (or the 3.0.x it is written in).`,
    );
  }
  if (typeof version !== 'string') {
    throw new SpecError(`${name} gives its OpenAPI version as ${kind(version)}; quote it: openapi: '3.1.0'.`);
  }
  if (!/^3\.[01]\.\d+(-\w+)?$/.test(version)) {
    throw new SpecError(
      `${name} is OpenAPI ${JSON.stringify(version)}; only 3.0.x and 3.1.x are read, convert it to 3.1.0.`,
    );
  }
}

function asText(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function kind(value: Json): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return `a ${typeof value}`;
}
