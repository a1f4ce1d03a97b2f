import { isObject, type Json } from '../spec/json.ts';

/** What is wrong with a value. `param` names the member the way people write it: `messages[0].role`. */
export type Flaw = { param: string; code: FlawCode; message: string };
export type FlawCode = 'missing_required_parameter' | 'invalid_type' | 'invalid_value' | 'out_of_range';

/** Finds the first flaw of a value, or nothing. */
export type Shape = (value: Json, param: string) => Flaw | undefined;

export const anything: Shape = () => undefined;

export const boolean: Shape = (value, param) =>
  typeof value === 'boolean' ? undefined : wrongType(param, 'a boolean');

export const text: Shape = (value, param) => (typeof value === 'string' ? undefined : wrongType(param, 'a string'));

export function textUpTo(longest: number): Shape {
  return (value, param) => {
    if (typeof value !== 'string') return wrongType(param, 'a string');
    return value.length > longest ? outOfRange(param, `at most ${longest} characters long`) : undefined;
  };
}

export function matching(pattern: RegExp, what: string): Shape {
  return (value, param) => {
    if (typeof value !== 'string') return wrongType(param, 'a string');
    return pattern.test(value) ? undefined : flaw(param, 'invalid_value', `must be ${what}`);
  };
}

export function number(least: number, most: number): Shape {
  return (value, param) => {
    if (typeof value !== 'number') return wrongType(param, 'a number');
    return value < least || value > most ? outOfRange(param, `between ${least} and ${most}`) : undefined;
  };
}

export function integer(least: number, most = Infinity): Shape {
  return (value, param) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) return wrongType(param, 'an integer');
    if (value < least) return outOfRange(param, `at least ${least}`);
    return value > most ? outOfRange(param, `at most ${most}`) : undefined;
  };
}

export function oneOf(...values: readonly string[]): Shape {
  const says = `must be one of ${values.map((value) => JSON.stringify(value)).join(', ')}`;
  return (value, param) => {
    if (typeof value !== 'string') return wrongType(param, 'a string');
    return values.includes(value) ? undefined : flaw(param, 'invalid_value', says);
  };
}

export function list(item: Shape, least = 0, most = Infinity): Shape {
  return (value, param) => {
    if (!Array.isArray(value)) return wrongType(param, 'an array');
    if (value.length < least) return outOfRange(param, `an array of at least ${least}`);
    if (value.length > most) return outOfRange(param, `an array of at most ${most}`);
    return first(value.map((entry: Json, i) => () => item(entry, `${param}[${i}]`)));
  };
}

/** An object with these members; `required` ones must be there, others may be. Further members are of no concern. */
export function object(members: { readonly [name: string]: Shape }, required: readonly string[] = []): Shape {
  return (value, param) => {
    if (!isObject(value)) return wrongType(param, 'an object');
    const missing = required.find((name) => value[name] === undefined);
    if (missing) return flaw(`${param}.${missing}`, 'missing_required_parameter', 'is required');
    return first(
      Object.entries(members).map(([name, shape]) => () => {
        const member = value[name];
        return member === undefined ? undefined : shape(member, `${param}.${name}`);
      }),
    );
  };
}

export function map(item: Shape): Shape {
  return (value, param) => {
    if (!isObject(value)) return wrongType(param, 'an object');
    return first(
      Object.entries(value).map(
        ([name, entry]) =>
          () =>
            item(entry, `${param}.${name}`),
      ),
    );
  };
}

/** Chooses the shape by the JSON type of the value. */
export function byType(shapes: { string?: Shape; array?: Shape; object?: Shape }): Shape {
  const names = Object.keys(shapes).map((name) => (name === 'string' ? 'a string' : `an ${name}`));
  return (value, param) => {
    const type =
      typeof value === 'string' ? 'string' : Array.isArray(value) ? 'array' : isObject(value) ? 'object' : '';
    const shape = type === '' ? undefined : shapes[type];
    return shape ? shape(value, param) : wrongType(param, names.join(' or '));
  };
}

/** Chooses the shape of an object by the string in one of its members. */
export function byTag(tag: string, shapes: { readonly [value: string]: Shape }): Shape {
  const known = oneOf(...Object.keys(shapes));
  return (value, param) => {
    if (!isObject(value)) return wrongType(param, 'an object');
    const found = value[tag];
    if (found === undefined) return flaw(`${param}.${tag}`, 'missing_required_parameter', 'is required');
    return known(found, `${param}.${tag}`) ?? shapes[String(found)]?.(value, param);
  };
}

export function orNull(shape: Shape): Shape {
  return (value, param) => (value === null ? undefined : shape(value, param));
}

export function flaw(param: string, code: FlawCode, says: string): Flaw {
  return { param, code, message: `${param} ${says}.` };
}

function wrongType(param: string, what: string): Flaw {
  return flaw(param, 'invalid_type', `must be ${what}`);
}

function outOfRange(param: string, what: string): Flaw {
  return flaw(param, 'out_of_range', `must be ${what}`);
}

function first(attempts: readonly (() => Flaw | undefined)[]): Flaw | undefined {
  for (const attempt of attempts) {
    const found = attempt();
    if (found) return found;
  }
  return undefined;
}
