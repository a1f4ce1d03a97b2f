import { execFileSync } from 'node:child_process';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { check, exampleReport } from './example.test-data.ts';
import { hostileText, reportOf } from './hostile.test-data.ts';
import { junit } from './junit.ts';
import type { Report } from './report.ts';
import { inert, visible } from './visible.ts';

const hasPython = (() => {
  try {
    return execFileSync('python3', ['--version']).length > 0;
  } catch {
    return false;
  }
})();

type Element = { tag: string; attributes: { [name: string]: string }; text: string; children: Element[] };

// ElementTree reads with expat, which refuses what is not well-formed.
const reader = `
import json, sys
from xml.etree.ElementTree import fromstring
def tree(e): return {'tag': e.tag, 'attributes': e.attrib, 'text': e.text or '', 'children': [tree(c) for c in e]}
json.dump([tree(fromstring(d.encode())) for d in json.load(sys.stdin.buffer)], sys.stdout)
`;

function read(...reports: readonly Report[]): Element[] {
  const input = JSON.stringify(reports.map(junit));
  return JSON.parse(execFileSync('python3', ['-c', reader], { input, maxBuffer: 1 << 28 }).toString()) as Element[];
}

function casesOf(root: Element): Element[] {
  return root.children.flatMap(({ children }) => children.filter(({ tag }) => tag === 'testcase'));
}

function outcomeOf({ children }: Element): string {
  return children.find(({ tag }) => tag !== 'properties' && tag !== 'system-out')?.tag ?? 'passed';
}

function outcomes(report: Report): { [id: string]: string } {
  const cases = casesOf(read(report)[0]!);
  return Object.fromEntries(cases.map((one) => [one.attributes['name']!, outcomeOf(one)]));
}

test.skipIf(!hasPython)('each verdict becomes the outcome that a CI system shows (needs python3)', () => {
  expect(outcomes(exampleReport())).toMatchObject({
    'chat-stream/same-id': 'failure',
    'files/bytes-is-a-number': 'passed',
    'auth/wrong-key': 'skipped',
    'logprobs/sum-of-top': 'skipped',
    'embeddings/not-utf-8': 'error',
    'chat/object': 'passed',
    'chat/system-fingerprint': 'passed',
    'chat/refusal-is-text': 'skipped',
    'vision/data-url': 'skipped',
  });
});

test.skipIf(!hasPython)('a warning fails under --strict, and only there (needs python3)', () => {
  const report = exampleReport();
  const strict = outcomes({ ...report, run: { ...report.run, strict: true } });
  const changed = Object.entries(outcomes(report)).filter(([id, outcome]) => strict[id] !== outcome);
  expect(changed.map(([id]) => [id, strict[id]])).toEqual([['files/bytes-is-a-number', 'failure']]);
});

test.skipIf(!hasPython)('the totals count what stands below them (needs python3)', () => {
  const [root] = read(exampleReport());
  for (const element of [root!, ...root!.children]) {
    const cases = element.tag === 'testsuites' ? casesOf(element) : casesOf({ ...element, children: [element] });
    const count = (outcome: string) => String(cases.filter((one) => outcomeOf(one) === outcome).length);
    const { tests, failures, errors, skipped } = element.attributes;
    expect([tests, failures, errors, skipped]).toEqual([
      String(cases.length),
      count('failure'),
      count('error'),
      count('skipped'),
    ]);
  }
  expect(root!.attributes).toMatchObject({ time: '48.210', timestamp: '2026-03-14T09:26:53' });
});

test.skipIf(!hasPython)(
  'every case has a name of its own, and its verdict, level and ground as properties (needs python3)',
  () => {
    const cases = casesOf(read(exampleReport())[0]!);
    const names = cases.map(({ attributes }) => `${attributes['classname']} ${attributes['name']}`);
    expect(new Set(names).size).toBe(exampleReport().checks.length);
    const found = cases.find(({ attributes }) => attributes['name'] === 'files/bytes-is-a-number')!;
    expect(found.attributes['classname']).toBe('llm-conformance.files');
    expect(found.children[0]!.children.map(({ attributes }) => [attributes['name'], attributes['value']])).toEqual([
      ['verdict', 'warn'],
      ['level', 'SHOULD'],
      ['examined', '14'],
      ['exercised', '12'],
    ]);
  },
);

test.skipIf(!hasPython)('a failure says all that is needed to see it again (needs python3)', () => {
  const found = casesOf(read(exampleReport())[0]!).find(
    ({ attributes }) => attributes['name'] === 'chat-stream/same-id',
  )!;
  const failure = found.children.find(({ tag }) => tag === 'failure')!;
  expect(failure.attributes).toEqual({
    type: 'MUST',
    message: 'Every chunk of one stream carries the id of the first.',
  });
  expect(failure.text.split('\n').slice(0, 7)).toEqual([
    'MUST Every chunk of one stream carries the id of the first.',
    '#/components/schemas/ChatCompletionChunk/properties/id',
    '',
    '/reply/events/1/id',
    'expected "chatcmpl-1"',
    'got      "chatcmpl-2"',
    'exchange 17, reproduced 3/3',
  ]);
  expect(failure.text).toContain('again: curl -sS');
});

test.skipIf(!hasPython)('a run without a check is an error and no success (needs python3)', () => {
  const [root] = read({ ...exampleReport(), checks: [] });
  expect(root!.attributes).toMatchObject({ tests: '1', errors: '1' });
  expect(casesOf(root!).map(outcomeOf)).toEqual(['error']);
});

test.skipIf(!hasPython)(
  'hostile text is shown, and adds neither an element nor a line (needs python3)',
  { timeout: 30_000 },
  () => {
    const texts = fc.sample(hostileText, { seed: 7, numRuns: 200 });
    const shape = (element: Element): unknown => [
      element.tag,
      Object.keys(element.attributes),
      element.children.map(shape),
    ];
    const [plain, ...roots] = read(...['plain', ...texts].map(reportOf));
    for (const [i, text] of texts.entries()) {
      expect(shape(roots[i]!)).toEqual(shape(plain!));
      const [failed] = casesOf(roots[i]!).filter((one) => outcomeOf(one) === 'failure');
      const lines = failed!.children.at(-1)!.text.split('\n');
      expect(lines).toHaveLength(9);
      expect(lines[6]).toBe(inert(visible(`got      ${text}`)));
    }
  },
);

test('no character that XML 1.0 forbids is written, and nothing that a CI system acts on', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const xml = junit(reportOf(text));
      expect(xml).toMatch(/^[\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
      expect(xml).not.toMatch(/^\s*::|##\[|##vso\[|##teamcity\[|\[\[attachment\|/im);
    }),
    { numRuns: 100 },
  );
});

test('a huge text is cut and says so', () => {
  const [finding] = reportOf('x'.repeat(50_000)).checks[0]!.findings;
  const one = check({ id: 'a/b', verdict: 'fail', says: 'Something holds.', findings: [finding!] });
  const xml = junit({ ...exampleReport(), checks: [one] });
  expect(xml.length).toBeLessThan(20_000);
  expect(xml).toMatch(/… \(\d+ characters more\)/);
});
