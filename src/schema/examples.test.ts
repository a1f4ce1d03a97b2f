import { expect, test } from 'vitest';

import { examplesIn } from './examples.ts';
import { loadContract } from './load.ts';

const text = `
openapi: 3.1.0
info: { title: T, version: '1' }
paths:
  /x:
    get:
      parameters:
        - { name: good, in: query, schema: { type: integer }, example: 1 }
        - { name: bad, in: query, schema: { type: integer }, example: one }
      responses:
        '200':
          description: x
          content:
            application/json:
              schema: { $ref: '#/components/schemas/A' }
              examples: { good: { value: { n: 1 } }, bad: { value: { n: x } } }
      x-oaiMeta:
        examples:
          - { response: '{"n": 2}' }
          - { response: '{"n": 2,}' }
          - { response: 'data: {"n": "x"}' }
components:
  schemas:
    A: { type: object, required: [n], properties: { n: { type: integer, examples: [1, 1.5] }, example: { type: string } }, example: {} }
    B: { type: object, default: { example: 1, type: string } }
`;

test('SPEC-003: each example is held against its schema, and those that depart are listed with their place', () => {
  const { resolve, schemaAt } = loadContract(text, 'x.yaml', { errata: '' });
  const { checked, failed } = examplesIn(resolve('#') as never, schemaAt);
  expect(checked).toBe(9);
  expect(Object.fromEntries(failed.map(({ at, why }) => [at, why.join()]))).toEqual({
    '#/paths/~1x/get/parameters/1/example': 'the whole: expected integer, got "one"',
    '#/paths/~1x/get/responses/200/content/application~1json/examples/bad': '/n: expected integer, got "x"',
    '#/paths/~1x/get/x-oaiMeta/examples/1/response': expect.stringMatching(/JSON/),
    '#/components/schemas/A/properties/n/examples/1': 'the whole: expected integer, got 1.5',
    '#/components/schemas/A/example': '/n: expected integer, got nothing',
  });
});

test('an example beside a schema that is none says what is wrong with the schema', () => {
  const { resolve, schemaAt } = loadContract(
    text.replace('type: integer }, example: 1', 'typ: integer }, example: 1'),
    'x.yaml',
  );
  const { failed } = examplesIn(resolve('#') as never, schemaAt);
  expect(failed.find(({ at }) => at.endsWith('parameters/0/example'))?.why.join()).toMatch(/unknown keyword: "typ"/);
});
