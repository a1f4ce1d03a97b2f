import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { check, exampleReport } from './example.test-data.ts';
import { hostileParts, hostileText, reportOf } from './hostile.test-data.ts';
import { code, fence, gfm } from './markdown-text.ts';
import { markdownReport } from './markdown.ts';
import { inert, visible } from './visible.ts';

const page = markdownReport(exampleReport());

test('a finding says what, on which authority, where, what instead, how often, and how to see it again', () => {
  const [, block = ''] = page.split('### `chat-stream/same-id` ');
  expect(block.split('\n').slice(0, 10)).toEqual([
    '(MUST, fail)',
    '',
    'Every chunk of one stream carries the id of the first.',
    '',
    'Authority: `#/components/schemas/ChatCompletionChunk/properties/id`',
    '',
    '- At `/reply/events/1/id`: expected `"chatcmpl-1"`, got `"chatcmpl-2"` (reproduced `3/3`)',
    '',
    'Send it again:',
    '',
  ]);
  expect(block).toMatch(
    /^\n*[^]*?```sh\ncurl -sS [^\n]*\n```\n\n<details>[^]*?```text\nHTTP 200\n[^]*?```\n\n<\/details>\n/,
  );
});

test('the verdict, the caveats and the profiles come first', () => {
  expect(page.match(/^#+ .*/gm)?.slice(0, 4)).toEqual([
    '## Conformance: not conformant',
    '### Know this before you rely on the verdict',
    '### Profiles',
    '### `chat-stream/same-id` (MUST, fail)',
  ]);
  expect(page).toContain('\n| tools | conformant | 0 |');
});

test.each([
  ['Every word of it, in plain letters: 64 % of 1,204.', 'Every word of it, in plain letters: 64 % of `1,204`.'],
  ['The member object is "chat.completion".', 'The member object is "`chat.completion`".'],
  ['400 image_url is not supported (by @org/team)', '400 `image_url` is not supported (by `@org/team`)'],
  ['see #12, GH-12 and org/repo#12!', 'see `#12, GH-12` and `org/repo#12`!'],
  ['1. a', '`1`. a'],
  ['- a', '`-` a'],
  ['commit deadbeef or 1234567', 'commit `deadbeef` or `1234567`'],
  ['a ` b', 'a `` ` `` b'],
  ['', ''],
])('of %j plain words stand as they are, all else as code', (text, written) => {
  expect(gfm`${text}`.source).toBe(written);
});

test('a value stands between as many backticks as it takes', () => {
  expect(['a', '`', 'a``b', ' a', '  ', ''].map((text) => code(text).source)).toEqual([
    '`a`',
    '`` ` ``',
    '```a``b```',
    '`  a `',
    '`  `',
    '(empty)',
  ]);
  expect(fence('a\n````\nb', 'text').source).toBe('`````text\na\n````\nb\n`````');
});

test('more backticks than a parser counts are counted for it', () => {
  for (const count of [80, 256, 5000]) {
    expect(code('`'.repeat(count)).source).toBe(`\`<${count} backticks>\``);
    expect(fence('`'.repeat(count), 'sh').source).toBe(`\`\`\`sh\n<${count} backticks>\n\`\`\``);
  }
});

type Read = { lines: string[]; values: string[]; fences: string[] };

/** As CommonMark reads blocks of code and code spans; what stands outside of both is `lines`, with `␣` for each span. */
function read(text: string): Read {
  const found: Read = { lines: [], values: [], fences: [] };
  let closing: string | undefined;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const [, ticks] = /^ {0,3}(`{3,})[^`]*$/.exec(line) ?? [];
    const trimmed = line.trim();
    if (closing === undefined && ticks !== undefined) {
      closing = ticks;
      found.fences.push('');
    } else if (closing === undefined) found.lines.push(withoutSpans(line, found.values));
    else if (/^ {0,3}`+\s*$/.test(line) && trimmed.length >= closing.length) closing = undefined;
    else found.fences[found.fences.length - 1] += `${line}\n`;
  }
  expect(closing).toBeUndefined();
  return found;
}

function withoutSpans(line: string, values: string[]): string {
  let [rest, outside] = [line, ''];
  for (;;) {
    const [opening, ticks = ''] = /[^`]*?(`+)/.exec(rest) ?? [];
    if (opening === undefined) return outside + rest;
    const after = rest.slice(opening.length);
    const end = [...after.matchAll(/`+/g)].find(([run]) => run === ticks);
    expect(ticks.length).toBeLessThan(80);
    if (!end) return outside + rest;
    const inner = after.slice(0, end.index);
    values.push(/^ .*[^ ].* $/.test(inner) ? inner.slice(1, -1) : inner);
    outside += `${opening.slice(0, -ticks.length)}␣`;
    rest = after.slice(end.index + ticks.length);
  }
}

test('hostile text begins no block, closes none, and is neither a link nor markup nor a mention', () => {
  const plain = read(markdownReport(reportOf('plain')));
  fc.assert(
    // Of nothing there is nothing to show.
    fc.property(
      hostileText.filter((text) => text !== ''),
      (text) => {
        const { lines, values, fences } = read(markdownReport(reportOf(text)));
        expect(lines).toHaveLength(plain.lines.length);
        expect(fences).toHaveLength(plain.fences.length);
        const said = inert(visible(text)).replaceAll(/`{20,}/g, (run) => `<${run.length} backticks>`);
        expect(values).toContain(said);
        for (const [i, line] of lines.entries()) {
          if (line === plain.lines[i]) continue;
          const ours = /^(?:- At |- |### |)/.exec(plain.lines[i]!)![0];
          expect(line.startsWith(ours)).toBe(true);
          const rest = line.slice(ours.length);
          expect(rest).not.toMatch(
            /[<>[\]@#*_~\\$|&`{}]|https?:|www\.|GH-\d|:\w+:|(?<![\p{L}\p{N}])[0-9a-f]{7,40}(?![\p{L}\p{N}])/iu,
          );
          expect(rest).not.toMatch(/^(?: {4}|\s*(?:\d+[.)]|[-+=>])\s|\s*[-=]+\s*$)/);
        }
      },
    ),
    { numRuns: 300, examples: hostileParts },
  );
});

test('a step summary takes 1 MiB: what has no room is counted', () => {
  const [long] = reportOf('谢'.repeat(9000)).checks[0]!.findings;
  const checks = Array.from({ length: 400 }, (_, i) =>
    check({ id: `a/b-${i}`, verdict: 'fail', says: 'x', findings: [long!] }),
  );
  const cut = markdownReport({ ...exampleReport(), checks });
  expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(1024 * 1024);
  expect(Buffer.byteLength(cut)).toBeGreaterThan(1024 * 1000);
  expect(cut).toMatch(/\n\*\*\d+ parts had no room here; the HTML and JSON reports hold all of it\.\*\*\n$/);
  read(cut);
});
