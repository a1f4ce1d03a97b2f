import { createHash } from 'node:crypto';
import { SpecError } from './error.ts';
import { noCache } from './cache.ts';
import type { Cache } from './cache.ts';
import { amend, parseErrata } from './errata.ts';
import type { ErrataText } from './errata.ts';
import { isObject } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import { readOperations } from './operations.ts';
import type { OperationPlan } from './operations.ts';
import { parseText } from './parse.ts';
import { refuseReferences } from './references.ts';
import { slice } from './slice.ts';

/** An OpenAPI 3.0 or 3.1 document whose references all stand within it. */
export type Document = {
  name: string;
  title: string;
  version: string;
  /** `3.0.x` or `3.1.x`. */
  openapi: string;
  /** SHA-256 of the text, hex. */
  digest: string;
  /** The numbers of the errata that applied. */
  errata: readonly number[];
  /** The document with its errata. */
  root: JsonObject;
  operations: readonly OperationPlan[];
};

export type LoadOptions = {
  errata: ErrataText;
  /** Numbers of the errata that are not to apply. */
  off?: readonly number[];
  /** Where the part of the document that validity depends on is kept; then all else is left out. */
  cache?: Cache;
};

/** @throws SpecError for everything that stands in the way, in terms of `name` */
export function loadDocument(text: string, name: string, options: LoadOptions): Document {
  const { errata, off = [], cache = noCache } = options;
  const digest = createHash('sha256').update(text).digest('hex');
  const { root, numbers } = cache.remember(['document', digest, errata, off.join()], () => {
    const amended = mended(text, name, options);
    return cache === noCache ? amended : { ...amended, root: slice(amended.root) };
  });
  const info = isObject(root['info']) ? root['info'] : {};
  return {
    name,
    title: asText(info['title']) || name,
    version: asText(info['version']),
    openapi: asText(root['openapi']),
    digest,
    errata: numbers,
    root,
    operations: readOperations(root, name),
  };
}

function mended(text: string, name: string, { errata, off = [] }: LoadOptions): ReturnType<typeof amend> {
  const parsed = parseText(text, name);
  refuseDialect(parsed, name);
  const amended = amend(parsed as JsonObject, parseErrata(errata, 'the errata'), { name, off });
  refuseReferences(amended.root, name);
  return amended;
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
