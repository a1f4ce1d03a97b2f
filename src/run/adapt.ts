import type { Capability } from '../check/capability.ts';
import { MODEL } from '../check/probe.ts';
import { isObject } from '../spec/json.ts';
import { jsonBody, type Request } from '../transport/request.ts';

/** The request as this target gets it: the model named, and what the target lacks put the way it understands. */
export function adapt(request: Request, model: string, lacking: readonly Capability[]): Request {
  return lacking.reduce((adapted, { without }) => without?.(adapted) ?? adapted, named(request, model));
}

function named(request: Request, model: string): Request {
  const path = request.path.replace(MODEL, encodeURIComponent(model));
  const body = jsonBody(request);
  if (!isObject(body) || body['model'] !== MODEL) return path === request.path ? request : { ...request, path };
  return { ...request, path, body: { ...request.body, json: { ...body, model } } };
}
