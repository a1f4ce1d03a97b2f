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
  /** What another contract had to supply, in words such as `GET /models` or `errors of GET /models`. */
  borrowed: readonly string[];
  /** The operation that answers a request path such as `/models/gpt-4o`, or undefined. */
  operation(method: string, path: string): Operation | undefined;
  /** The compiled schema that a `#/…` pointer names. Throws SpecError where there is none. */
  schemaAt(pointer: string): BodySchema;
  /** The value a `#/…` pointer names in the document as loaded, or undefined. */
  resolve(pointer: string): Json | undefined;
};

export type Operation = {
  id: string;
  method: string;
  /** The path template: `/models/{model}`. */
  path: string;
  parameters: readonly Parameter[];
  /** The media types of request bodies that the document has a schema for. */
  takes: readonly string[];
  /** What the document says of replies: media types by status, which stands in capitals: `200`, `4XX`, `DEFAULT`. */
  responses: ReadonlyMap<string, readonly string[]>;
  /** Compiled lazily, cached. */
  request(contentType: string): BodySchema | undefined;
  /** The schema of a response body: exact status first, then `2XX`, then `default`. Compiled lazily, cached. */
  response(status: number, contentType: string): BodySchema | undefined;
};

export type Parameter = {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required: boolean;
  /** Compiled lazily, cached; undefined where the document gives none. */
  schema(): BodySchema | undefined;
  /** A value that the document offers: an example, or the default. */
  example: Json | undefined;
};

/** The compiled schema of one body of an operation. */
export type BodySchema = {
  /** Where the schema stands in the document, with the name it is referenced by where it has one. */
  pointer: string;
  /** The normalised JSON Schema 2020-12; its `$ref`s are `#/components/schemas/Name` and resolve in `definitions`. */
  schema: JsonSchema;
  definitions: { readonly [pointer: string]: JsonSchema };
  /** Whether `value` is valid; faster than asking why not. Never throws. */
  accepts(value: unknown): boolean;
  /** Every departure of `value`, one per cause; empty where it is valid. Never throws. */
  violations(value: unknown): Violation[];
};

export type JsonSchema = boolean | { readonly [keyword: string]: unknown };
