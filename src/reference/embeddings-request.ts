import { isObject, type Json, type JsonObject } from '../spec/json.ts';
import { invalid, type Problem } from './errors.ts';
import type { Rules } from './rules.ts';
import { type Flaw, flaw, integer, list, oneOf, type Shape, text } from './shape.ts';
import { countTokens } from './tokens.ts';
import { declined } from './admission.ts';
import { width } from './vectors.ts';

/** A request for embeddings that passed validation. */
export type EmbeddingsRequest = {
  model: string | undefined;
  inputs: readonly (string | readonly number[])[];
  base64: boolean;
  dimensions: number;
  promptTokens: number;
};

/** A request that can be answered, or the first reason why not. */
export function validateEmbeddings(body: Json, rules: Rules): { wanted: EmbeddingsRequest } | { problem: Problem } {
  if (!isObject(body)) return { problem: invalid('The body must be a JSON object.', null, 'invalid_type') };
  const refused = declined(body, rules);
  if (refused) return { problem: refused };
  const found = missing(body, rules) ?? unknown(body, rules) ?? misshapen(body);
  if (!found) return { wanted: wantedOf(body) };
  return { problem: { ...invalid(found.message, found.param, found.code), status: rules.invalidStatus } };
}

/** So many different token ids. */
const vocabulary = 100_000;
/** The most entries of any list, and tokens of all inputs. */
const most = { entries: 2048, tokens: 300_000 };

const filled: Shape = (value, param) =>
  text(value, param) ?? (value === '' ? flaw(param, 'invalid_value', 'must not be empty') : undefined);
const tokens = list(integer(0, vocabulary - 1), 1, most.entries);

/** The first entry says what all of them are. */
const input: Shape = (value, param) => {
  if (!Array.isArray(value)) return filled(value, param);
  const [first] = value as Json[];
  if (typeof first === 'number') return tokens(value, param);
  return list(Array.isArray(first) ? tokens : filled, 1, most.entries)(value, param);
};

const members: { readonly [name: string]: Shape } = {
  model: text,
  input,
  encoding_format: oneOf('float', 'base64'),
  dimensions: integer(1, width),
  user: text,
};

function missing(body: JsonObject, { anyModel }: Rules): Flaw | undefined {
  const name = (anyModel ? ['input'] : ['model', 'input']).find((one) => body[one] === undefined);
  return name ? flaw(name, 'missing_required_parameter', 'is required') : undefined;
}

function unknown(body: JsonObject, { vendorMembers }: Rules): Flaw | undefined {
  const name = Object.keys(body).find((one) => !Object.hasOwn(members, one));
  return name !== undefined && !vendorMembers ? flaw(name, 'invalid_value', 'is not known here') : undefined;
}

function misshapen(body: JsonObject): Flaw | undefined {
  for (const [name, shape] of Object.entries(members)) {
    const value = body[name];
    const found = value === undefined ? undefined : shape(value, name);
    if (found) return found;
  }
  const { promptTokens } = wantedOf(body);
  if (promptTokens <= most.tokens) return undefined;
  return flaw('input', 'out_of_range', `holds ${promptTokens} tokens; one request takes ${most.tokens}`);
}

function wantedOf({ model, input: given, encoding_format: format, dimensions }: JsonObject): EmbeddingsRequest {
  const several = Array.isArray(given) && typeof given[0] !== 'number';
  const inputs = (several ? given : [given]) as EmbeddingsRequest['inputs'];
  return {
    model: typeof model === 'string' ? model : undefined,
    inputs,
    base64: format === 'base64',
    dimensions: typeof dimensions === 'number' ? dimensions : width,
    promptTokens: inputs.reduce((sum, one) => sum + (typeof one === 'string' ? countTokens(one) : one.length), 0),
  };
}
