import { isObject, token } from '../spec/json.ts';
import type { Json, JsonObject } from '../spec/json.ts';
import { dataMembers, documentMaps } from '../spec/references.ts';
import type { BodySchema } from './contract.ts';

/** An example that does not satisfy the schema beside it. `why`: each departure, or what stands in the way of a verdict. */
export type FailedExample = { at: string; why: readonly string[] };

/** Examples in a document: how many there are, and those that fail. */
export type Examples = { checked: number; failed: readonly FailedExample[] };

/**
 * Holds the examples of a document against their schemas: those of media types and parameters, of schemas, and the
 * replies that OpenAI publishes under `x-oaiMeta`.
 * @param schemaAt the compiled schema at a pointer; may throw
 */
export function examplesIn(root: JsonObject, schemaAt: (pointer: string) => BodySchema): Examples {
  const found = [...within(root['paths'] ?? null, '#/paths'), ...within(root['components'] ?? null, '#/components')];
  const failed = found.flatMap(({ at, value, schema }) => {
    const why = departures(value, schema, schemaAt);
    return why.length === 0 ? [] : [{ at, why }];
  });
  return { checked: found.length, failed };
}

/** `value`: the example, or the text of one. `schema`: where its schema stands. */
type Example = { at: string; value: Json | { text: string }; schema: string };

function departures(value: Example['value'], schema: string, schemaAt: (pointer: string) => BodySchema): string[] {
  try {
    const json =
      isObject(value) && Object.keys(value).join() === 'text' ? (JSON.parse(String(value['text'])) as Json) : value;
    return schemaAt(schema)
      .violations(json)
      .map(({ at, expected, actual }) => `${at || 'the whole'}: expected ${expected}, got ${shown(actual)}`);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function shown(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)} …` : text;
}

/** Iterative: the depth is the document's. */
function* within(from: Json, pointer: string): Generator<Example> {
  const open: { value: Json; at: string; names: boolean }[] = [{ value: from, at: pointer, names: true }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, at, names } = next;
    if (value === null || typeof value !== 'object') continue;
    if (isObject(value) && !names) yield* examplesOf(value, at);
    for (const [key, child] of Object.entries(value)) {
      if (!names && !Array.isArray(value) && (dataMembers.has(key) || key.startsWith('x-'))) continue;
      open.push({ value: child, at: `${at}/${token(key)}`, names: !names && documentMaps.has(key) && isObject(child) });
    }
  }
}

const keywords = ['type', '$ref', 'properties', 'items', 'enum', 'const', 'oneOf', 'anyOf', 'allOf'];

function* examplesOf(value: JsonObject, at: string): Generator<Example> {
  const { example, examples } = value;
  const beside = isObject(value['schema']) ? `${at}/schema` : undefined;
  const schema = beside ?? (keywords.some((name) => Object.hasOwn(value, name)) ? at : undefined);
  if (schema !== undefined) {
    if (example !== undefined) yield { at: `${at}/example`, value: example, schema };
    for (const [key, one] of Object.entries(examples ?? {})) {
      // A list of values in a schema; objects with a value elsewhere.
      const held = beside && isObject(one) ? one['value'] : Array.isArray(examples) ? one : undefined;
      if (held !== undefined) yield { at: `${at}/examples/${token(key)}`, value: held, schema };
    }
  }
  yield* publishedReplies(value, at);
}

/** Texts of replies that the vendor shows beside an operation; those of streams and of curl are let be. */
function* publishedReplies({ responses, 'x-oaiMeta': meta }: JsonObject, at: string): Generator<Example> {
  const success = isObject(responses) ? responses['200'] : undefined;
  const content = isObject(success) && isObject(success['content']) ? success['content'] : {};
  if (!isObject(content['application/json']) || !isObject(meta)) return;
  const schema = `${at}/responses/200/content/application~1json/schema`;
  const shown = Array.isArray(meta['examples']) ? meta['examples'] : [meta['examples'] ?? null];
  for (const [i, one] of shown.entries()) {
    const text = isObject(one) ? one['response'] : undefined;
    if (typeof text === 'string' && text.trimStart().startsWith('{'))
      yield { at: `${at}/x-oaiMeta/examples/${i}/response`, value: { text }, schema };
  }
}
