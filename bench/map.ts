import { numberArgument } from './setup/command-line.ts'
import { withEngine } from './setup/engine.ts'
import { floorOf, readWritten } from './setup/floor.ts'
import { taskMap } from './setup/machines.ts'
import { publish, round } from './setup/results.ts'

/** One Map of tasks, 40 at a time, with AWS's limit on payloads lifted: iterations a second. */
const items = numberArgument('--items', 10_000)
const limits = { payloadBytes: Number.POSITIVE_INFINITY, historyEvents: Number.POSITIVE_INFINITY }
await withEngine(async ({ run, folder }) => {
  await run(taskMap(1_000))
  const machine = taskMap(items)
  const begun = performance.now()
  await run(machine)
  const seconds = (performance.now() - begun) / 1_000
  const floor = floorOf(readWritten(folder))
  publish('map', {
    items,
    iterationsPerSecond: round(items / seconds),
    msPerIteration: round((seconds * 1_000) / items, 3),
    floorIterationsPerSecond: round(floor),
    ofFloor: round(items / seconds / floor, 2),
  })
}, limits)
