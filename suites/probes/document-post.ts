import * as fc from 'fast-check';

import { MODEL, type AnyProbe, type Probe } from '../../src/check/probe.ts';
import { declares } from '../../src/generate/declares.ts';
import { validOf } from '../../src/generate/valid.ts';
import type { BodySchema, Contract, Operation } from '../../src/schema/contract.ts';
import type { Json } from '../../src/spec/json.ts';
import { readJsonReply, type JsonReply } from '../../src/transport/json-reply.ts';
import type { Request } from '../../src/transport/request.ts';
import { described, namesIn } from '../requests/described.ts';
import { isItemOf, othersIn } from './others.ts';

const most = 30;

/**
 * What a document has that answers and keeps nothing: a POST with a body drawn from its schema. It may cost money, so it
 * takes consent. What makes something that stays (the same path or one below it can be read or deleted) is never sent,
 * and what acts on something that is there is told of an id that nobody has. Nothing is sent with PUT, PATCH or DELETE.
 */
export function postingProbe(contract: Contract): AnyProbe {
  return {
    id: 'POST of the document',
    needs: [],
    consent: true,
    atMost: { requests: 1, tokens: 300 },
    cases: () => ({
      always: postsIn(contract)
        .flatMap((operation) => requestOf(operation) ?? [])
        .slice(0, most),
    }),
    converse: (send, request) => send('reply', request),
    read: { reply: readJsonReply },
    answers: () => true,
  } satisfies Probe<{ reply: JsonReply }>;
}

function postsIn(contract: Contract): Operation[] {
  return othersIn(contract).filter(({ method, path }) => {
    const kept = contract.operations.some(
      (one) => ['GET', 'DELETE'].includes(one.method) && (one.path === path || isItemOf(one.path, path)),
    );
    return method === 'POST' && (namesIn(path).length > 0 || !kept);
  });
}

/** Undefined where the document wants another body than JSON, or none can be made. */
function requestOf(operation: Operation): Request | undefined {
  try {
    const schema = operation.request('application/json');
    if (!schema && operation.takes.length > 0) return undefined;
    return described(operation, new Map(), 'optional', schema && drawn(schema));
  } catch {
    return undefined;
  }
}

/** Names under which APIs limit what is generated. */
const limits = ['max_tokens', 'max_completion_tokens', 'max_output_tokens', 'n', 'best_of'];

function drawn(schema: BodySchema): Json {
  const small = limits.filter((name) => declares(schema, name)).map((name) => [`/${name}`, fc.constant(1)]);
  const overrides: { [pointer: string]: fc.Arbitrary<Json> } = Object.fromEntries(small);
  if (declares(schema, 'model') && takesAnyModel(schema)) overrides['/model'] = fc.constant(MODEL);
  return fc.sample(validOf(schema, { plain: true, optional: 0, overrides }), { seed: 1, numRuns: 1 })[0]!;
}

/** Some documents enumerate the models. */
function takesAnyModel(schema: BodySchema): boolean {
  return !schema.violations({ model: MODEL }).some(({ at }) => at === '/model');
}
