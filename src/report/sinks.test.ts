import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { csv } from './csv.ts';
import { annotations } from './github.ts';
import { hostileParts, hostileText, reportOf } from './hostile.test-data.ts';
import { html } from './html.ts';
import { toJson } from './json.ts';
import { junit } from './junit.ts';
import { markdownReport } from './markdown.ts';
import type { Report } from './report.ts';
import { terminal } from './terminal.ts';
import { reporterIds } from './write.ts';

const sinks: { readonly [id: string]: (report: Report) => string } = {
  html,
  json: toJson,
  junit,
  markdown: markdownReport,
  csv,
  github: annotations,
  terminal: (report) => terminal(report, { colour: false, width: 80 }),
};

test('every reporter is held to these laws', () => {
  expect(Object.keys(sinks)).toEqual(expect.arrayContaining([...reporterIds]));
});

test.each(Object.keys(sinks))('%s holds no character that steers a screen, and no command of a CI system', (id) => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const written = sinks[id]!(reportOf(text));
      expect(written.replaceAll(/\r?\n|\t/g, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(written).not.toMatch(/##\[|##vso\[|##teamcity\[|\[\[attachment\|/i);
      expect(written).not.toMatch(id === 'github' ? /^\s*::(?!error title|warning title)/m : /^\s*::/m);
    }),
    { numRuns: 150, examples: hostileParts },
  );
});

test.each(Object.keys(sinks))('%s takes any text of any length', (id) => {
  for (const text of ['', ' ', '\n', '`'.repeat(10_000), 'x'.repeat(200_000), '\u202e'.repeat(10_000)])
    expect(sinks[id]!(reportOf(text)).length).toBeGreaterThan(100);
});
