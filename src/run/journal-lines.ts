import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

import { isTooDeep } from '../schema/depth.ts';
import type { JsonObject } from '../spec/json.ts';

/**
 * What keeps a line from being one that a run writes, as "/exchange/reply/reads must be array"; undefined where nothing
 * does. The digests of a journal can be made anew by whoever alters it, so that its members may be anything.
 */
export function misfit(entry: JsonObject): string | undefined {
  if (isTooDeep(entry)) return 'it is nested more than 256 levels deep';
  const type = String(entry['type']);
  const validate = Object.hasOwn(schemas, type) ? validatorOf(type as keyof typeof schemas) : undefined;
  if (!validate || validate(entry)) return undefined;
  const { instancePath = '', message = 'is not what a run writes' } = validate.errors?.[0] ?? {};
  return `${instancePath === '' ? 'it' : instancePath} ${message}`;
}

const text = { type: 'string' };
const number = { type: 'number' };
const count = { type: 'integer', minimum: 0 };
const flag = { type: 'boolean' };
const texts = { type: 'array', items: text };
const numbers = { type: 'array', items: count };
const bytes = { type: 'object', anyOf: [{ required: ['text'] }, { required: ['base64'] }] };
const packed = { ...bytes, properties: { text, base64: text } };

const record = (properties: object, optional: object = {}) => ({
  type: 'object',
  required: Object.keys(properties),
  properties: { ...properties, ...optional },
});
const map = (values: object) => ({ type: 'object', additionalProperties: values });
const read = { type: 'object', required: ['at'], allOf: [packed], properties: { at: number } };
const part = record({ value: { anyOf: [text, packed] } });
const body = { type: 'object', properties: { bytes: packed, text, parts: { type: 'array', items: part } } };

const key = {
  probe: text,
  case: count,
  attempt: count,
  purpose: text,
};

const request = record({ method: text, path: text, intent: text }, { body, headers: map(text) });
const end = record({ how: text, at: number }, { detail: text });
const reply = record({
  status: count,
  headers: map(text),
  headersAt: number,
  reads: { type: 'array', items: read },
  end,
});

const schemas = {
  run: record(
    {
      tool: record({ name: text, version: text, suitesDigest: text }),
      spec: record({ name: text, version: text, digest: text, errata: numbers }, { off: numbers }),
      target: record({ baseUrl: text }, { insecure: flag, completionModel: text, embeddingModel: text }),
      startedAt: text,
      seed: number,
      strict: flag,
      only: texts,
      skip: texts,
      profiles: texts,
      planned: map(count),
      bound: record({ requests: {}, tokens: {} }),
      extraHeaders: texts,
      secretKept: flag,
      keyed: flag,
    },
    {},
  ),
  exchange: record({ ...key, id: count, name: text, superseded: flag, exchange: record({ request, reply }) }),
  conversation: record(key, {
    together: record({ most: count, of: count }),
    lost: text,
    broken: text,
  }),
  end: record({
    model: text,
    durationMs: number,
    requests: count,
    retries: count,
    tokens: number,
    stopped: { type: ['string', 'null'] },
  }),
};

const compiled = new Map<string, ValidateFunction>();

function validatorOf(type: keyof typeof schemas): ValidateFunction {
  const known = compiled.get(type) ?? new Ajv2020({ strict: false, ownProperties: true }).compile(schemas[type]);
  compiled.set(type, known);
  return known;
}
