import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { csv } from './csv.ts';
import { check, exampleReport } from './example.test-data.ts';
import { hostileParts, hostileText, reportOf } from './hostile.test-data.ts';
import { inert, visible } from './visible.ts';

/** RFC 4180, section 2. */
function read(text: string): string[][] {
  const rows: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const row: string[] = [];
    do {
      const [, quoted, bare = ''] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))/.exec(text.slice(at))!;
      at += quoted === undefined ? bare.length : quoted.length + 2;
      row.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    } while (text[at] === ',' && (at += 1));
    expect(text.slice(at, at + 2)).toBe('\r\n');
    at += 2;
    rows.push(row);
  }
  return rows;
}

test('each check is a row, under the names of its cells', () => {
  const [names = [], ...rows] = read(csv(exampleReport()));
  expect(rows).toHaveLength(exampleReport().checks.length);
  const first = Object.fromEntries(names.map((name, i) => [name, rows[0]![i]]));
  expect(first).toMatchObject({
    check: 'chat-stream/same-id',
    level: 'MUST',
    verdict: 'fail',
    findings: '1',
    at: '/reply/events/1/id',
    expected: '"chatcmpl-1"',
    actual: '"chatcmpl-2"',
    reproduced: '3/3',
  });
  expect(rows.find(([id]) => id === 'chat/object')?.[7]).toMatch(/^0\.22/);
});

test('what is read back is what was said, and nothing of it is evaluated by a spreadsheet', () => {
  const plain = read(csv(reportOf('plain')));
  const column = plain[0]!.indexOf('actual');
  fc.assert(
    fc.property(hostileText, (text) => {
      const rows = read(csv(reportOf(text)));
      expect(rows.map((row) => row.length)).toEqual(plain.map((row) => row.length));
      const cells = rows.flat();
      // Where another character divides cells, the first of a row is all that stands before it.
      const others = cells.flatMap((cell) => cell.split(/[;|]/).slice(1));
      for (const cell of others) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/u);
      for (const cell of cells) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠\t\r]/u);
      const said = inert(visible(text)).replaceAll("'", '');
      for (const row of rows.slice(1)) expect(row[column]!.replaceAll("'", '')).toBe(said);
    }),
    { numRuns: 300, examples: hostileParts },
  );
});

test.each([
  ['=1+1', "'=1+1"],
  ['-1', "'-1"],
  ['\t=1', '␉=1'],
  [' @SUM(A1)', " '@SUM(A1)"],
  ['a;=1;b', "a;'=1;b"],
  ['a=1', 'a=1'],
  ['"a", b', '"a", b'],
])('%j stands as %j', (because, cell) => {
  const [names = [], row = []] = read(
    csv({ ...exampleReport(), checks: [check({ id: 'a/b', verdict: 'inconclusive', says: 'x', because })] }),
  );
  expect(row[names.indexOf('because')]).toBe(cell);
});
