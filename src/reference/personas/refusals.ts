import type { JsonObject } from '../../spec/json.ts';
import type { Problem } from '../errors.ts';
import type { Persona } from '../persona.ts';

const open: Persona = {
  id: 'open',
  title: 'Needs no key',
  shows: ['LEG-85'],
  rules: { keyed: 'nowhere' },
};

const publicModels: Persona = {
  id: 'public-models',
  title: 'Models are listed without a key',
  shows: ['LEG-66'],
  rules: { keyed: 'not-for-models' },
};

const forbidden: Persona = {
  id: 'forbidden',
  title: '403 where others say 401',
  shows: ['LEG-79'],
  rules: { unauthorisedStatus: 403 },
};

const unprocessable: Persona = {
  id: '422',
  title: '422 for a request that breaks the contract, whatever is at fault',
  shows: ['LEG-79', 'LEG-82'],
  rules: { invalidStatus: 422 },
  edits: { error: ({ error }) => ({ error: { ...(error as JsonObject), param: null } }) },
};

const curt: Persona = {
  id: 'curt',
  title: 'Refuses a key without a word',
  shows: ['LEG-86'],
  edits: {
    error: (body, { status }) => (status === 401 ? { error: { ...(body['error'] as JsonObject), message: '' } } : body),
  },
};

const vendorErrors: Persona = {
  id: 'vendor-errors',
  title: 'Errors with a number for a code, types of their own, no param, and more beside',
  shows: ['LEG-80', 'LEG-81', 'LEG-83', 'LEG-S8'],
  edits: {
    error: (body, { status }) => {
      const { message } = body['error'] as JsonObject;
      const error = {
        message: message ?? '',
        type: 'BadRequest',
        code: status,
        metadata: { provider: 'acme' },
        details: [],
      };
      return { object: 'error', error, request_id: 'r-1', user_id: null };
    },
  },
};

const throttled: Persona = {
  id: 'throttled',
  title: 'Every fifth request is one too many',
  shows: ['LEG-84'],
  edits: { refuse: ({ call }) => (call % 5 === 4 ? tooMany(Math.floor(call / 5)) : undefined) },
};

const overloaded: Persona = {
  id: 'overloaded',
  title: 'Every seventh request finds the server busy',
  shows: ['LEG-84'],
  edits: { refuse: ({ call }) => (call % 7 === 6 ? { ...busy, status: call % 2 === 0 ? 503 : 529 } : undefined) },
};

export const refusals: readonly Persona[] = [
  open,
  publicModels,
  forbidden,
  unprocessable,
  curt,
  vendorErrors,
  throttled,
  overloaded,
];

/** The three forms of Retry-After in turn: at once, in a second, and none. */
function tooMany(time: number): Problem {
  const waits = ['0', '1', undefined];
  const wait = waits[time % waits.length];
  return {
    status: 429,
    message: 'Too many requests. Wait a moment and send it again.',
    type: 'rate_limit_error',
    param: null,
    code: 'rate_limit_exceeded',
    ...(wait === undefined ? {} : { headers: { 'retry-after': wait } }),
  };
}

const busy: Problem = {
  status: 503,
  message: 'The server is busy. Send the request again.',
  type: 'server_error',
  param: null,
  code: 'overloaded',
};
