import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { exampleReport } from './example.test-data.ts';
import { hostileText, reportOf } from './hostile.test-data.ts';
import { html } from './html.ts';

const page = html(exampleReport());

test('findings come before all other checks, failures first; what is undecided stands with its reason', () => {
  const ids = [...page.matchAll(/<(?:article|tr)[^>]* id="([^"]+)"/g)].map(([, id]) => id);
  expect(ids.slice(0, 7)).toEqual([
    'chat-stream/same-id',
    'errors/malformed-json',
    'chat-stream/ends-with-done',
    'files/bytes-is-a-number',
    'auth/wrong-key',
    'embeddings/not-utf-8',
    'chat/system-fingerprint',
  ]);
  expect([...ids].sort()).toEqual(
    exampleReport()
      .checks.filter(({ verdict }) => verdict !== 'inconclusive')
      .map(({ id }) => id)
      .sort(),
  );
});

test.each([
  'Contract: <code>#/components/schemas/ChatCompletionChunk/properties/id</code>',
  'Documentation, API reference, streaming: a stream ends with a data-only [DONE] message',
  '<a href="https://www.rfc-editor.org/rfc/rfc9110#section-15.5.1" rel="noreferrer">RFC 9110 §15.5.1</a>',
  'Observed on OpenAI’s own service: a wrong key is answered with 401',
  'Client openai (Node) 6.49.0: <code>TypeError: chunk.choices is not iterable</code>',
])('every authority is told as what it is: %s', (authority) => {
  expect(page).toContain(authority);
});

test('an address that is not of the web is no link', () => {
  const report = exampleReport();
  const [first] = report.checks;
  const cite = { by: 'standard', section: 'RFC 0', url: 'javascript:alert(1)' } as const;
  expect(html({ ...report, checks: [{ ...first!, cite }] })).toContain('Standard: RFC 0 (javascript:alert(1))');
});

test('a pass says how often it was exercised and which rate of violations that leaves', () => {
  expect(page).toContain('<td class="number">3 of 3</td>\n<td class="number">below 64 %</td>');
});

test('the event that a finding names is marked, and those that show it, and events left out are counted', () => {
  expect(page).toContain('<tr class="named"><td class="n">1</td>');
  expect(page).toContain('<tr class="named"><td class="n">0</td>');
  expect(page).toContain('<dt>shown by</dt><dd>2 of 4 events: 0, 1</dd>');
  expect(html(reportOf('x'))).toContain('8 events left out');
});

test('the facts of the run can be read', () => {
  for (const fact of ['1729', '18,406 tokens', '214 requests, of these 2 retries', '1/2', '48.2 s', 'E1, E4'])
    expect(page).toContain(`<td class="mono">${fact}</td>`);
});

test('a report without findings, caveats and capabilities says so', () => {
  const empty = html({
    ...exampleReport(),
    verdict: 'conformant',
    caveats: [],
    capabilities: [],
    checks: [],
    profiles: [],
  });
  expect(empty).toContain('<h1>Conformant</h1>');
  expect(empty).toContain('<p class="card empty">None.</p>');
  expect(empty).not.toContain('class="caveats"');
});

test('the page holds no script, no style attribute and no address that is loaded', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const tags = html(reportOf(text))
        .match(/<[a-z!][^>]*>/gi)!
        .join('\n');
      expect(tags).not.toMatch(
        /<(script|img|iframe|link|object|embed|base|form)\b|\s(on\w+|style|src|srcset|xlink:href)\s*=/i,
      );
    }),
    { numRuns: 100 },
  );
});

test('a page that a log prints holds no CI command', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      expect(html(reportOf(text))).not.toMatch(/^\s*::|##\[|##vso\[|##teamcity\[/im);
    }),
    { numRuns: 100 },
  );
});
