import type { JsonSchema } from '../schema/contract.ts';
import type { References } from './references.ts';
import { jsonTypes, meet, shapeOf, type JsonType, type Shape } from './shape.ts';

/** One way to satisfy a schema: a branch is chosen in each of its unions, every reference is followed. */
export type Alternative = {
  shape: Shape;
  /** The branches chosen. A value that satisfies them and the schema belongs to this alternative. */
  chosen: readonly JsonSchema[];
  /** The shape alone does not say everything: its values must be put to the whole schema. */
  guarded: boolean;
  /** How many recursive references may still be followed below. */
  fuel: number;
};

type State = Alternative & { unions: readonly Union[] };
type Union = { branches: readonly JsonSchema[]; exclusive: boolean };
type Keywords = { readonly [keyword: string]: unknown };

// So many ways through the unions of one schema are told apart; the rest is not generated.
const most = 256;

/** The ways to satisfy `schema`; none where it is contradictory or asks for more than `fuel` recursive references. */
export function alternatives(schema: JsonSchema, references: References, fuel: number): Alternative[] {
  const start: State = { shape: shapeOf({}), chosen: [], guarded: false, fuel, unions: [] };
  return expand([schema], start, references).slice(0, most);
}

function expand(asked: readonly JsonSchema[], state: State, references: References): Alternative[] {
  const [schema, ...rest] = asked;
  if (schema === undefined) return choose(state, references);
  if (schema === false) return [];
  if (schema === true) return expand(rest, state, references);
  const shape = meet(state.shape, shapeOf(schema));
  if (!shape) return [];
  const next = {
    ...state,
    shape,
    guarded: state.guarded || Object.keys(schema).some((keyword) => guarded.has(keyword)),
  };
  const more = [...((schema['allOf'] ?? []) as JsonSchema[])];
  if (typeof schema['$ref'] === 'string') {
    if (references.recursive(schema['$ref'])) next.fuel -= 1;
    if (next.fuel < 0) return [];
    more.push(references.resolve(schema['$ref']));
  }
  if (schema['not'] !== undefined) {
    const complement = complementOf(schema['not'] as JsonSchema);
    if (complement === undefined) next.guarded = true;
    else more.push(complement);
  }
  next.unions = [...state.unions, ...unionsOf(schema)];
  return expand([...more, ...rest], next, references);
}

// Keywords that a shape does not carry.
const guarded = new Set([
  'contains',
  'dependentRequired',
  'dependentSchemas',
  'unevaluatedItems',
  'unevaluatedProperties',
]);

function choose(state: State, references: References): Alternative[] {
  const [first, ...unions] = state.unions;
  if (!first) {
    const { shape, chosen, guarded, fuel } = state;
    return [{ shape, chosen, guarded, fuel }];
  }
  const overlapping = first.exclusive && !disjoint(first.branches, references);
  const ways: Alternative[] = [];
  for (const branch of first.branches) {
    if (ways.length >= most) break;
    const next = { ...state, unions, chosen: [...state.chosen, branch], guarded: state.guarded || overlapping };
    ways.push(...expand([branch], next, references));
  }
  return ways;
}

function unionsOf(schema: Keywords): Union[] {
  const unions: Union[] = [];
  if (Array.isArray(schema['anyOf'])) unions.push({ branches: schema['anyOf'], exclusive: false });
  if (Array.isArray(schema['oneOf'])) unions.push({ branches: schema['oneOf'], exclusive: true });
  if (schema['if'] !== undefined) {
    const condition = schema['if'] as JsonSchema;
    const holds = { allOf: [condition, (schema['then'] ?? true) as JsonSchema] };
    const fails = { allOf: [{ not: condition }, (schema['else'] ?? true) as JsonSchema] };
    unions.push({ branches: [holds, fails], exclusive: false });
  }
  return unions;
}

/** A schema of exactly what `schema` refuses, where that can be said in keywords that shapes carry. */
function complementOf(schema: JsonSchema): JsonSchema | undefined {
  if (typeof schema === 'boolean') return !schema;
  const keywords = Object.keys(schema);
  if (keywords.length === 0) return false;
  if (keywords.length > 1) return undefined;
  if ('not' in schema) return schema['not'] as JsonSchema;
  const refused = [schema['type']].flat() as string[];
  if (!('type' in schema) || refused.includes('integer')) return undefined;
  return { type: jsonTypes.filter((type) => !refused.includes(type)) };
}

/** Whether no value can satisfy two of the branches, as far as types and tags tell. */
function disjoint(branches: readonly JsonSchema[], references: References): boolean {
  const shapes = branches.map((branch) => alternatives(branch, references, 1).map(({ shape }) => shape));
  return shapes.every((mine, i) =>
    shapes.slice(i + 1).every((theirs) => mine.every((a) => theirs.every((b) => apart(a, b, references)))),
  );
}

function apart(a: Shape, b: Shape, references: References): boolean {
  const shared = meet(a, b);
  if (!shared) return true;
  return shared.types.every((type: JsonType) => type === 'object' && taggedApart(a, b, references));
}

function taggedApart(a: Shape, b: Shape, references: References): boolean {
  const tags = a.required.filter((name) => b.required.includes(name));
  return tags.some((name) => {
    const schemas = [a, b].map(({ members }) => members.properties[name] ?? true);
    return alternatives({ allOf: schemas }, references, 0).length === 0;
  });
}
