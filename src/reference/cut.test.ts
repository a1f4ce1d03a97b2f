import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { cut } from './cut.ts';
import { tokensOf } from './tokens.ts';

const natural = tokensOf('One two, three. Four');

test('a limit above the natural length changes nothing', () => {
  expect(cut(natural, 6, [], 0)).toEqual({ pieces: natural, generated: 6, finish: 'stop' });
});

test('a limit below the natural length cuts, and says so', () => {
  expect(cut(natural, 2, [], 0)).toEqual({ pieces: ['One', ' two'], generated: 2, finish: 'length' });
});

test('an end that counts needs room below the limit', () => {
  expect(cut(natural, 6, [], 1)).toMatchObject({ generated: 6, finish: 'length' });
  expect(cut(natural, 7, [], 1)).toMatchObject({ generated: 7, finish: 'stop' });
});

test('a stop sequence over several tokens ends the text before it, and its tokens count', () => {
  expect(cut(natural, 6, ['wo, th'], 0)).toEqual({ pieces: ['One', ' t'], generated: 4, finish: 'stop' });
});

test('a stop sequence that the limit cuts off does not count as found', () => {
  expect(cut(natural, 3, ['two, three'], 0)).toEqual({ pieces: ['One', ' two', ','], generated: 3, finish: 'length' });
});

test('whatever the limit and the stops, the text is a prefix of the natural one and holds no stop', () => {
  const stops = fc.array(fc.constantFrom('e', 'o,', ' th', 'ee. F', 'zz', 'One'), { maxLength: 4 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), stops, (limit, stop) => {
      const { pieces, generated } = cut(natural, limit, stop, 0);
      const text = pieces.join('');
      expect(natural.join('').startsWith(text)).toBe(true);
      expect(stop.filter((sequence) => text.includes(sequence))).toEqual([]);
      expect(generated).toBeLessThanOrEqual(limit);
    }),
  );
});
