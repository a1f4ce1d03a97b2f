import { isObject, token, type Json, type JsonObject } from '../spec/json.ts';
import { bytesOf, type Reply } from './exchange.ts';
import { withReads } from './edit-reply.ts';
import type { Fault } from './fault.ts';
import { isOk, isStream } from './guards.ts';
import { readJson } from './json-text.ts';
import type { Request } from './request.ts';
import { remembered } from './remembered.ts';
import { weightOf } from './weight.ts';

/** Returns the other body, or undefined (or the same object) to leave the reply alone. */
type EditJson = (json: JsonObject, request: Request, earlier: readonly Request[]) => Json | undefined;

/** Another body in a successful reply whose body is a JSON object. */
export function editJson(edit: EditJson): Fault {
  return editWhere((reply) => isOk(reply) && !isStream(reply), edit);
}

/** The same for refusals: 4xx and 5xx. */
export function editErrorJson(edit: EditJson): Fault {
  return editWhere(({ status }) => status >= 400, edit);
}

/**
 * `json` with another value at a JSON Pointer; the same object where the pointer leads nowhere. The last token may name
 * a new member, or the place behind the last entry of an array.
 */
export function put<T extends Json>(json: T, pointer: string, value: Json): T {
  return change(json, steps(pointer), (parent, last) => {
    if (!Array.isArray(parent)) return { ...parent, [last]: value };
    return Number(last) > parent.length ? parent : parent.toSpliced(Number(last), 1, value);
  });
}

/** `json` without what the pointers name; the same object where they name nothing. */
export function without<T extends Json>(json: T, ...pointers: readonly string[]): T {
  return pointers.reduce((rest, pointer) => change(rest, steps(pointer), removed), json);
}

function editWhere(concerns: (reply: Reply) => boolean, edit: EditJson): Fault {
  return (reply, request, earlier) => {
    if (!concerns(reply)) return reply;
    const { value } = bodyOf(reply);
    if (!isObject(value)) return reply;
    const edited = edit(value, request, earlier);
    if (edited === undefined || edited === value) return reply;
    const at = reply.reads.at(-1)?.at ?? reply.headersAt;
    return withReads(reply, [{ at, bytes: Buffer.from(JSON.stringify(edited)) }]);
  };
}

const bodyOf = remembered((reply: Reply) => readJson(bytesOf(reply)), weightOf);

type Parent = JsonObject | readonly Json[];

function steps(pointer: string): string[] {
  const tokens = pointer.split('/').slice(1);
  return tokens.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function change<T extends Json>(json: T, path: readonly string[], edit: (parent: Parent, last: string) => Parent): T {
  const [step, ...rest] = path;
  if (step === undefined || typeof json !== 'object' || json === null) return json;
  if (rest.length === 0) return edit(json as Parent, step) as T;
  if (!Object.hasOwn(json, step)) return json;
  const child = (json as JsonObject)[step]!;
  const edited = change(child, rest, edit);
  return edited === child ? json : put(json, `/${token(step)}`, edited);
}

function removed(parent: Parent, last: string): Parent {
  if (!Object.hasOwn(parent, last)) return parent;
  if (Array.isArray(parent)) return (parent as readonly Json[]).toSpliced(Number(last), 1);
  const { [last]: _, ...rest } = parent as JsonObject;
  return rest;
}
