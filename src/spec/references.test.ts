import { expect, test } from 'vitest';
import { SpecError } from './error.ts';
import type { Json, JsonObject } from './json.ts';
import { refuseReferences, resolve } from './references.ts';

function withSchema(schema: Json, schemas: JsonObject = {}): JsonObject {
  const content = { 'application/json': { schema } };
  return {
    openapi: '3.1.0',
    paths: { '/x': { get: { responses: { default: { content } } } } },
    components: { schemas },
  };
}

const place = '#/paths/~1x/get/responses/default/content/application~1json/schema';

test.for(['other.yaml#/A', 'https://example.com/a.json', 'file:///etc/passwd', '#named', './a'])(
  'the reference %j out of the document is refused by name and place',
  (ref) => {
    const refused = () => refuseReferences(withSchema({ items: { $ref: ref } }), 'api.yaml');
    expect(refused).toThrow(SpecError);
    expect(refused).toThrow(`${JSON.stringify(ref)} at ${place}/items leads out of the document`);
  },
);

test('a reference out of the document is refused where no operation needs it, too', () => {
  const document = withSchema({}, { Unused: { $ref: 'other.yaml' } });
  expect(() => refuseReferences(document, 'api.yaml')).toThrow('at #/components/schemas/Unused leads');
});

test('SPEC-001: a reference to nothing is refused with the reference and its place', () => {
  const document = withSchema(
    { $ref: '#/components/schemas/A' },
    { A: { properties: { b: { $ref: '#/components/schemas/B' } } } },
  );
  expect(() => refuseReferences(document, 'api.yaml')).toThrow(
    'api.yaml: the $ref "#/components/schemas/B" at #/components/schemas/A/properties/b names nothing in the document',
  );
});

test('a reference to nothing that no operation reaches is let be', () => {
  const document = withSchema({}, { Unused: { $ref: '#/components/schemas/Gone' } });
  expect(() => refuseReferences(document, 'api.yaml')).not.toThrow();
});

test('references that lead back to themselves are refused', () => {
  const document = withSchema(
    { $ref: '#/components/schemas/A' },
    { A: { $ref: '#/components/schemas/B' }, B: { $ref: '#/components/schemas/A' } },
  );
  expect(() => refuseReferences(document, 'api.yaml')).toThrow(/leads back to itself/);
});

test('a schema that contains itself is no circle', () => {
  const tree = { properties: { children: { items: { $ref: '#/components/schemas/Tree' } } } };
  expect(() =>
    refuseReferences(withSchema({ $ref: '#/components/schemas/Tree' }, { Tree: tree }), 'api.yaml'),
  ).not.toThrow();
});

test('data that looks like a reference is none, and a property may be named $ref', () => {
  const data = { $ref: 'nowhere' };
  const schema = { default: data, enum: [data], const: data, example: data, examples: [data], 'x-y': data };
  expect(() =>
    refuseReferences(withSchema({ ...schema, properties: { $ref: { type: 'string' } } }), 'api.yaml'),
  ).not.toThrow();
});

test('a property named default is a schema whose references count', () => {
  const document = withSchema({ properties: { default: { $ref: '#/components/schemas/Gone' } } });
  expect(() => refuseReferences(document, 'api.yaml')).toThrow(`at ${place}/properties/default names nothing`);
});

test('pointers are read with their escapes, percent-encoded or not', () => {
  const root = { paths: { '/a b': { '~': 1 } } };
  expect(resolve(root, '#/paths/~1a b/~0')).toBe(1);
  expect(resolve(root, '#/paths/~1a%20b/~0')).toBe(1);
  expect(resolve(root, '#/paths/%')).toBeUndefined();
  expect(resolve(root, '#/constructor')).toBeUndefined();
  expect(resolve(root, '#')).toBe(root);
});
