import type { Json } from '../spec/json.ts';
import type { Violation } from './violation.ts';

/** A loaded OpenAPI document, as the checks and the generators see it. */
export type Contract = {
  title: string;
  version: string;
  /** `openapi` field of the document: `3.0.x` or `3.1.x`. */
  openapi: string;
  /** SHA-256 of the document's text, hex. */
  digest: string;
  /** The numbers of the errata that applied to this document. */
  errata: readonly number[];
  operations: readonly Operation[];
  /** The operation that answers a request path such as `/models/gpt-4o`, or undefined. */
  operation(method: string, path: string): Operation | undefined;
  /** The value a `#/…` pointer names in the document as loaded, or undefined. */
  resolve(pointer: string): Json | undefined;
};

export type Operation = {
  id: string;
  method: string;
  /** The path template: `/models/{model}`. */
  path: string;
  /** Compiled lazily, cached. */
  request(contentType: string): BodySchema | undefined;
  /** The schema of a response body: exact status first, then `2XX`, then `default`. Compiled lazily, cached. */
  response(status: number, contentType: string): BodySchema | undefined;
};

/** The compiled schema of one body of an operation. */
export type BodySchema = {
  /** Where the schema stands in the document, with the name it is referenced by where it has one. */
  pointer: string;
  /** The normalised JSON Schema 2020-12; its `$ref`s are `#/components/schemas/Name` and resolve in `definitions`. */
  schema: JsonSchema;
  definitions: { readonly [pointer: string]: JsonSchema };
  /** Every departure of `value`, one per cause; empty where it is valid. Never throws. */
  violations(value: unknown): Violation[];
};

export type JsonSchema = boolean | { readonly [keyword: string]: unknown };
