/** Tests beside the sources that start processes, wait for them and kill them: `npm test` runs them with the end-to-end tests. */
export const processTests = [
  'packages/lambda/src/pool/*.test.ts',
  'packages/lambda/src/sandbox/*.test.ts',
  'packages/pasos/src/server/operation/idle-memory.test.ts',
  // They start a PostgreSQL.
  'packages/store-postgres/src/**/*.test.ts',
  'packages/store-sqlite/src/engine-on-sqlite.test.ts',
  'packages/store-sqlite/src/opening.test.ts',
]
