import type { Json } from '../spec/json.ts';

/** One departure of a value from a schema, in terms a server author can act on. */
export type Violation = {
  /** JSON Pointer into the value. A missing member is named by the pointer it would have. */
  at: string;
  /** The JSON Schema keyword that failed: `type`, `enum`, `required`, … */
  keyword: string;
  /** Where the failed keyword stands in the document, as far as it is known: `#/components/schemas/…/type`. */
  schema: string;
  /** What the schema wants, as a short phrase: `"list"`, `integer`, `one of "stop", "length"`. */
  expected: string;
  /** The value found; undefined where the member is absent. */
  actual: Json | undefined;
};
