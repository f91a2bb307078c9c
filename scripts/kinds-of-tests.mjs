/** Tests beside the sources that start processes, wait for them and kill them: `npm test` runs them with the end-to-end tests. */
export const processTests = [
  'packages/lambda/src/pool/*.test.ts',
  'packages/lambda/src/sandbox/*.test.ts',
  'packages/pasos/src/cli/doctor-checks.test.ts',
  'packages/pasos/src/cli/ends.test.ts',
  'packages/pasos/src/cli/keep-stdout.test.ts',
  'packages/pasos/src/cli/why/advice.test.ts',
  'packages/pasos/src/server/operation/idle-memory.test.ts',
  // They start a PostgreSQL.
  'packages/store-postgres/src/**/*.test.ts',
  'packages/store-sqlite/src/engine-on-sqlite.test.ts',
  'packages/store-sqlite/src/opening.test.ts',
]

/**
 * Tests that take two seconds and more of a slow processor each: worlds and texts under many seeds, expressions up to their bounds, what time brings
 * about. A tenth of the files took half the time of `npm run check`, so `npm test` runs them.
 */
export const lengthyTests = [
  'conformance/accepted-compiles.property.test.ts',
  'packages/asl/src/aside/put-aside.test.ts',
  'packages/asl/src/convert/convert-machine.test.ts',
  'packages/asl/src/map-run/map-run.property.test.ts',
  'packages/asl/src/step/numbers.property.test.ts',
  'packages/cluster/src/front/hand-on.test.ts',
  'packages/cluster/src/lanes/ask-owner.test.ts',
  'packages/cluster/src/peers/nodes.test.ts',
  'packages/console/src/studio/notation/yaml-notation.test.ts',
  'packages/engine/src/expressions/expression-threads.test.ts',
  'packages/engine/src/feed/follow.test.ts',
  'packages/engine/src/map-runs/readers/s3-item-source.test.ts',
  'packages/engine/src/map-runs/select-some.test.ts',
  'packages/graph/src/document/any-commands.property.test.ts',
  'packages/models/src/service.test.ts',
  'packages/pasos/src/cli/schemas.test.ts',
  'packages/pasos/src/project/dev-session.test.ts',
  'packages/pasos/src/project/watch-folder.test.ts',
  'packages/pasos/src/server/plain-calls/plain-connections.test.ts',
  'packages/services/src/apigateway/mapping/template.test.ts',
  'packages/services/src/apigateway/schema/fits-schema.test.ts',
  'packages/services/src/cloudformation/example-stacks.test.ts',
  'packages/services/src/cloudformation/nested-and-custom.test.ts',
  'packages/services/src/cloudformation/resource-types.test.ts',
  'packages/services/src/cloudformation/said-no-more-of-data.test.ts',
  'packages/services/src/cloudformation/stack-bounds.test.ts',
  'packages/services/src/cloudwatch/alarms/composite-alarms-clients.test.ts',
  'packages/services/src/events/archives-clients.test.ts',
  'packages/services/src/lambda/async-invocations.test.ts',
  'packages/services/src/lambda/event-sources/stream-sources.test.ts',
  'packages/services/src/lambda/event-sources/tumbling-windows.test.ts',
  'packages/services/src/scheduler/scheduler-clients.test.ts',
  'packages/services/src/sns/links-in-messages-clients.test.ts',
  'packages/services/src/sns/signing/signing-clients.test.ts',
  'packages/services/src/sns/sns-clients.test.ts',
  'packages/services/src/sts/saml/saml.test.ts',
  'packages/store-sqlite/src/encryption/encrypted-store.test.ts',
  'packages/store-sqlite/src/everything.test.ts',
  'packages/store-sqlite/src/journal/names/name-index.test.ts',
  'packages/wire/src/pipeline/dispatcher.property.test.ts',
  'packages/wire/src/protocol/round-trip.test.ts',
  'proof/simulation/cluster/simulate-cluster.test.ts',
  'proof/simulation/simulate.test.ts',
]

/** Tests that measure the memory or the time that something takes: each has a process of its own, and `npm test` runs them. */
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

/** Node reads our TypeScript as it is, here as everywhere else: Vite would turn each module into another one first, which took a sixth of the time. */
export const asItIs = { experimental: { viteModuleRunner: false, nodeLoader: false } }
