import './scripts/compile-cache.mjs'
import './scripts/memory-folder.mjs'
import './scripts/without-aws-settings.mjs'
import { defineConfig } from 'vitest/config'
import { asItIs, lengthyTests, measuringTests, processTests, viewTests } from './scripts/kinds-of-tests.mjs'

// A process for each of 500 files would take longer than their tests; none leaves anything behind in its own.
// Each process reads and compiles anew what its tests share: two keep the two cores of the smallest machine at work, since `npm run check` does
// something else beside them, and three took a twentieth more of the processors.
const together = { isolate: false, maxWorkers: 2 }

export default defineConfig({
  test: {
    testTimeout: 60_000,
    // Of itself a hook gives up after 10 s, which starting a server may take on a busy machine.
    hookTimeout: 60_000,
    // Of itself a poll gives up after a second, which a busy machine may need for one look.
    expect: { poll: { timeout: 20_000 } },
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
          exclude: ['**/node_modules/**', ...processTests, ...lengthyTests, ...measuringTests, ...viewTests],
          ...asItIs,
          ...together,
        },
      },
      { extends: true, test: { name: 'views', include: viewTests, ...together } },
    ],
  },
})
