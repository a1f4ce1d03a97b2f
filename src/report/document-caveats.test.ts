import { expect, test } from 'vitest';

import { documentCaveats } from './document-caveats.ts';
import type { DocumentFacts } from './report.ts';

const facts = (more: Partial<DocumentFacts> = {}): DocumentFacts => ({
  borrowed: [],
  strength: { broken: 200, refused: 200, admitsAnything: [] },
  others: { described: 3, sent: 3, limit: 60 },
  ...more,
});
const strength = (refused: number, admitsAnything: string[] = []) =>
  facts({ strength: { broken: 200, refused, admitsAnything } });

test('a document that says all and refuses what is broken has no caveat', () => {
  expect(documentCaveats('a.yaml', facts())).toEqual([]);
  expect(documentCaveats('a.yaml', strength(190))).toEqual([]);
  expect(documentCaveats('a.yaml', facts({ strength: { broken: 0, refused: 0, admitsAnything: [] } }))).toEqual([]);
});

test.for([
  [160, [], /^Of 200 replies that .* the schemas of a\.yaml refuse 80 %; where/],
  [103, [], /^a\.yaml is too weak to certify by: of 200 replies .* refuse 52 %; where/],
  [1, ['POST /x'], /too weak .* refuse 1 %, and take \{\} for an answer to POST \/x; where/],
  [0, ['POST /x'], /refuse 0 %/],
] as const)('of 200 broken replies %i refused, %j answered by {}', ([refused, admitting, sentence]) => {
  expect(documentCaveats('a.yaml', strength(refused, [...admitting]))).toEqual([expect.stringMatching(sentence)]);
});

test('what was borrowed and what was left out is named', () => {
  const told = documentCaveats(
    'a.yaml',
    facts({
      borrowed: ['errors of GET /a', 'GET /b', 'errors of GET /c'],
      others: { described: 90, sent: 60, limit: 60 },
    }),
  );
  expect(told[0]).toMatch(/a\.yaml says nothing of these.*: GET \/b, errors of GET \/a, GET \/c\.$/);
  expect(told[1]).toMatch(
    /Of 90 further operations of a\.yaml that can be read, 60 are in the plan; the limit of 60 requests/,
  );
});
