import { numberArgument } from './setup/command-line.ts'
import { withEngine } from './setup/engine.ts'
import { floorOf, readWritten } from './setup/floor.ts'
import { taskChain } from './setup/machines.ts'
import { percentile, publish, round } from './setup/results.ts'

/** One execution of ten tasks at a time: how long a single commit takes when nobody else is there. */
const seconds = numberArgument('--seconds', 3)
await withEngine(async ({ run, folder }) => {
  const times: number[] = []
  for (const end = performance.now() + seconds * 1_000; performance.now() < end; ) {
    const begun = performance.now()
    await run(taskChain(10))
    times.push((performance.now() - begun) / 11)
  }
  publish('latency', {
    msPerTurnP50: round(percentile(times, 0.5), 3),
    msPerTurnP99: round(percentile(times, 0.99), 3),
    floorMsPerTurn: round(1_000 / floorOf(readWritten(folder), 1, 1), 3),
  })
})
