import { rmSync } from 'node:fs'
import { reopen, reopenIfAsked } from './setup/again.ts'
import { numberArgument } from './setup/command-line.ts'
import { never, newFolder, openEngine, startRequest } from './setup/engine.ts'
import { floorOf, readWritten } from './setup/floor.ts'
import { each } from './setup/load.ts'
import { taskChain } from './setup/machines.ts'
import { publish, round } from './setup/results.ts'

/** Executions whose task was under way when the process ended: until the next process has run every one of them to its end. */
await reopenIfAsked(async engine => {
  while (engine.index.countRunning() > 0) await new Promise(resolve => setTimeout(resolve, 5))
})
const count = numberArgument('--count', 10_000)
const folder = newFolder()
const engine = await openEngine(folder, never)
await each(count, 512, index => engine.runtime.start(startRequest(`flight-${index}`, taskChain(1))))
await engine.close()
const { readyMs } = reopen(folder)
// One turn for each execution, as its last one.
const floor = floorOf(readWritten(folder))
rmSync(folder, { recursive: true })
publish('recovery', { inFlight: count, allEndedMs: readyMs, floorMs: round((count / floor) * 1_000) })
