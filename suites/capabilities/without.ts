import { isObject } from '../../src/spec/json.ts';
import { bodyObject, jsonBody, type Request } from '../../src/transport/request.ts';

/** An edit of the requests to one operation, which says nothing of the others. */
export function on(path: string, edit: (request: Request) => Request): (request: Request) => Request {
  return (request) => (request.path === path ? edit(request) : request);
}

export function dropping(name: string): (request: Request) => Request {
  return (request) => {
    const body = jsonBody(request);
    if (!isObject(body) || !Object.hasOwn(body, name)) return request;
    const { [name]: _, ...rest } = body;
    return { ...request, body: { ...request.body, json: rest } };
  };
}

/** Other formats are capabilities of their own. */
export function withoutTextFormat(request: Request): Request {
  const { response_format: format } = bodyObject(request);
  return isObject(format) && format['type'] === 'text' ? dropping('response_format')(request) : request;
}

export function withoutSystem(request: Request): Request {
  const body = bodyObject(request);
  const { messages } = body;
  if (!Array.isArray(messages)) return request;
  const others = messages.filter((message) => !isObject(message) || message['role'] !== 'system');
  return others.length === messages.length
    ? request
    : { ...request, body: { ...request.body, json: { ...body, messages: others } } };
}

export function withOneStop(request: Request): Request {
  const body = bodyObject(request);
  const { stop: sequences } = body;
  if (!Array.isArray(sequences)) return request;
  return { ...request, body: { ...request.body, json: { ...body, stop: sequences.at(-1) ?? null } } };
}
