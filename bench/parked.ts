import { rmSync } from 'node:fs'
import { reopen, reopenIfAsked } from './setup/again.ts'
import { hasFlag, numberArgument } from './setup/command-line.ts'
import { type BenchEngine, newFolder, openEngine, startRequest } from './setup/engine.ts'
import { floorOf, readWritten } from './setup/floor.ts'
import { each } from './setup/load.ts'
import { longWait } from './setup/machines.ts'
import { publish, round, rssMb } from './setup/results.ts'
import { checkJournal } from './setup/verified.ts'

/** Executions that wait for a year: memory of the process that started them and of the next one, and how soon that one is ready. */
await reopenIfAsked(async () => undefined, mustAllBeParked)
const count = hasFlag('--million') ? 1_000_000 : numberArgument('--count', 100_000)
const folder = newFolder()
const machine = longWait()
const engine = await openEngine(folder)
const begun = performance.now()
await each(count, 512, index => engine.runtime.start(startRequest(`parked-${index}`, machine)))
const seconds = (performance.now() - begun) / 1_000
await new Promise(resolve => setTimeout(resolve, 500))
const startedMb = rssMb()
await engine.close()
const floor = floorOf(readWritten(folder))
const next = reopen(folder, count)
checkJournal(folder, { executions: count })
rmSync(folder, { recursive: true })
publish(hasFlag('--million') ? 'parked-million' : 'parked', {
  parked: count,
  startsPerSecond: round(count / seconds),
  floorStartsPerSecond: round(floor),
  ofFloor: round(count / seconds / floor, 2),
  rssMbAfterStarting: startedMb,
  restartReadyMs: next.readyMs,
  rssMbAfterRestart: next.rssMb,
})

/** In the next process: every one of them waits, none was lost and none has ended. */
function mustAllBeParked(engine: BenchEngine, parked: number): void {
  const waiting = engine.index.countRunning()
  if (waiting !== parked) throw new Error(`${waiting} of ${parked} executions wait after the restart`)
}
