import { numberArgument } from './setup/command-line.ts'
import { withEngine } from './setup/engine.ts'
import { floorOf, readWritten } from './setup/floor.ts'
import { taskChain } from './setup/machines.ts'
import { percentile, publish, round } from './setup/results.ts'

/**
 * One execution of ten tasks at a time: how long a single commit takes when nobody else is there, on a new folder and in the wake of full load,
 * whose histories are packed then.
 */
const seconds = numberArgument('--seconds', 3)
const loadSeconds = numberArgument('--load-seconds', 10)
await withEngine(async ({ run, folder }) => {
  const lane = async (lasts: number): Promise<number[]> => {
    const times: number[] = []
    for (const end = performance.now() + lasts * 1_000; performance.now() < end; ) {
      const begun = performance.now()
      await run(taskChain(10))
      times.push((performance.now() - begun) / 11)
    }
    return times
  }
  const calm = await lane(seconds)
  const floorMsPerTurn = round(1_000 / floorOf(readWritten(folder), 1, 1), 3)
  await Promise.all(Array.from({ length: 512 }, () => lane(loadSeconds)))
  const wake = await lane(seconds)
  publish('latency', {
    msPerTurnP50: round(percentile(calm, 0.5), 3),
    msPerTurnP99: round(percentile(calm, 0.99), 3),
    wakeMsPerTurnP50: round(percentile(wake, 0.5), 3),
    wakeMsPerTurnP99: round(percentile(wake, 0.99), 3),
    floorMsPerTurn,
  })
})
