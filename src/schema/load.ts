import { bundledText } from '../spec/bundled.ts';
import { loadDocument } from '../spec/document.ts';
import type { Document, LoadOptions } from '../spec/document.ts';
import type { OperationPlan } from '../spec/operations.ts';
import { resolve } from '../spec/references.ts';
import { compiler } from './ajv.ts';
import type { Compile } from './ajv.ts';
import type { BodySchema, Contract, Operation } from './contract.ts';
import { definitionsOf } from './definitions.ts';
import type { Definitions } from './definitions.ts';
import { byLiterals, matches } from './match.ts';
import { contentFor, responseFor } from './media.ts';
import { isValid, judge } from './violations.ts';

/**
 * The contract that an OpenAPI document states. Schemas are compiled when a body is first asked for, and what is wrong
 * with a schema is thrown there.
 * @param name what the messages call the document, such as its file name
 * @param options.errata corrections in the form of `specs/errata.yaml`, which is what applies where it is absent
 * @throws SpecError
 */
export function loadContract(text: string, name: string, options: Partial<LoadOptions> = {}): Contract {
  const document = loadDocument(text, name, { errata: bundledText('errata.yaml'), ...options });
  const body = bodies(document);
  const operations = document.operations.map((plan) => operation(plan, body));
  const ordered = operations.toSorted((a, b) => byLiterals(a.path, b.path));
  return {
    title: document.title,
    version: document.version,
    openapi: document.openapi,
    digest: document.digest,
    errata: document.errata,
    operations,
    borrowed: [],
    operation: (method, path) => ordered.find((o) => o.method === method.toUpperCase() && matches(o.path, path)),
    schemaAt: (pointer) => body(pointer)!,
    resolve: (pointer) => resolve(document.root, pointer),
  };
}

type Body = (pointer: string | undefined) => BodySchema | undefined;

function operation(plan: OperationPlan, body: Body): Operation {
  return {
    id: plan.id,
    method: plan.method,
    path: plan.path,
    parameters: plan.parameters.map(({ schema, ...rest }) => ({ ...rest, schema: () => body(schema) })),
    takes: [...plan.request.keys()],
    responses: new Map([...plan.responses].map(([status, content]) => [status, [...content.keys()]])),
    request: (contentType) => body(contentFor(plan.request, contentType)),
    response: (status, contentType) => {
      const content = responseFor(plan.responses, status);
      return content && body(contentFor(content, contentType));
    },
  };
}

function bodies(document: Document): Body {
  const definitions = definitionsOf(document);
  const decide = compiler(definitions, document.name, false);
  const explain = compiler(definitions, document.name, true);
  const cache = new Map<string, BodySchema>();
  return (pointer) => {
    if (pointer === undefined) return undefined;
    const known = cache.get(pointer) ?? bodySchema(pointer, definitions, decide, explain);
    cache.set(pointer, known);
    return known;
  };
}

function bodySchema(pointer: string, definitions: Definitions, decide: Compile, explain: Compile): BodySchema {
  const schema = definitions.get(pointer);
  const validate = decide(schema);
  const reachable = definitions.closure(schema).map((at) => [at, definitions.get(at)] as const);
  return {
    pointer,
    schema,
    definitions: Object.fromEntries(reachable),
    accepts: (value) => isValid(value, validate),
    violations: (value) => judge(value, schema, { validate, definitions, decide, explain }),
  };
}
