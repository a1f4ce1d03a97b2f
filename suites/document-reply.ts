import type { BodySchema, Contract, Operation } from '../src/schema/contract.ts';
import type { Violation } from '../src/schema/violation.ts';
import { drop } from '../src/generate/edit.ts';
import { SpecError } from '../src/spec/error.ts';
import { at as valueAt, type Json } from '../src/spec/json.ts';
import { readJsonReply, type JsonReply } from '../src/transport/json-reply.ts';
import type { Exchange } from '../src/transport/exchange.ts';
import type { Request } from '../src/transport/request.ts';

/** A reply of an operation, with what the document says of it. */
export type DescribedReply = JsonReply & {
  operation: Operation;
  /** The status, class of statuses or `DEFAULT` under which the document describes the reply; undefined: nowhere. */
  described: string | undefined;
  /** The schema of its body. */
  schema: BodySchema | undefined;
};

export function readDescribed(exchange: Exchange, operation: Operation): DescribedReply {
  const view = readJsonReply(exchange);
  const described = describedFor(operation, view.status);
  return { ...view, operation, described, schema: described ? schemaOf(operation, view) : undefined };
}

/** `default` speaks of successes only where the document has no other word for them. */
function describedFor({ responses }: Operation, status: number): string | undefined {
  const own = [String(status), `${Math.floor(status / 100)}XX`].find((key) => responses.has(key));
  if (own !== undefined || !responses.has('DEFAULT')) return own;
  const hasSuccess = [...responses.keys()].some((key) => key.startsWith('2'));
  return status >= 400 || !hasSuccess ? 'DEFAULT' : undefined;
}

/** A schema that is none is a fault of the document, which `lint` shows; it says nothing of the endpoint. */
function schemaOf(operation: Operation, { status, mediaType }: JsonReply): BodySchema | undefined {
  try {
    return operation.response(status, mediaType);
  } catch (error) {
    if (error instanceof SpecError) return undefined;
    throw error;
  }
}

/** The operation of a request, where it is one of these. */
export function operationOf(
  contract: Contract,
  among: ReadonlySet<Operation>,
  request: Request,
): Operation | undefined {
  const operation = contract.operation(request.method, request.path);
  return operation && among.has(operation) ? operation : undefined;
}

export type Departure = Violation & { kind: 'type' | 'value' | 'absence' };

/**
 * Where a body departs from its schema. Left out is what no client notices: members that no schema names (LEG-01), and
 * null for a member that need not be there, which reads as its absence (LEG-06).
 */
export function* departures(schema: BodySchema, body: Json): Iterable<Departure> {
  for (const violation of schema.violations(body)) {
    const kind = kindOf(violation, schema, body);
    if (kind) yield { ...violation, kind };
  }
}

function kindOf({ keyword, at, actual }: Violation, schema: BodySchema, body: Json): Departure['kind'] | undefined {
  if (keyword === 'required') return 'absence';
  if (['additionalProperties', 'unevaluatedProperties', 'false schema', 'depth'].includes(keyword)) return undefined;
  const isMember = at !== '' && !Array.isArray(valueAt(body, at.slice(0, at.lastIndexOf('/'))));
  if (actual === null && isMember) return isRequired(at, schema, body) ? 'absence' : undefined;
  return keyword === 'type' || keyword === 'const' ? 'type' : 'value';
}

function isRequired(at: string, schema: BodySchema, body: Json): boolean {
  const path = at
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return schema.violations(drop(body, path)).some((one) => one.keyword === 'required' && one.at === at);
}
