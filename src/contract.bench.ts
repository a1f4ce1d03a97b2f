import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { bench, describe } from 'vitest';

import { contractOf, factsOf, type Judging } from './contract.ts';

// Reading a published document of 3 MB: less than 2 s without a cache, less than 400 ms with one. `npx vitest bench`
const spec = fileURLToPath(new URL('../../shared/specs/openai-openapi-2026-08-21.yaml', import.meta.url));
const folder = join(mkdtempSync(join(tmpdir(), 'llm-conformance-bench-')), 'cache');

const read = (cache: string | undefined) => () => {
  const judging: Judging = { spec, errataOff: [], cache };
  factsOf(contractOf(judging), judging);
};

describe.skipIf(!existsSync(spec))('a document of 3 MB, with what a report says of it', () => {
  const few = { time: 0, iterations: 5, warmupTime: 0, warmupIterations: 1 };
  bench('without a cache', read(undefined), few);
  bench('with a warm cache', read(folder), few);
});
