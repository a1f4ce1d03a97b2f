import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { readJson } from '../src/transport/json-text.ts';
import { breaksOff } from './json-answer.ts';

const answer = (text: string) => ({ at: '', text, json: readJson(text), ended: true, spent: true });

test('every beginning of a JSON text breaks off, and the whole does not', () => {
  const objects = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { minKeys: 1 });
  fc.assert(
    fc.property(objects, fc.double({ min: 0, max: 1, noNaN: true }), (value, share) => {
      const text = JSON.stringify(value);
      const part = text.slice(0, 1 + Math.floor(share * (text.length - 2))).trimEnd();
      expect(breaksOff(answer(part))).toBe(true);
      expect(breaksOff(answer(text))).toBe(false);
    }),
    { seed: 1, numRuns: 2000 },
  );
});

test.for(['', 'Here is', '```json\n{"a": 1}\n```', '{"a": 1} and more', '{a: 1', 'null', '{"a": 1,}'])(
  'what is no beginning of an object does not: %s',
  (text) => {
    expect(breaksOff(answer(text))).toBe(false);
  },
);
