import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'suites/**/*.test.ts'],
          exclude: ['suites/conformance.test.ts'],
          testTimeout: 60_000,
        },
      },
    ],
  },
});
