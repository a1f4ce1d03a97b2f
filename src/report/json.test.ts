import { readFileSync } from 'node:fs';

import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Citation } from '../check/cite.ts';
import type { Level } from '../check/suite.ts';
import type { Json, JsonObject } from '../spec/json.ts';
import type { Part, Request, RequestBody } from '../transport/request.ts';
import { exampleReport } from './example.test-data.ts';
import { hostileText, reportOf } from './hostile.test-data.ts';
import { toJson } from './json.ts';
import type {
  CapabilityResult,
  CheckResult,
  CheckVerdict,
  Evidence,
  ProfileResult,
  Report,
  ReportedFinding,
} from './report.ts';

const schemaText = readFileSync(new URL('../../reports/report.schema.json', import.meta.url), 'utf8');
const schema = () => JSON.parse(schemaText) as JsonObject;

test('a report validates against its schema', () => {
  expect(errorsOf(schema(), exampleReport())).toEqual([]);
});

test('a hostile report validates against its schema, and nothing in its text acts on a screen or a CI system', () => {
  const validate = compiled(schema());
  fc.assert(
    fc.property(hostileText, (text) => {
      const json = toJson(reportOf(text));
      expect(validate(JSON.parse(json))).toBe(true);
      expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(json).not.toMatch(/^\s*::|##\[|##vso\[|##teamcity\[/im);
    }),
    { numRuns: 50 },
  );
});

test('what is written reads back as what the target sent', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      expect((JSON.parse(toJson(reportOf(text))) as Report).caveats).toEqual([text]);
    }),
    { numRuns: 50 },
  );
});

test('bytes are written as base64', () => {
  const report = exampleReport();
  const bodies = report.checks.flatMap(({ findings }) => findings.map(({ evidence }) => evidence.request.body));
  expect(bodies.some((body) => body && 'bytes' in body)).toBe(true);
  expect(toJson(report)).toContain('"base64": "e//+AH0="');
});

test.each([
  ['schemaVersion', 2],
  ['verdict', 'passed'],
  ['exitCode', '0'],
  ['caveats', null],
  ['checks', [{ id: 'a/b' }]],
])('a report whose %s is %j is no report', (member, value) => {
  expect(errorsOf(schema(), { ...exampleReport(), [member]: value })).not.toEqual([]);
});

test('a report may have members that the schema does not know', () => {
  expect(errorsOf(schema(), { ...exampleReport(), future: true })).toEqual([]);
});

test('the schema describes every member that a report has', () => {
  expect(errorsOf(closed(schema()), exampleReport())).toEqual([]);
});

test('a report has every member that the schema describes', () => {
  const places = objectsOf(schema());
  expect(places.length).toBeGreaterThan(20);
  const unused = places.flatMap(({ pointer, names }) =>
    names
      .filter((name) => errorsOf(closed(without(schema(), pointer, name)), exampleReport()).length === 0)
      .map((name) => `${pointer}/${name}`),
  );
  expect(unused).toEqual([]);
});

test('what the type lets be absent is what the schema does not require', () => {
  const absent = objectsOf(schema()).flatMap(({ names, required }) => names.filter((name) => !required.includes(name)));
  const request: Record<Optional<Request>, true> = {
    body: true,
    headers: true,
    auth: true,
    flood: true,
    slices: true,
    alone: true,
    abort: true,
    pause: true,
  };
  const part: Record<Optional<Part>, true> = { filename: true, contentType: true };
  const json: Record<Optional<Extract<RequestBody, { json: Json }>>, true> = { escaped: true };
  const slices: Record<Optional<NonNullable<Request['slices']>>, true> = { sent: true };
  expect(absent.sort()).toEqual([request, part, json, slices].flatMap((names) => Object.keys(names)).sort());
});

type Optional<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
type Whole<T> = [Optional<T>] extends [never] ? true : false;

// Compiles only while these have no optional member that the test above would not see.
export const whole: [
  Whole<Report>,
  Whole<Report['tool'] & Report['spec'] & Report['target'] & Report['run']>,
  Whole<CapabilityResult & CheckResult & ReportedFinding & Evidence>,
  Whole<ProfileResult>,
] = [true, true, true, true];

test('the schema names exactly the words that the types allow', () => {
  const verdict: Record<CheckVerdict, true> = {
    pass: true,
    fail: true,
    warn: true,
    note: true,
    expected: true,
    unsupported: true,
    'not-exercised': true,
    inconclusive: true,
    error: true,
  };
  const run: Record<Report['verdict'], true> = { conformant: true, 'not-conformant': true, incomplete: true };
  const profile: Record<ProfileResult['verdict'], true> = { ...run, unsupported: true };
  const capability: Record<CapabilityResult['verdict'], true> = { supported: true, refused: true, unknown: true };
  const level: Record<Level, true> = { MUST: true, SHOULD: true, MAY: true };
  const method: Record<Request['method'], true> = { GET: true, POST: true, PUT: true, PATCH: true, DELETE: true };
  const intent: Record<Request['intent'], true> = { plain: true, optional: true, invalid: true };
  const auth: Record<NonNullable<Request['auth']>, true> = {
    key: true,
    'key-lower-case': true,
    none: true,
    wrong: true,
  };
  const by: Record<Citation['by'], true> = { schema: true, prose: true, standard: true, observed: true, client: true };
  const words = [run, verdict, capability, profile, level, method, intent, auth].map((union) =>
    Object.keys(union).sort(),
  );
  expect(enumsOf(schema()).map((values) => [...values].sort())).toEqual(expect.arrayContaining(words));
  expect(enumsOf(schema())).toHaveLength(words.length);
  const { citation } = schema()['$defs'] as { citation: { oneOf: { properties: { by: { const: string } } }[] } };
  expect(citation.oneOf.map(({ properties }) => properties.by.const).sort()).toEqual(Object.keys(by).sort());
});

function compiled(schema: JsonObject) {
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  formats.default(ajv);
  return ajv.compile(schema);
}

function errorsOf(schema: JsonObject, report: object): object[] {
  const validate = compiled(schema);
  validate(JSON.parse(toJson(report as Report)));
  return validate.errors ?? [];
}

/** The schema that knows no members but those it describes. */
function closed(schema: JsonObject): JsonObject {
  const text = JSON.stringify(schema);
  return JSON.parse(text.replaceAll('"additionalProperties":true', '"additionalProperties":false')) as JsonObject;
}

type Place = { pointer: string; names: string[]; required: readonly Json[] };

function objectsOf(value: Json, pointer = ''): Place[] {
  if (value === null || typeof value !== 'object') return [];
  const below = Object.entries(value).flatMap(([name, child]) => objectsOf(child as Json, `${pointer}/${name}`));
  const { properties, required, type } = value as JsonObject;
  if (type !== 'object' || !properties) return below;
  return [{ pointer, names: Object.keys(properties), required: required as readonly Json[] }, ...below];
}

function without(schema: JsonObject, pointer: string, name: string): JsonObject {
  const place = pointer
    .split('/')
    .slice(1)
    .reduce((here, token) => here[token] as JsonObject, schema) as { properties: object; required: Json[] };
  const { [name]: _, ...properties } = place.properties as JsonObject;
  Object.assign(place, { properties, required: place.required.filter((one) => one !== name) });
  return schema;
}

function enumsOf(value: Json): string[][] {
  if (value === null || typeof value !== 'object') return [];
  const below = Object.values(value).flatMap((child) => enumsOf(child as Json));
  const { enum: words } = value as JsonObject;
  return Array.isArray(words) ? [words as string[], ...below] : below;
}
