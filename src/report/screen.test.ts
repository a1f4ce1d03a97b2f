import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { hostileParts, hostileText } from './hostile.test-data.ts';
import { columns, hanging, line, printed, wrap } from './screen.ts';

const screen = { colour: false, width: 40 };

test('a word that has no room is broken, and what continues a line stands deeper than any line of ours', () => {
  expect(printed([hanging('! ', `a ${'b'.repeat(60)} c`, screen)])).toBe(
    `! a\n    ${'b'.repeat(36)}\n    ${'b'.repeat(24)} c\n`,
  );
});

test('wide characters take two columns', () => {
  expect([columns('ab'), columns('全角'), columns('✓'), columns('😀')]).toEqual([2, 4, 2, 2]);
});

test('no line is wider than the screen', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      for (const { source } of [...wrap(text, screen, '  '), ...hanging('! ', text, screen)])
        expect(columns(source)).toBeLessThanOrEqual(40);
    }),
    { numRuns: 300, examples: hostileParts },
  );
});

test('nothing is lost but the space where a line is broken', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const lines = wrap(text, screen, '').map(({ source }) => source);
      expect(lines.join('').replaceAll(' ', '')).toBe(line`${text}`.source.replaceAll(' ', ''));
    }),
    { numRuns: 300, examples: hostileParts },
  );
});
