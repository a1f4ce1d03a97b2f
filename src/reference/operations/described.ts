import * as fc from 'fast-check';

import { validOf } from '../../generate/valid.ts';
import { bundledContract } from '../../schema/bundled.ts';
import type { BodySchema, Contract, Operation } from '../../schema/contract.ts';
import { sameIn } from '../../schema/layered.ts';
import { isObject, type Json } from '../../spec/json.ts';
import type { Reply } from '../../transport/exchange.ts';
import { envelope, invalid, type Problem } from '../errors.ts';
import type { Incoming } from '../incoming.ts';
import type { Turn } from '../persona.ts';
import { randomOf } from '../random.ts';
import { json, parsed } from '../replies.ts';
import type { Service } from '../service.ts';

/**
 * An operation that only the document has which the server was given: its replies are drawn from the schemas there,
 * the same for the same path. What a list holds can be had by its id, and nothing else can. Undefined for all others.
 */
export function answerDescribed(incoming: Incoming, service: Service, turn: Turn): Reply | undefined {
  const { document } = service;
  const operation = document?.operation(incoming.method, incoming.path);
  if (!document || !operation || sameIn(bundledContract(), operation)) return undefined;
  const problem = missing(document, operation, incoming.path) ?? mistake(operation, incoming, service);
  if (problem) return declined(problem, operation, service, turn);
  const [status, type] = success(operation);
  const schema = operation.response(Number(status), type);
  const drawn = schema && valueOf(schema, incoming.path);
  if (drawn === undefined) return declined(unavailable, operation, service, turn);
  const body = named(drawn, incoming.path, operation, schema!);
  return json(Number(status), body, service, turn, { 'content-type': type });
}

const unavailable: Problem = {
  ...invalid('No reply can be drawn from the schemas of the document.', null, 'not_implemented'),
  status: 501,
};

function success({ responses }: Operation): readonly [status: string, type: string] {
  for (const [status, types] of responses) {
    const type = types.find((one) => /[/+]json$/.test(one));
    if (status.startsWith('2') && type !== undefined) return [status.replace('XX', '00'), type];
  }
  return ['200', 'application/json'];
}

/** The first id in the path that the list above it does not have. */
function missing(document: Contract, { path: template }: Operation, path: string): Problem | undefined {
  const given = path.split('/');
  for (const [i, step] of template.split('/').entries()) {
    if (!step.startsWith('{')) continue;
    const collection = given.slice(0, i).join('/');
    const list = document.operation('GET', collection)?.response(200, 'application/json');
    const ids = list ? idsIn(valueOf(list, collection)) : [];
    const id = decodeURIComponent(given[i]!);
    if (!ids.includes(id))
      return { ...invalid(`There is no ${JSON.stringify(id)} here.`, step, 'not_found'), status: 404 };
  }
  return undefined;
}

function idsIn(list: Json | undefined): string[] {
  const data = isObject(list) ? list['data'] : list;
  const entries = Array.isArray(data) ? data : [];
  return entries.flatMap((entry: Json) => (isObject(entry) && typeof entry['id'] === 'string' ? [entry['id']] : []));
}

function mistake(operation: Operation, incoming: Incoming, { rules }: Service): Problem | undefined {
  const schema = operation.request('application/json');
  if (!schema) return undefined;
  const read = parsed(incoming, rules);
  if ('problem' in read) return read.problem;
  const [first] = schema.violations(read.json);
  return first && invalid(`${first.at} is not ${first.expected}.`, first.at.slice(1), 'invalid_value');
}

/** A thing that was asked for by its id has that id. */
function named(drawn: Json, path: string, { path: template }: Operation, schema: BodySchema): Json {
  if (!template.endsWith('}') || !isObject(drawn)) return drawn;
  const body = { ...drawn, id: decodeURIComponent(path.split('/').at(-1)!) };
  return schema.accepts(body) ? body : drawn;
}

function declined(problem: Problem, operation: Operation, service: Service, turn: Turn): Reply {
  const schema = operation.response(problem.status, 'application/json');
  const usual = envelope(problem);
  const body = !schema || schema.accepts(usual) ? usual : (valueOf(schema, operation.path) ?? usual);
  return json(problem.status, body, service, turn);
}

function valueOf(schema: BodySchema, place: string): Json | undefined {
  try {
    const seed = Math.floor(randomOf(place)() * 2 ** 31);
    return fc.sample(validOf(schema, { plain: true, optional: 3 }), { seed, numRuns: 1 })[0];
  } catch {
    return undefined;
  }
}
