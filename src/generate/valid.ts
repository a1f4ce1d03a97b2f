import * as fc from 'fast-check';

import type { Json } from '../spec/json.ts';
import type { BodySchema, JsonSchema } from '../schema/contract.ts';
import { alternatives, type Alternative } from './alternatives.ts';
import { arrays } from './arrays.ts';
import { judgeOf, type Judge } from './judge.ts';
import { numbers } from './numbers.ts';
import { objects, type Child } from './objects.ts';
import { referencesOf, type References } from './references.ts';
import { jsonTypes, type JsonType } from './shape.ts';
import { sieve } from './sieve.ts';
import { strings } from './strings.ts';
import { text, word } from './text.ts';

export type ValidOptions = {
  /** At most so many members per object that need not be there. Default: 4. */
  optional?: number;
  /** How often a recursive reference is followed; more where the schema cannot be satisfied otherwise. Default: 2. */
  depth?: number;
  /** Texts are small letters where the schema asks nothing else, and texts and lists are not empty. Default: false. */
  plain?: boolean;
  /**
   * What stands at a place, by JSON Pointer into the value; a token `*` is any member, or any item. A member that need
   * not be there still comes and goes.
   */
  overrides?: { readonly [pointer: string]: fc.Arbitrary<Json> };
};

/**
 * Values that satisfy a body schema, every one. They shrink towards few members, short texts and lists, and the first
 * branches of unions. Throws where no value satisfies the schema.
 */
export function validOf(body: BodySchema, options: ValidOptions = {}): fc.Arbitrary<Json> {
  const compile = compiler(body, options);
  const depth = options.depth ?? 2;
  for (const fuel of [depth, depth + 1, depth + 2, depth + 4, depth + 8]) {
    const values = compile(body.schema, fuel);
    const valid = values && sieve(values, (value) => body.violations(value).length === 0);
    if (valid) return valid;
  }
  throw new Error(`No value satisfies the schema at ${body.pointer}: correct the document, or the overrides.`);
}

/** The values of one schema inside a body; undefined where there are none within `fuel` recursive references. */
type Compile = (schema: JsonSchema, fuel: number) => fc.Arbitrary<Json> | undefined;

export function compiler(body: Pick<BodySchema, 'definitions' | 'pointer'>, options: ValidOptions = {}): Compile {
  const overrides = Object.entries(options.overrides ?? {}).map(([pointer, values]) => ({
    steps: pointer.split('/').slice(1),
    values,
  }));
  const works: Works = {
    references: referencesOf(body),
    judge: judgeOf(body),
    optional: options.optional ?? 4,
    plain: options.plain ?? false,
    known: new Map(),
  };
  return (schema, fuel) => compile(schema, fuel, overrides, works);
}

type Override = { steps: readonly string[]; values: fc.Arbitrary<Json> };
type Works = {
  references: References;
  judge: Judge;
  optional: number;
  plain: boolean;
  known: Map<JsonSchema, Map<number, fc.Arbitrary<Json> | undefined>>;
};

function compile(
  schema: JsonSchema,
  fuel: number,
  overrides: readonly Override[],
  works: Works,
): fc.Arbitrary<Json> | undefined {
  const here = overrides.find(({ steps }) => steps.length === 0);
  if (here) return here.values;
  if (open(schema)) return anything;
  // Below an override the same schema means different values in different places.
  const known = overrides.length === 0 ? (works.known.get(schema) ?? new Map()) : new Map();
  if (known.has(fuel)) return known.get(fuel);
  if (overrides.length === 0) works.known.set(schema, known);
  const ways = alternatives(schema, works.references, fuel)
    .flatMap((way) => waysOf(schema, way, overrides, works))
    .sort((a, b) => jsonTypes.indexOf(a.type) - jsonTypes.indexOf(b.type));
  known.set(fuel, oneOf(ways));
  return known.get(fuel);
}

/** Whether a schema says nothing: no keyword that could end a recursion. `default` is no constraint. */
function open(schema: JsonSchema): boolean {
  return schema === true || (schema !== false && Object.keys(schema).every((keyword) => keyword === 'default'));
}

const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: -1000, max: 1000 }),
  text(0, 12),
);
const anything: fc.Arbitrary<Json> = fc.oneof(
  { weight: 3, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.dictionary(word, scalar, { maxKeys: 3, noNullPrototype: true }) },
);

type Way = { type: JsonType; values: fc.Arbitrary<Json> };

/** The values of one alternative, by type. */
function waysOf(schema: JsonSchema, way: Alternative, overrides: readonly Override[], works: Works): Way[] {
  const whole = (value: Json) => [schema, ...way.chosen].every((asked) => works.judge(asked)(value));
  if (way.shape.values) {
    const values = way.shape.values.filter(whole);
    return values.length === 0 ? [] : [{ type: way.shape.types[0]!, values: fc.constantFrom(...values) }];
  }
  const child: Child = (inner, step) => compile(inner, way.fuel, overridesBelow(overrides, step), works);
  return way.shape.types.flatMap((type) => {
    const values = valuesOfType(type, way, child, works);
    const sound = values && (way.guarded ? sieve(values, whole) : values);
    return sound ? [{ type, values: sound }] : [];
  });
}

function overridesBelow(overrides: readonly Override[], step: string): Override[] {
  return overrides
    .filter(({ steps: [first] }) => first === step || first === '*')
    .map(({ steps, values }) => ({ steps: steps.slice(1), values }));
}

function valuesOfType(
  type: JsonType,
  { shape }: Alternative,
  child: Child,
  works: Works,
): fc.Arbitrary<Json> | undefined {
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'number':
      return numbers(shape);
    case 'string':
      return strings(shape, works.plain);
    case 'array':
      return arrays(shape, child, works.plain);
    case 'object':
      return objects(shape, child, works.judge, works.optional);
  }
}

function oneOf(ways: readonly Way[]): fc.Arbitrary<Json> | undefined {
  if (ways.length < 2) return ways[0]?.values;
  const weighted = ways.map(({ type, values }) => ({ weight: type === 'null' ? 1 : 4, arbitrary: values }));
  return fc.oneof({ depthSize: 'max', withCrossShrink: true }, ...weighted);
}
