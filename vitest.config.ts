import './scripts/compile-cache.mjs'
import './scripts/without-aws-settings.mjs'
import { defineConfig } from 'vitest/config'
import { measuringTests, processTests } from './scripts/process-tests.mjs'

export default defineConfig({
  test: {
    testTimeout: 60_000,
    // The smallest machine has two cores; by itself vitest would leave one of them idle.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'packages/*/src/**/*.test.ts',
            'scripts/**/*.test.mjs',
            'conformance/**/*.test.ts',
            'bench/**/*.test.ts',
            'proof/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', ...processTests, ...measuringTests],
          // A process for each of 300 files would take longer than their tests; none leaves anything behind in its own.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'measured', include: measuringTests } },
    ],
  },
})
