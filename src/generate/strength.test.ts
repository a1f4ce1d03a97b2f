import { expect, test } from 'vitest';

import { bundledContract } from '../schema/bundled.ts';
import { loadContract } from '../schema/load.ts';
import { bundledText } from '../spec/bundled.ts';
import { strengthOf } from './strength.ts';

const measure = bundledContract();
const replying = (schema: string) =>
  loadContract(
    `openapi: 3.1.0
info: { title: T, version: '1' }
paths: { /models: { get: { responses: { '200': { description: x, content: { application/json: { schema: ${schema} } } } } } } }
`,
    'weak.yaml',
  );

test('SPEC-004: the document that is the measure refuses all that it finds broken, and one without schemas nothing', () => {
  const own = strengthOf(loadContract(bundledText('openai.yaml'), 'openai.yaml'), measure);
  expect(own.broken).toBeGreaterThan(200);
  expect(own).toMatchObject({ refused: own.broken, admitsAnything: [] });
  const weak = strengthOf(replying('{}'), measure);
  expect(weak.broken).toBeGreaterThan(20);
  expect(weak).toMatchObject({ refused: 0, admitsAnything: ['GET /models'] });
});

test('the more a document says, the more it refuses', () => {
  const shares = [
    '{ type: object }',
    '{ type: object, required: [data] }',
    '{ type: object, required: [data, object], properties: { data: { type: array, items: { type: object } } } }',
  ].map((schema) => strengthOf(replying(schema), measure).refused);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(new Set(shares).size).toBe(3);
});

test('only operations that both describe are measured, and the same every time', () => {
  const other = loadContract(`openapi: 3.1.0\ninfo: {}\npaths: { /x: { get: {} } }`, 'other.yaml');
  expect(strengthOf(other, measure)).toEqual({ broken: 0, refused: 0, admitsAnything: [] });
  expect(strengthOf(replying('{ type: object }'), measure)).toEqual(strengthOf(replying('{ type: object }'), measure));
});
