import type { JsonObject } from '../spec/json.ts';
import { invalid, type Problem } from './errors.ts';
import type { Rules } from './rules.ts';
import { type Flaw, flaw, type Shape } from './shape.ts';

/** What an operation knows of its bodies. `sampling`: members whose values some servers take beyond their range. */
export type KnownMembers = {
  members: { readonly [name: string]: Shape };
  sampling: ReadonlySet<string>;
  /** Besides the model. */
  required: readonly string[];
};

/** The longest prompt a model takes, in tokens. */
export const contextLength = 32_768;

export const notAnObject = invalid('The body must be a JSON object.', null, 'invalid_type');

/** A flaw as the refusal it leads to. */
export function broken({ message, param, code }: Flaw, { invalidStatus }: Rules): Problem {
  return { ...invalid(message, param, code), status: invalidStatus };
}

/** The refusal of a member that nobody knows, or that this server does not offer. */
export function refusal(body: JsonObject, { members }: KnownMembers, rules: Rules): Problem | undefined {
  const unknown = rules.closed && Object.keys(body).find((name) => !Object.hasOwn(members, name));
  if (unknown) return invalid(`There is no parameter ${JSON.stringify(unknown)}.`, unknown, 'unknown_parameter');
  return declined(body, rules);
}

/** The refusal of a member that this server does not offer. */
export function declined(body: JsonObject, { refuses }: Rules): Problem | undefined {
  for (const { member, when = () => true, instead } of refuses) {
    const value = body[member];
    if (value === undefined || value === null || !when(value)) continue;
    const remedy = instead ? `Use ${instead} instead.` : 'Leave it out.';
    return invalid(`This model does not support ${member} as sent. ${remedy}`, member, 'unsupported_parameter');
  }
  return undefined;
}

/** The refusal of a body that lacks a member, or has one of another shape. */
export function shapeless(body: JsonObject, known: KnownMembers, rules: Rules): Problem | undefined {
  const found = missing(body, known, rules) ?? misshapen(body, known, rules);
  return found && broken(found, rules);
}

function missing(body: JsonObject, { required }: KnownMembers, { anyModel }: Rules): Flaw | undefined {
  const name = (anyModel ? required : ['model', ...required]).find((name) => body[name] === undefined);
  return name ? flaw(name, 'missing_required_parameter', 'is required') : undefined;
}

function misshapen(body: JsonObject, { members, sampling }: KnownMembers, { lenient, nulls }: Rules): Flaw | undefined {
  for (const [name, value] of Object.entries(body)) {
    const shape = Object.hasOwn(members, name) ? members[name] : undefined;
    if (!shape) continue;
    if (value === null && !nulls) return flaw(name, 'invalid_type', 'must not be null');
    const found = shape(value, name);
    if (found && !(lenient && found.code === 'out_of_range' && sampling.has(name))) return found;
  }
  return undefined;
}
