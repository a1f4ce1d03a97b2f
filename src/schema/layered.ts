import type { Contract, Operation } from './contract.ts';

/**
 * A document over a contract that fills its gaps: operations that the document does not have, and bodies of those that
 * it has and gives no schema for. `borrowed` names what was filled.
 */
export function layered(document: Contract, base: Contract): Contract {
  const under = base.operations.map((operation) => ({ operation, own: sameIn(document, operation) }));
  return {
    ...document,
    operations: [...document.operations, ...under.flatMap(({ operation, own }) => (own ? [] : [operation]))],
    borrowed: under.flatMap(({ operation, own }) => (own ? gaps(own, operation) : [nameOf(operation)])),
    operation(method, path) {
      const own = document.operation(method, path);
      const other = base.operation(method, path);
      return own && other ? filled(own, other) : (own ?? other);
    },
  };
}

/** The operation of a contract at the same place, whatever the parameters of the path are called. */
export function sameIn({ operations }: Contract, { method, path }: Operation): Operation | undefined {
  return operations.find((one) => one.method === method && anonymous(one.path) === anonymous(path));
}

function anonymous(path: string): string {
  return path.replaceAll(/\{[^{}]*\}/g, '{}');
}

function filled(own: Operation, other: Operation): Operation {
  return {
    ...own,
    request: (type) => own.request(type) ?? other.request(type),
    response: (status, type) => own.response(status, type) ?? other.response(status, type),
  };
}

function nameOf({ method, path }: Operation): string {
  return `${method} ${path}`;
}

/** The media types of successful replies, and errors, that `own` says nothing of and `other` does. */
function gaps(own: Operation, other: Operation): string[] {
  const known = successes(own);
  const missing = [...successes(other)].filter((type) => !known.has(type));
  const errors = describesErrors(other) && !describesErrors(own) ? ['errors'] : [];
  return [...missing, ...errors].map((what) => `${what} of ${nameOf(own)}`);
}

function successes({ responses }: Operation): Set<string> {
  return new Set([...responses].flatMap(([status, types]) => (status.startsWith('2') ? types : [])));
}

function describesErrors({ responses }: Operation): boolean {
  return [...responses].some(([status, types]) => /^[45]|^DEFAULT$/.test(status) && types.length > 0);
}
