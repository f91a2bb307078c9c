import './scripts/without-aws-settings.mjs'
import { defineConfig } from 'vitest/config'

// One file after the other: each starts real servers, and the machine may have two cores.
export default defineConfig({
  test: { include: ['e2e/**/*.test.ts'], testTimeout: 180_000, hookTimeout: 120_000, fileParallelism: false },
})
