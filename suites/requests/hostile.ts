import type { JsonObject } from '../../src/spec/json.ts';
import type { Piece, Request } from '../../src/transport/request.ts';
import { MODEL } from '../../src/check/probe.ts';
import { chatBody, chatRequest } from './chat.ts';
import { text } from './text.ts';

// What may bring an endpoint down. Each is made so that it is refused before anything is generated, or generates one
// token, or is left after three events. Most claim nothing (`invalid`), even where they break no rule: whether they are
// answered is nobody's promise.

const label = 'x-llm-conformance';

/** Says in the request itself which probe it belongs to, so that who runs the endpoint finds it in the logs. */
export function labelled(probe: string, request: Request): Request {
  return { ...request, headers: { ...request.headers, [label]: probe } };
}

/** The probe that a request is labelled with; undefined where it is no hostile one. */
export function labelOf({ headers = {} }: Request): string | undefined {
  return headers[label];
}

const isIn = (...probes: readonly string[]) => {
  const all = new Set<string | undefined>(probes);
  return (request: Request) => all.has(labelOf(request));
};

/** Whether what stands before an API, or the HTTP part of it, may refuse a request in its own words. */
export const mayBeRefusedOutside = isIn('hostile-sizes', 'hostile-headers', 'hostile-clients', 'hostile-hang-ups');

/** Whether a request is a mistake of a client that another rule than those on plain mistakes is for. */
export const isExtreme = (request: Request): boolean =>
  labelOf(request) !== undefined && labelOf(request) !== 'hostile-limits';

/** A chat completion request whose body is too large, or too deep, for JSON of ours. */
function made(...pieces: readonly Piece[]): Request {
  const body = { pieces, contentType: 'application/json' };
  return { method: 'POST', path: '/chat/completions', intent: 'invalid', body };
}

const hello = `"messages":[{"role":"user","content":"Say hello."}]`;
const opening = `{"model":"${MODEL}",`;
const levels = (open: string, inner: string, close: string, times: number): Piece[] => [
  { repeat: open, times },
  ...(inner === '' ? [] : [inner]),
  { repeat: close, times },
];

/** Arrays in arrays in place of the body, and of a text; objects in objects that never end. */
export const deep: readonly Request[] = [
  made(...levels('[', '', ']', 10_000)),
  made(`${opening}"max_tokens":1,"messages":[{"role":"user","content":`, ...levels('[', '1', ']', 5000), '}]}'),
  made({ repeat: '{"a":', times: 100_000 }),
];

/** 10 MiB of one character. */
const ten = (character: string): Piece => ({ repeat: character.repeat(64), times: 163_840 });

/** Blanks before an end that is none, and a text where a number belongs; neither is a request that can be answered. */
export const large: readonly Request[] = [
  made(`${opening}${hello},"max_tokens":1`, ten(' '), ',]'),
  made(`${opening}"max_tokens":"`, ten('a'), '"}'),
];

/** Where a server that looks past the mistake would go on and on, we hang up. */
function bounded(overrides: JsonObject, intent: Request['intent'] = 'invalid'): Request {
  return { ...chatRequest(chatBody({ stream: true, max_tokens: 1, ...overrides }), intent), abort: { afterEvents: 3 } };
}

export const choices = 1_000_000;

/** Numbers that are far beyond what any model has. */
export const numbers: readonly Request[] = [
  bounded({ n: choices }),
  bounded({ max_tokens: 2 ** 31 }, 'optional'),
  bounded({ max_tokens: -0.5 }),
  bounded({ logit_bias: { '-1': -1000, '9999999': 5, '1000000000000': 5 } }),
  bounded({ logprobs: true, top_logprobs: 1_000_000 }),
];

const format = (schema: JsonObject): JsonObject => ({
  type: 'json_schema',
  json_schema: { name: 'answer', strict: true, schema },
});
const member = (schema: JsonObject): JsonObject => ({
  type: 'object',
  properties: { a: schema },
  required: ['a'],
  additionalProperties: false,
});
const asking = (overrides: JsonObject) => chatRequest(chatBody({ max_tokens: 1, ...overrides }), 'invalid');
const deepSchema = levels('{"items":', '{}', '}', 1000);

/** Schemas and grammars that a reader may not come back from. */
export const schemas: readonly Request[] = [
  made(
    `${opening}${hello},"max_tokens":1,"tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":`,
    ...deepSchema,
    '}}]}',
  ),
  made(
    `${opening}${hello},"max_tokens":1,"response_format":{"type":"json_schema","json_schema":{"name":"f","strict":true,"schema":`,
    ...deepSchema,
    '}}}',
  ),
  asking({
    response_format: format({
      $ref: '#/$defs/a',
      $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } },
    }),
  }),
  asking({ response_format: format(member({ type: 'string', pattern: '(' })) }),
  asking({ response_format: format(member({ type: 'integer', enum: Array.from({ length: 1200 }, (_, i) => i) })) }),
  // The members in which engines take a grammar; to others they are unknown.
  asking({
    grammar: 'root ::= (',
    guided_grammar: 'root ::= (',
    ebnf: 'root ::= (',
    structured_outputs: { grammar: 'root ::= (' },
  }),
];

/** Many headers, one large header, and a path and a header with what neither may hold. */
export const heads: readonly Request[] = [
  { ...asking({}), flood: { headers: 200, bytes: 1024 } },
  { ...asking({}), flood: { headers: 1, bytes: 1 << 20 } },
  { method: 'GET', path: '/models/..%2f..%2f%00', intent: 'invalid', headers: { 'x-odd': 'caf\u00e9\u00ff' } },
];

/** A body that takes its time. */
export const slow: Request = { ...asking({}), slices: { of: 6, apart: 800 } };

const left: Request = {
  ...bounded({ messages: [{ role: 'user', content: 'Tell a long story about a lighthouse.' }], max_tokens: 64 }),
  abort: { afterEvents: 1 },
};
const broken: Request = { ...asking({}), slices: { of: 2, apart: 50, sent: 1 } };

/** Clients that leave: in the middle of what they say, and of what they are told. */
export const hangUps: readonly Request[] = Array.from({ length: 6 }, () => [broken, left])
  .flat()
  .slice(1);

/** What continues nothing: no token is asked for, and no text given. */
export const texts: readonly Request[] = [
  text({ prompt: 'Once upon a time', echo: true, max_tokens: 0, logprobs: 1 }, 'invalid'),
  text({ prompt: '', max_tokens: 4 }, 'invalid'),
];
