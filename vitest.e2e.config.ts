import './scripts/compile-cache.mjs'
import './scripts/without-aws-settings.mjs'
import { defineConfig } from 'vitest/config'
import { asItIs, lengthyTests, measuringTests, processTests } from './scripts/kinds-of-tests.mjs'
import { longestFirst } from './scripts/longest-first.mjs'
import { SecondTries } from './scripts/second-tries.mjs'

/** Files that measure time or memory, kill and starve, or want a well-known port: one after the other, with the machine for themselves. */
const alone = ['console-scale', 'console-speed', 'ending', 'hostile-expressions', 'hostile-requests', 'torture'].map(
  name => `e2e/${name}.test.ts`,
)

/** A person's ways through the console, by a real browser. */
const browserTests = 'e2e/console*.test.ts'

/** Some twenty seconds and more each, in this order: of those that began last, one ran on for so long when all others had ended. */
const longest = [
  'e2e/console-quality',
  'e2e/proof',
  'e2e/cloudformation',
  'packages/store-postgres/src/contracts-on-postgres',
  'e2e/package',
  'e2e/console-journeys',
  'e2e/console-drafts',
  'e2e/migrate',
  'e2e/console-faults',
  'packages/store-postgres/src/faults',
  'packages/lambda/src/pool/ahead',
  'e2e/encryption',
  'e2e/cluster',
  'e2e/cluster-in-use',
  'e2e/console-services',
  'packages/store-postgres/src/plans',
  'e2e/project',
  'e2e/catalogue',
  'e2e/planted-bugs',
  'packages/pasos/src/cli/ends',
  'e2e/console-studio',
  'e2e/test-command',
  'e2e/postgres',
  'e2e/console-pictures',
  'e2e/console-pages',
].map(name => `${name}.test.ts`)

const limits = {
  testTimeout: 180_000,
  hookTimeout: 120_000,
  // Of tests of one file that say that they may run beside each other, as they wait for jobs.
  maxConcurrency: 40,
  // As long as a locator waits. Of itself a poll gives up after a second, which a page on a busy machine may need to be read.
  expect: { poll: { timeout: 60_000 } },
}

const besideOthers = { maxWorkers: 3, sequence: { groupOrder: 0 }, ...limits }

export default defineConfig({
  test: {
    reporters: ['default', new SecondTries()],
    sequence: { sequencer: longestFirst(longest) },
    projects: [
      // Each starts servers of its own and mostly waits for them: three at a time keep the two cores of the smallest machine at work. Five
      // took no less time, and made each other late.
      // A browser on a machine that is busy may miss a click once: what passes at its second try only is told at the end. Nothing else has two.
      { test: { name: 'console', include: [browserTests], exclude: alone, retry: 1, ...besideOthers } },
      { test: { name: 'together', include: ['e2e/**/*.test.ts', ...processTests], exclude: [browserTests, ...alone], ...besideOthers } },
      { test: { name: 'lengthy', include: lengthyTests, isolate: false, ...asItIs, ...besideOthers } },
      { test: { name: 'measured', include: measuringTests, ...asItIs, maxWorkers: 2, sequence: { groupOrder: 1 }, ...limits } },
      { test: { name: 'alone', include: alone, fileParallelism: false, sequence: { groupOrder: 2 }, ...limits } },
    ],
  },
})
