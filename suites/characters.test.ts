import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { foreignPassages, misread, replacedIn } from './characters.ts';

const original = 'Zoë ate 寿司 and 🍜 at the café 👍🏽.';

test.for([
  ['Zoë ate \ufffd\ufffd and 🍜 at', 1],
  ['Zoë ate 寿司 and \ufffd\ufffd\ufffd\ufffd at the caf\ufffd 👍🏽.', 2],
  ['ate 寿司 and \ufffd', 0],
  ['A song: \ufffd\ufffd la la', 0],
  ['Zoë ate \ufffd', 0],
  ['', 0],
] as const)('in %j what was replaced is told from what the model made', ([copy, count]) => {
  expect(replacedIn(copy, original)).toHaveLength(count);
});

test('a text that is whole has nothing replaced, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(replacedIn(text.replaceAll('\ufffd', ''), text)).toEqual([]);
    }),
  );
});

test('a passage of other scripts is misread as no text that anybody writes', () => {
  expect(foreignPassages(original)).toEqual(['寿司', '👍🏽']);
  expect(misread('寿司')).toContain('å¯¿å\u008f¸');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 2 }), (text) => {
      for (const passage of foreignPassages(text)) expect(misread(passage)).not.toContain(passage);
    }),
  );
});
