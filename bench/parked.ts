import { rmSync } from 'node:fs'
import { reopen, reopenIfAsked } from './setup/again.ts'
import { hasFlag, numberArgument } from './setup/command-line.ts'
import { newFolder, openEngine, startRequest } from './setup/engine.ts'
import { floorOf, readWritten } from './setup/floor.ts'
import { each } from './setup/load.ts'
import { longWait } from './setup/machines.ts'
import { publish, round, rssMb } from './setup/results.ts'

/** Executions that wait for a year: memory of the process that started them and of the next one, and how soon that one is ready. */
await reopenIfAsked(async () => undefined)
const count = hasFlag('--million') ? 1_000_000 : numberArgument('--count', 100_000)
const folder = newFolder()
const engine = await openEngine(folder)
const begun = performance.now()
await each(count, 512, index => engine.runtime.start(startRequest(`parked-${index}`, longWait())))
const seconds = (performance.now() - begun) / 1_000
await new Promise(resolve => setTimeout(resolve, 500))
const startedMb = rssMb()
await engine.close()
const floor = floorOf(readWritten(folder))
const next = reopen(folder)
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
