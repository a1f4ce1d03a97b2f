import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { hostileText } from './hostile.test-data.ts';
import { block, marked, markup } from './markup.ts';

test('a string is escaped, as content and inside an attribute', () => {
  expect(markup`<a title="${`"><b>&'`}">${'<i>'}</a>`.source).toBe(
    '<a title="&quot;&gt;&lt;b&gt;&amp;&#39;">&lt;i&gt;</a>',
  );
});

test('markup goes in as it is, a list as its parts, null as nothing', () => {
  expect(markup`${markup`<b/>`}${[markup`<i/>`, 1, null]}`.source).toBe('<b/><i/>1');
});

test('an object of the shape of markup that was parsed from JSON does not compile, and a string never passes for it', () => {
  // @ts-expect-error the brand cannot be written by hand
  const forged: Parameters<typeof markup>[1] = { source: '<script>' };
  expect(forged).toEqual({ source: '<script>' });
  expect(markup`${JSON.stringify(forged)}`.source).not.toContain('<script>');
});

test('control characters of content stand out by name', () => {
  expect(marked('a\u001b[31m\n\u202e').source).toBe(
    'a<code class="sign">ESC</code>[31m\n<code class="sign">U+202E</code>',
  );
});

test('no text breaks out of where it stands, nor holds a CI command', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      for (const source of [markup`${text}`.source, block(text).source, marked(text).source]) {
        expect(source.replaceAll(/<code class="sign">[\w+]+<\/code>/g, '')).not.toMatch(/[<>"']|&(?![a-z]+;|#\d+;)/);
        expect(source).not.toMatch(/^\s*::|##\[|##vso\[|##teamcity\[/im);
      }
    }),
  );
});
