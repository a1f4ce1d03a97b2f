import { createHash } from 'node:crypto';
import { noCache } from './cache.ts';
import type { Cache } from './cache.ts';
import type { ErrataText } from './errata.ts';
import { isObject } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import { mend } from './mend.ts';
import { mendApart } from './mend-apart.ts';
import { readOperations } from './operations.ts';
import type { OperationPlan } from './operations.ts';

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
  /** Whether nobody knows where the text comes from, so that reading it must not be able to do harm. */
  foreign?: boolean;
};

/** @throws SpecError for everything that stands in the way, in terms of `name` */
export function loadDocument(text: string, name: string, options: LoadOptions): Document {
  const { errata, off = [], cache = noCache, foreign = false } = options;
  const digest = createHash('sha256').update(text).digest('hex');
  const { root, numbers } = cache.remember(['document', digest, errata, off.join()], () => {
    const mending = { text, name, errata, off, sliced: cache !== noCache };
    return foreign ? mendApart(mending) : mend(mending);
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

function asText(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
