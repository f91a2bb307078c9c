import { rmSync } from 'node:fs'
import { reopen, reopenIfAsked } from './setup/again.ts'
import { numberArgument } from './setup/command-line.ts'
import { type BenchEngine, mustBeRight, never, newFolder, openEngine, startRequest } from './setup/engine.ts'
import { floorOf, readWritten } from './setup/floor.ts'
import { each } from './setup/load.ts'
import { taskChain } from './setup/machines.ts'
import { publish, round } from './setup/results.ts'
import { checkJournal } from './setup/verified.ts'

/** Executions whose task was under way when the process ended: until the next process has run every one of them to its end. */
await reopenIfAsked(async engine => {
  while (engine.index.countRunning() > 0) await new Promise(resolve => setTimeout(resolve, 5))
}, mustAllBeRight)
const count = numberArgument('--count', 10_000)
const folder = newFolder()
const machine = taskChain(1)
const engine = await openEngine(folder, never)
await each(count, 512, index => engine.runtime.start(startRequest(`flight-${index}`, machine)))
await engine.close()
const { readyMs } = reopen(folder, count)
checkJournal(folder, { executions: count })
// One turn for each execution, as its last one.
const floor = floorOf(readWritten(folder))
rmSync(folder, { recursive: true })
publish('recovery', { inFlight: count, allEndedMs: readyMs, floorMs: round((count / floor) * 1_000) })

/** In the next process: each of them ended with the right output. */
async function mustAllBeRight(engine: BenchEngine, inFlight: number): Promise<void> {
  const machine = taskChain(1)
  for (let index = 0; index < inFlight; index++)
    mustBeRight(await engine.runtime.ended(startRequest(`flight-${index}`, machine).executionArn), machine)
}
