/** Tests beside the sources that start processes, wait for them and kill them: `npm test` runs them with the end-to-end tests. */
export const processTests = [
  'packages/lambda/src/pool/*.test.ts',
  'packages/lambda/src/sandbox/*.test.ts',
  'packages/pasos/src/cli/ends.test.ts',
  'packages/pasos/src/cli/why/advice.test.ts',
  'packages/pasos/src/server/operation/idle-memory.test.ts',
  // They start a PostgreSQL.
  'packages/store-postgres/src/**/*.test.ts',
  'packages/store-sqlite/src/engine-on-sqlite.test.ts',
  'packages/store-sqlite/src/opening.test.ts',
]

/** Tests that measure the memory or the time that something takes: each has a process of its own. */
export const measuringTests = [
  'packages/asl/src/check/hostile-definitions.property.test.ts',
  'packages/asl/src/jsonata/hostile.test.ts',
  'packages/asl/src/pattern/find-text.test.ts',
  'packages/asl/src/simulate/hostile-machines.test.ts',
  'packages/graph/src/layout/layout.test.ts',
  'packages/graph/src/layout/tangled.property.test.ts',
  'packages/services/src/iam/policy/evaluate.property.test.ts',
]

/** Tests that import a view, which is JSX: Node cannot read it, Vite can. */
export const viewTests = [
  'packages/console/src/app/places.test.ts',
  'packages/console/src/pages/services/named.test.ts',
  'packages/console/src/studio/inspector/field-remarks.test.ts',
  'packages/graph/src/document/places.test.ts',
  'packages/graph/src/view/insert-points.test.ts',
]
