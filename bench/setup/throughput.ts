import { numberArgument } from './command-line.ts'
import { withEngine } from './engine.ts'
import { floorOf, readWritten } from './floor.ts'
import { drive, warmUpSeconds } from './load.ts'
import type { BenchMachine } from './machines.ts'
import { type Figures, round } from './results.ts'

/**
 * Runs executions of one kind as fast as they go, and the bare floor before and after in the same process, as a shared machine is
 * never the same twice. `turnsEach`: commits of one execution. Options: `--seconds`, `--in-flight`, `--rounds`.
 */
export async function throughput(machine: BenchMachine, turnsEach: number, statesEach: number): Promise<Figures> {
  const seconds = numberArgument('--seconds', 3)
  const inFlight = numberArgument('--in-flight', 512)
  const rounds: { turns: number; floor: number; mainUs: number; allUs: number }[] = []
  await withEngine(async ({ run, folder }) => {
    await drive(inFlight, warmUpSeconds, () => run(machine))
    const written = readWritten(folder)
    for (let round = 0; round < numberArgument('--rounds', 3); round++) {
      const before = floorOf(written)
      const [main, all] = [process.threadCpuUsage(), process.cpuUsage()]
      const driven = await drive(inFlight, seconds, () => run(machine))
      const [mainUsed, allUsed] = [process.threadCpuUsage(main), process.cpuUsage(all)]
      const turns = driven.count * turnsEach
      rounds.push({
        turns: turns / driven.seconds,
        floor: (before + floorOf(written)) / 2,
        mainUs: (mainUsed.user + mainUsed.system) / turns,
        allUs: (allUsed.user + allUsed.system) / turns,
      })
    }
  })
  // The median round, whole: its own rate beside its own floor.
  rounds.sort((a, b) => a.turns / a.floor - b.turns / b.floor)
  const { turns, floor, mainUs, allUs } = rounds[rounds.length >> 1]!
  return {
    statesPerSecond: round((turns / turnsEach) * statesEach),
    turnsPerSecond: round(turns),
    floorTurnsPerSecond: round(floor),
    ofFloor: round(turns / floor, 2),
    mainThreadUsPerTurn: round(mainUs, 1),
    cpuUsPerTurn: round(allUs, 1),
  }
}
