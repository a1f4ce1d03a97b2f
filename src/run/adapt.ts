import type { Capability } from '../check/capability.ts';
import { COMPLETION_MODEL, EMBEDDING_MODEL, MODEL, RUN } from '../check/probe.ts';
import { isObject } from '../spec/json.ts';
import { jsonBody, type Part, type Piece, type Request, type RequestBody } from '../transport/request.ts';

/** The model ids of a run, and its own name, by their placeholders. */
export type Models = { readonly [placeholder: string]: string };

/**
 * Models that the user named; undefined where `--model`, or the one that was found, is to serve. `run`: a word that no
 * other run has.
 */
export type NamedModels = {
  completionModel?: string | undefined;
  embeddingModel?: string | undefined;
  run?: string | undefined;
};

export function modelsOf(model: string, { completionModel, embeddingModel, run = '' }: NamedModels): Models {
  return {
    [MODEL]: model,
    [COMPLETION_MODEL]: completionModel ?? model,
    [EMBEDDING_MODEL]: embeddingModel ?? model,
    [RUN]: run,
  };
}

/** The request as this target gets it: the model named, and what the target lacks put the way it understands. */
export function adapt(request: Request, models: Models, lacking: readonly Capability[]): Request {
  return lacking.reduce((adapted, { without }) => without?.(adapted) ?? adapted, named(request, models));
}

function named(request: Request, models: Models): Request {
  const path = Object.entries(models).reduce(
    (made, [placeholder, id]) => made.replace(placeholder, encodeURIComponent(id)),
    request.path,
  );
  if (request.body && 'parts' in request.body)
    return { ...request, path, body: { parts: request.body.parts.map((part) => ofThisRun(part, models[RUN] ?? '')) } };
  if (request.body && !('json' in request.body)) return unread(request, request.body, models);
  const body = jsonBody(request);
  const model =
    isObject(body) && typeof body['model'] === 'string' && Object.hasOwn(models, body['model'])
      ? models[body['model']]
      : undefined;
  if (!isObject(body) || model === undefined) return path === request.path ? request : { ...request, path };
  return { ...request, path, body: { ...request.body, json: { ...body, model } } };
}

function ofThisRun(part: Part, run: string): Part {
  return part.filename === undefined ? part : { ...part, filename: part.filename.replace(RUN, run) };
}

/** A body that is wrong as a text still names the model, so that it is refused for nothing else. */
function unread(request: Request, body: RequestBody, models: Models): Request {
  if ('pieces' in body) return { ...request, body: { ...body, pieces: body.pieces.map((one) => filled(one, models)) } };
  if (!('text' in body || 'bytes' in body) || !body.contentType.includes('json')) return request;
  const bytes = Buffer.from('text' in body ? body.text : body.bytes);
  const named = Object.entries(models).reduce(
    (made, [placeholder, id]) => made.replace(`"${placeholder}"`, () => inLatin1(JSON.stringify(id))),
    bytes.toString('latin1'),
  );
  if (named === bytes.toString('latin1')) return request;
  const made = Buffer.from(named, 'latin1');
  return { ...request, body: 'text' in body ? { ...body, text: made.toString('utf8') } : { ...body, bytes: made } };
}

function filled(piece: Piece, models: Models): Piece {
  if (typeof piece !== 'string') return piece;
  return Object.entries(models).reduce(
    (made, [placeholder, id]) => made.replace(`"${placeholder}"`, () => JSON.stringify(id)),
    piece,
  );
}

/** The bytes of a text, one character each, so that they may stand among bytes that are no text. */
function inLatin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
