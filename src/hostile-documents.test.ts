import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import documents from './hostile-documents.test-data.ts';
import { configOf } from './config.ts';
import { planOf, SpecError } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'llm-conformance-hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.for(documents)('%s', { timeout: 100_000 }, ([, text, refusal], { task }) => {
  Object.assign(task.meta, { tried: 1 });
  const spec = join(folder, 'hostile.yaml');
  writeFileSync(spec, text);
  const before = Object.getOwnPropertyNames(Object.prototype).length;
  const said = refused(() => planOf(configOf({ spec, baseUrl: 'http://nowhere', cases: '2' }, {})));
  expect(said ?? 'it is read').toMatch(refusal ?? /^it is read$/);
  // One line, and nothing of our own code in it.
  expect(said ?? '').not.toMatch(/\n|\bat .*\.[jt]s:\d/);
  expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(before);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

function refused(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof SpecError) return error.message;
    throw error;
  }
}
