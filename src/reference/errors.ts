import type { JsonObject } from '../spec/json.ts';

/** A refusal, before it takes the shape of a reply. */
export type Problem = {
  status: number;
  message: string;
  type: string;
  param: string | null;
  code: string | null;
  headers?: { readonly [name: string]: string };
};

/** The envelope of the contract (`ErrorResponse`). */
export function envelope({ message, type, param, code }: Problem): JsonObject {
  return { error: { message, type, param, code } };
}

export function invalid(message: string, param: string | null, code: string): Problem {
  return { status: 400, message, type: 'invalid_request_error', param, code };
}

export function unknownPath(method: string, path: string): Problem {
  return { ...invalid(`There is nothing at ${method} ${path}.`, null, 'unknown_url'), status: 404 };
}

export function wrongMethod(method: string, path: string, allowed: string): Problem {
  return {
    ...invalid(`${path} does not take ${method}. Send ${allowed}.`, null, 'method_not_allowed'),
    status: 405,
    headers: { allow: allowed },
  };
}

/** What a model is not for: `what` completes "to …". */
export function unfitModel(what: string, instead = 'POST /chat/completions'): Problem {
  return {
    ...invalid(`This is no model to ${what}. Try ${instead}.`, 'model', 'model_not_found'),
    status: 404,
  };
}

/** An operation that is known and not offered. */
export function unimplemented(method: string, path: string): Problem {
  return { ...invalid(`${method} ${path} is not offered here.`, null, 'not_implemented'), status: 501 };
}

export function unknownModel(model: string): Problem {
  return {
    ...invalid(
      `There is no model ${JSON.stringify(model)}. GET /models lists those there are.`,
      'model',
      'model_not_found',
    ),
    status: 404,
  };
}

/** The text does not depend on what was presented: a key must not find its way into a log. */
export function unauthorised(presented: boolean): Problem {
  const message = presented
    ? 'The API key is not valid. Check what is sent as Authorization: Bearer <key>.'
    : 'No API key came with the request. Send it as Authorization: Bearer <key>.';
  return { ...invalid(message, null, 'invalid_api_key'), status: 401, headers: { 'www-authenticate': 'Bearer' } };
}

export function wrongMediaType(type: string, wanted = 'application/json'): Problem {
  const message = `A body of type ${JSON.stringify(type)} cannot be read. Send ${wanted}.`;
  return { ...invalid(message, null, 'unsupported_media_type'), status: 415 };
}

export function tooDeep(limit: number): Problem {
  return invalid(`The body is nested deeper than ${limit} levels.`, null, 'invalid_json');
}

export function longHeaders(limit: number): Problem {
  return { ...invalid(`The headers are longer than ${limit} bytes.`, null, 'headers_too_large'), status: 431 };
}

export function tooLarge(limit: number): Problem {
  return { ...invalid(`The body is larger than ${limit} bytes.`, null, 'request_too_large'), status: 413 };
}
