import { defineConfig } from 'vitest/config';

// What properties draw is the same in every run of CI; FUZZ_SEED=7 draws something else.
const setupFiles = ['src/fuzz.test-data.ts'];
const slow = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    // The counts that CI prints last.
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'reports/latest/tests.json' }]] : ['default'],
    // Left to itself it spares a processor, which of two is half.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'suites/**/*.test.ts'],
          exclude: ['suites/conformance.test.ts'],
          setupFiles,
          ...slow,
        },
      },
      // The suites against $OPENAI_BASE_URL; never part of `npm test`.
      { test: { name: 'conformance', include: ['suites/conformance.test.ts'], testTimeout: 0, hookTimeout: 0 } },
    ],
  },
});
