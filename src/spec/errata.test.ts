import { expect, test } from 'vitest';
import { bundledText } from './bundled.ts';
import { amend, parseErrata } from './errata.ts';
import { SpecError } from './error.ts';
import type { JsonObject } from './json.ts';

const about = { title: 't', reason: 'r', source: 's' };
const one = (applies: unknown) => JSON.stringify([{ id: 'E7', ...about, applies }]);
const set = (root: object, change: object) =>
  amend(JSON.parse(JSON.stringify(root)) as JsonObject, parseErrata(one([{ at: '#/a/0', ...change }]), 'errata'));

test('an erratum changes what has the recorded defect and reports its number', () => {
  const { root, numbers } = set(
    { a: [{ x: 1, y: 2 }], b: {} },
    { has: { x: 1 }, lacks: ['z'], set: { z: 3 }, remove: ['y'] },
  );
  expect(root).toEqual({ a: [{ x: 1, z: 3 }], b: {} });
  expect(numbers).toEqual([7]);
});

test.for([
  [{ a: [{ x: 2 }] }, 'has another value'],
  [{ a: [{ y: 1 }] }, 'lacks the member'],
  [{ a: [{ x: 1, z: 0 }] }, 'has the member already'],
  [{ a: [] }, 'has nothing there'],
  [{ a: ['x'] }, 'has no object there'],
  [{ b: 1 }, 'does not know the path'],
] as const)('%j is left alone because it %s', ([document]) => {
  const before = JSON.stringify(document);
  const { root, numbers } = set(document, { has: { x: 1 }, lacks: ['z'], set: { z: 3 } });
  expect(JSON.stringify(root)).toBe(before);
  expect(numbers).toEqual([]);
});

test('an erratum may ask for something elsewhere in the document', () => {
  const change = { given: '#/b', has: { x: 1 }, set: { x: 2 } };
  expect(set({ a: [{ x: 1 }] }, change).numbers).toEqual([]);
  expect(set({ a: [{ x: 1 }], b: {} }, change).numbers).toEqual([7]);
});

test('the document that was given stays as it was', () => {
  const root = { a: { x: 1 } };
  const changed = amend(root, parseErrata(one([{ at: '#/a', has: { x: 1 }, set: { x: 2 } }]), 'errata'));
  expect(changed.root).toEqual({ a: { x: 2 } });
  expect(root).toEqual({ a: { x: 1 } });
});

test('SPEC-002: a document that mixes dialects is reported by number', () => {
  const errata = parseErrata(JSON.stringify([{ id: 'E6', ...about, dialect: 'nullable-in-3.1' }]), 'errata');
  const paths = { '/x': { schema: { type: 'string', nullable: true } } };
  expect(amend({ openapi: '3.1.0', paths }, errata).numbers).toEqual([6]);
  expect(amend({ openapi: '3.0.0', paths }, errata).numbers).toEqual([]);
  expect(amend({ openapi: '3.1.0', paths: {} }, errata).numbers).toEqual([]);
});

test('SPEC-005: an erratum that is switched off changes nothing and is not reported', () => {
  const errata = parseErrata(one([{ at: '#/a', has: { x: 1 }, set: { x: 2 } }]), 'errata');
  expect(amend({ a: { x: 1 } }, errata, { off: [7] })).toEqual({ root: { a: { x: 1 } }, numbers: [] });
});

test('without the erratum by which it is understood, a document that mixes dialects is refused', () => {
  const errata = parseErrata(JSON.stringify([{ id: 'E6', ...about, dialect: 'nullable-in-3.1' }]), 'errata');
  const paths = { '/x': { schema: { type: 'string', nullable: true } } };
  const off = { name: 'api.yaml', off: [6] };
  expect(() => amend({ openapi: '3.1.0', paths }, errata, off)).toThrow(
    'api.yaml needs the erratum E6 (t), which is switched off',
  );
  expect(amend({ openapi: '3.0.0', paths }, errata, off).numbers).toEqual([]);
});

test.for([
  ['{}', /not a list/],
  ['[1]', /entry 1: give the erratum an id/],
  [JSON.stringify([{ id: 'X1' }]), /give the erratum an id/],
  [JSON.stringify([{ id: 'E1', title: 't', source: 's', dialect: 'nullable-in-3.1' }]), /\(E1\): say its reason/],
  [JSON.stringify([{ id: 'E1', ...about }]), /list under "applies"/],
  [JSON.stringify([{ id: 'E1', ...about, dialect: 'other' }]), /or give as "dialect" one of/],
  [one([{ at: '/a', has: { x: 1 } }]), /"at" must be a pointer/],
  [one([{ at: '#/a' }]), /how the defect is recognised/],
  [one([{ at: '#/a', has: 1 }]), /must be objects/],
  [one([{ at: '#/a', lacks: [1] }]), /lists of names/],
  [JSON.stringify([1, 2].map(() => ({ id: 'E1', ...about, dialect: 'nullable-in-3.1' }))), /two errata E1/],
] as const)('the errata %j are refused', ([text, message]) => {
  expect(() => parseErrata(text, 'errata.yaml')).toThrow(SpecError);
  expect(() => parseErrata(text, 'errata.yaml')).toThrow(message);
});

test('no errata at all are no errata', () => {
  expect(parseErrata('', 'errata.yaml')).toEqual([]);
});

test('the errata that are shipped are in the form and say what they change', () => {
  const errata = parseErrata(bundledText('errata.yaml'), 'errata.yaml');
  expect(errata.length).toBeGreaterThan(10);
  for (const { amendments, number } of errata) {
    for (const { set, remove } of amendments)
      expect(Object.keys(set).length + remove.length, `E${number}`).toBeGreaterThan(0);
  }
});
