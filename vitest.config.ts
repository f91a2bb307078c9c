import './scripts/compile-cache.mjs'
import './scripts/without-aws-settings.mjs'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'scripts/**/*.test.mjs',
      'conformance/**/*.test.ts',
      'bench/**/*.test.ts',
      'proof/**/*.test.ts',
    ],
    // They start a PostgreSQL: `npm test` runs them with the end-to-end tests.
    exclude: ['**/node_modules/**', 'packages/store-postgres/**'],
    testTimeout: 20_000,
  },
})
