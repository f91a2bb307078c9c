import './scripts/compile-cache.mjs'
import './scripts/without-aws-settings.mjs'
import { defineConfig } from 'vitest/config'
import { processTests } from './scripts/process-tests.mjs'
import { SecondTries } from './scripts/second-tries.mjs'

/** Files that measure time or memory, kill and starve, or want a well-known port: one after the other, with the machine for themselves. */
const alone = [
  'console-live',
  'console-scale',
  'console-speed',
  'data-folder',
  'ending',
  'guards',
  'hostile-expressions',
  'hostile-requests',
  'start',
  'torture',
].map(name => `e2e/${name}.test.ts`)

const limits = {
  testTimeout: 180_000,
  hookTimeout: 120_000,
  // Of tests of one file that say that they may run beside each other, as they wait for jobs.
  maxConcurrency: 40,
}

export default defineConfig({
  test: {
    reporters: ['default', new SecondTries()],
    projects: [
      // Each starts servers of its own and mostly waits for them: three at a time keep the two cores of the smallest machine at work.
      {
        test: {
          name: 'together',
          include: ['e2e/**/*.test.ts', ...processTests],
          exclude: alone,
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
          // Browsers and programs of others on a machine that is busy: what passes at its second try only is told at the end.
          // Tests of what a kill may lose say for themselves that they have one try.
          retry: 1,
          ...limits,
        },
      },
      { test: { name: 'alone', include: alone, fileParallelism: false, sequence: { groupOrder: 1 }, ...limits } },
    ],
  },
})
