import { finding, type Finding } from '../src/check/finding.ts';
import type { Context } from '../src/check/suite.ts';
import { at as valueAt, isObject, type Json } from '../src/spec/json.ts';
import type { Request } from '../src/transport/request.ts';

type Body = { request: Request; status: number; mediaType: string };

/** Absence is for other checks, and a document may close an object that every vendor adds to (LEG-01). */
const notWrong = new Set(['required', 'additionalProperties', 'unevaluatedProperties']);

/** Members that the schema enumerates and the world extends, where a value more breaks nobody; and the suite `usage`. */
const isElsewhere = (pointer: string) => pointer === '/service_tier' || /^\/usage(?:\/|$)/.test(pointer);

/**
 * Present members of another type, constant or enumeration than the contract's. What is left out: absent members (other
 * checks), null for an optional member, which clients read as absent (LEG-06, SHP-20), open enumerations (LEG-03), and
 * what a named check of the suite owns, so that one defect is one red line.
 */
export function* wrongMembers(
  { request, status, mediaType }: Body,
  value: Json,
  { contract, owned }: Context,
  at = '',
): Iterable<Finding> {
  const schema = contract.operation(request.method, request.path)?.response(status, mediaType);
  for (const violation of schema?.violations(value) ?? []) {
    if (notWrong.has(violation.keyword) || isElsewhere(violation.at) || owned(violation.at)) continue;
    if (violation.actual === null && !isRequired(value, violation.at)) continue;
    yield finding(`${at}${violation.at}`, { words: violation.expected }, violation.actual);
  }
}

/** An entry of an array cannot be absent, so null is a value there. */
function isRequired(value: Json, pointer: string): boolean {
  const parent = valueAt(value, pointer.slice(0, pointer.lastIndexOf('/')));
  return pointer === '' || !isObject(parent);
}
