import { expect, test } from 'vitest';
import { byLiterals, matches } from './match.ts';

test.for([
  ['/models', '/models', true],
  ['/models', '/models?limit=2', true],
  ['/models', '/models/', false],
  ['/models', '/Models', false],
  ['/models/{model}', '/models/gpt-4o', true],
  ['/models/{model}', '/models/org%2Fname', true],
  ['/models/{model}', '/models/a.b:c', true],
  ['/models/{model}', '/models/org/name', false],
  ['/models/{model}', '/models/', false],
  ['/models/{model}', '/models', false],
  ['/files/{id}.{kind}', '/files/a.b', true],
  ['/files/{id}.{kind}', '/files/ab', false],
  ['/a+b/{x}', '/aab/1', false],
] as const)('the template %s against the path %s: %s', ([template, path, verdict]) => {
  expect(matches(template, path)).toBe(verdict);
});

test('a literal segment comes before a parameter', () => {
  const templates = ['/{a}/{b}', '/x/{b}', '/{a}/y', '/x/y'];
  expect(templates.toSorted(byLiterals)).toEqual(['/x/y', '/x/{b}', '/{a}/y', '/{a}/{b}']);
});
