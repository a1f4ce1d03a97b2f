import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { check, exampleReport } from './example.test-data.ts';
import { annotations } from './github.ts';
import { hostileParts, hostileText, reportOf } from './hostile.test-data.ts';
import type { Report } from './report.ts';

type Command = { kind: string; title: string; message: string };

/** As the runner reads a line of a log; anything that is not a command of ours is an error. */
function commandOf(line: string): Command {
  const [, kind = '', title = '', message = ''] = /^::(error|warning) title=([^:,]*)::(.*)$/su.exec(line) ?? [];
  expect(kind).not.toBe('');
  const plain = (text: string) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  return { kind, title: plain(title.replaceAll('%3A', ':').replaceAll('%2C', ',')), message: plain(message) };
}

const commands = (report: Report) => annotations(report).split('\n').slice(0, -1).map(commandOf);

test('what gates is an error, what else was found a warning; each says what, where and what instead', () => {
  const found = commands(exampleReport());
  expect(found.map(({ kind, title }) => `${kind} ${title}`)).toEqual([
    'error MUST chat-stream/same-id: fail',
    'error MUST errors/malformed-json: fail',
    'error MUST chat-stream/ends-with-done: fail',
    'error MUST embeddings/not-utf-8: error of this tool',
    'warning SHOULD files/bytes-is-a-number: warning',
  ]);
  expect(found[0]!.message).toBe(
    'Every chunk of one stream carries the id of the first.\n/reply/events/1/id\nexpected "chatcmpl-1"\ngot "chatcmpl-2"\nreproduced 3/3',
  );
});

test('a warning that gates is an error', () => {
  const report = exampleReport();
  const strict = commands({ ...report, run: { ...report.run, strict: true } });
  expect(strict.map(({ kind }) => kind)).toEqual(Array.from({ length: 5 }, () => 'error'));
});

test('a run that decided nothing says so', () => {
  const report = exampleReport();
  const found = commands({ ...report, verdict: 'incomplete', checks: [] });
  expect(found).toMatchObject([{ kind: 'warning', title: 'incomplete', message: expect.stringContaining('stopped') }]);
});

test('a run in which all is well says nothing', () => {
  expect(annotations({ ...exampleReport(), verdict: 'conformant', checks: [] })).toBe('');
});

test('no more are printed than GitHub shows, and the last says how many there are', () => {
  const many = (verdict: 'fail' | 'warn') =>
    Array.from({ length: 14 }, (_, i) => check({ id: `a/${verdict}-${i}`, verdict, says: 'x' }));
  const found = commands({ ...exampleReport(), checks: [...many('fail'), ...many('warn')] });
  for (const kind of ['error', 'warning']) {
    const some = found.filter((one) => one.kind === kind);
    expect(some).toHaveLength(10);
    expect(some.at(-1)).toMatchObject({ title: '5 more' });
  }
});

test('hostile text forges no command, neither in the log nor in what the runner makes of it', () => {
  const count = commands(reportOf('plain')).length;
  fc.assert(
    fc.property(hostileText, (text) => {
      const found = commands(reportOf(text));
      expect(found).toHaveLength(count);
      for (const { title, message } of found) {
        expect(title).not.toMatch(/[\p{Cc}\p{Cf}]|::|##\[/u);
        expect(message).not.toMatch(/^\s*::|##\[|[^\P{Cc}\n]/mu);
        expect(message.length).toBeLessThan(4096);
      }
    }),
    { numRuns: 300, examples: hostileParts },
  );
});

test('a percent sign is a percent sign', () => {
  const because = '%0A::add-mask::x %25';
  const [one] = commands({ ...exampleReport(), checks: [check({ id: 'a/b', verdict: 'fail', says: 'x', because })] });
  expect(one!.message).toBe(`x\n${because}`);
});
