import * as fc from 'fast-check';
import { afterEach } from 'vitest';

let tried = 0;

fc.configureGlobal({
  seed: Number(process.env['FUZZ_SEED'] ?? 1),
  reporter(details) {
    tried += details.numRuns;
    if (details.failed) throw new Error(fc.defaultReportMessage(details), { cause: details.errorInstance });
  },
});

/** How many inputs the properties of a test tried: a figure of `npm run reliability`. */
afterEach(({ task }) => {
  if (tried > 0) Object.assign(task.meta, { tried });
  tried = 0;
});
