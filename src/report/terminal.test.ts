import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { check, exampleReport } from './example.test-data.ts';
import { hostileParts, hostileText, reportOf } from './hostile.test-data.ts';
import { columns } from './screen.ts';
import { terminal } from './terminal.ts';

const plain = { colour: false, width: 100 };

test('a finding says what, where, what instead, how often, and how to see it again', () => {
  const [first] = terminal(exampleReport(), plain).split('\n\n');
  expect(first!.split('\n').slice(0, 4)).toEqual([
    '✗ chat-stream/same-id   MUST   #/components/schemas/ChatCompletionChunk/properties/id',
    '  Every chunk of one stream carries the id of the first.',
    '  /reply/events/1/id   expected "chatcmpl-1"   got "chatcmpl-2"   (reproduced 3/3)',
    '    shown by 2 of 4 events: 0, 1',
  ]);
  expect(first!.split('\n')[4]).toMatch(/^ {2}again: curl -sS -i -N /);
});

test('findings come first, failures before all; the verdict comes last', () => {
  const blocks = terminal(exampleReport(), plain).trimEnd().split('\n\n');
  expect(blocks.map((block) => block[0]).join('')).toBe('✗✗✗!≈‼?p1–!✗');
  expect(blocks.at(-1)).toMatch(
    /^✗ example-7b-instruct at http:\/\/localhost:8000\/v1: not conformant: 3 of 18 checks failed/,
  );
});

test('the table shows the verdicts that occur, and no others', () => {
  const report = exampleReport();
  const text = terminal({ ...report, checks: [], profiles: report.profiles.slice(1, 2) }, plain);
  expect(text).toContain('profile  verdict     pass\ntools    conformant     1\n');
});

test('findings of one exchange share one command', () => {
  const text = terminal(exampleReport(), plain);
  const block = text.split('\n\n').find((one) => one.startsWith('✗ errors/malformed-json'))!;
  expect(block.match(/expected/g)).toHaveLength(2);
  expect(block.match(/again:/g)).toHaveLength(1);
  expect(block).toMatch(/… and 4 more$/);
});

test('a finding too long for one line has a line for each part', () => {
  const report = exampleReport();
  const text = terminal({ ...report, checks: [report.checks[0]!] }, { colour: false, width: 40 });
  expect(text).toContain(
    '  /reply/events/1/id\n    expected "chatcmpl-1"\n    got "chatcmpl-2"\n    (reproduced 3/3)\n',
  );
});

test('sentences keep within the width', () => {
  const says = 'word '.repeat(60).trim();
  const text = terminal(
    { ...exampleReport(), checks: [check({ id: 'a/b', verdict: 'fail', says })] },
    { colour: false, width: 60 },
  );
  expect(
    Math.max(
      ...text
        .split('\n')
        .filter((line) => line.includes('word'))
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(60);
});

test('a command too long to be of use is not printed', () => {
  const text = terminal(reportOf('x'.repeat(5000)), plain);
  expect(text).not.toContain('curl -sS');
  expect(text).toMatch(/again: the command is \d+ characters long and stands in the HTML and JSON reports/);
});

test('colours are sent only where they are wanted', () => {
  const escape = String.fromCodePoint(27);
  expect(terminal(exampleReport(), plain)).not.toContain(escape);
  const coloured = terminal(exampleReport(), { colour: true, width: 100 });
  expect(coloured).toContain(`${escape}[31m✗${escape}[0m`);
  expect(coloured.replaceAll(new RegExp(`${escape}\\[\\d+m`, 'g'), '')).toBe(terminal(exampleReport(), plain));
});

test('hostile text neither steers the terminal nor commands the CI system, nor adds a line', () => {
  const count = terminal(reportOf('plain'), { colour: false, width: 1e6 }).split('\n').length;
  fc.assert(
    fc.property(hostileText, (text) => {
      const printed = terminal(reportOf(text), { colour: false, width: 1e6 });
      expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(printed).not.toMatch(/^\s*::|##\[|##vso\[|##teamcity\[|\[\[attachment\|/im);
      expect(printed.split('\n')).toHaveLength(count);
    }),
    { numRuns: 200, examples: hostileParts },
  );
});

test('no line but a command is wider than the screen, and no text of the target stands where a line of ours begins', () => {
  const screen = { colour: false, width: 80 };
  const plain = terminal(reportOf('plain'), screen).split('\n');
  const ours = (lines: readonly string[]) =>
    lines.filter((line) => /^(?:\S| {2}again: )/.test(line)).map((line) => line.slice(0, 2));
  fc.assert(
    fc.property(hostileText, (text) => {
      const lines = terminal(reportOf(text), screen).split('\n');
      const wide = lines.filter((line) => columns(line) > 80 && !line.startsWith('  again: '));
      expect(wide.filter((line) => !plain.includes(line))).toEqual([]);
      expect(ours(lines)).toEqual(ours(plain));
    }),
    { numRuns: 200, examples: hostileParts },
  );
});

test('what is part of something that is not offered is not said once more', () => {
  const report = exampleReport();
  const whole = { id: 'texts', title: 'text completions', verdict: 'refused', because: 'answered 404' } as const;
  const part = { id: 'texts-echo', title: 'echo in text completions', verdict: 'refused', because: null } as const;
  const text = terminal({ ...report, capabilities: [whole, part] }, plain);
  expect(text).toContain('– not offered: text completions (answered 404)\n');
  expect(text).not.toContain('echo in text completions');
});
