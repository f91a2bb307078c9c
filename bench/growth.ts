import { rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { takeDataFolder } from '@pasos/store-sqlite'
import { hasFlag, numberArgument } from './setup/command-line.ts'
import { mustBeRight, newFolder, openEngine, startRequest, withEngine } from './setup/engine.ts'
import { linePlot } from './setup/line-plot.ts'
import { each } from './setup/load.ts'
import { countedLoop, passChain, taskMap } from './setup/machines.ts'
import { seedPast } from './setup/past-executions.ts'
import { percentile, publish, round } from './setup/results.ts'
import { checkJournal } from './setup/verified.ts'

/**
 * What grows must not get slower: an iteration of a Map with its items, a turn with its history, a start with past executions. Small
 * and large are measured in turn, several times, and the ratio is the median's.
 */
const limits = { payloadBytes: Number.POSITIVE_INFINITY, historyEvents: Number.POSITIVE_INFINITY }
const past = numberArgument('--past', 1_000_000)
const rounds = numberArgument('--rounds', 3)

const itemCosts = await withEngine(
  ({ run }) =>
    costs([1_000, 4_000, 10_000, 20_000, 40_000], async items => {
      // As many iterations in all, of one Map or of many.
      const machine = taskMap(items)
      for (let at = 0; at < 40_000; at += items) await run(machine)
      return 40_000
    }),
  limits,
)
const eventCosts = await withEngine(
  ({ run }) =>
    costs([8, 100, 500, 1_000, 2_000], async times => {
      // As many turns in all, spread over executions that are long or short.
      const executions = 2_000 / times
      for (let at = 0; at < executions; at++) await run(countedLoop(times))
      return 2_000
    }),
  limits,
)
const startCosts = await startsWithPast()

publish('growth', {
  msPerIterationOf1000: itemCosts[0]![1],
  msPerIterationOf40000: itemCosts.at(-1)![1],
  itemsRatio: round(itemCosts.at(-1)![1] / itemCosts[0]![1], 2),
  msPerTurnIn100Events: eventCosts[0]![1],
  msPerTurnIn24000Events: eventCosts.at(-1)![1],
  eventsRatio: round(eventCosts.at(-1)![1] / eventCosts[0]![1], 2),
  msPerStartWithoutPast: startCosts[0]![1],
  msPerStartWithPast: startCosts.at(-1)![1],
  past,
  startsRatio: round(startCosts.at(-1)![1] / startCosts[0]![1], 2),
})
if (hasFlag('--save')) {
  plot('growth-starts', 'One start, by past executions', 'past executions', startCosts)
  plot('growth-items', 'One iteration of a Map, by its items', 'items', itemCosts)
  plot(
    'growth-events',
    'One turn, by the events of its history',
    'events',
    eventCosts.map(([times, ms]) => [times * 12, ms] as const),
  )
}

/** Milliseconds for one piece of work at each size; `work` answers how many pieces it did. */
async function costs(sizes: number[], work: (size: number) => Promise<number>): Promise<(readonly [number, number])[]> {
  const times = new Map(sizes.map(size => [size, [] as number[]]))
  await work(sizes[0]!)
  for (let round = 0; round < rounds; round++) {
    for (const size of sizes) {
      const begun = performance.now()
      const pieces = await work(size)
      times.get(size)!.push((performance.now() - begun) / pieces)
    }
  }
  return sizes.map(size => [size, round(percentile(times.get(size)!, 0.5), 3)] as const)
}

/** Engines side by side, one young and the others with a past, asked in turn. */
async function startsWithPast(): Promise<(readonly [number, number])[]> {
  const pasts = [0, past / 10, past]
  const folders = pasts.map(() => newFolder())
  for (const [which, count] of pasts.entries()) {
    takeDataFolder(folders[which]!).release()
    if (count > 0) await seedPast(folders[which]!, count)
  }
  const engines = await Promise.all(folders.map(folder => openEngine(folder)))
  const times = pasts.map(() => 0)
  let serial = 0
  const machine = passChain(1)
  // The average over so many that the index takes its newest entries in more than once: that too is what a start costs.
  const [starts, perRound] = [80_000, 1_000]
  for (let round = 0; round <= starts / perRound; round++) {
    for (const [which, engine] of engines.entries()) {
      const begun = performance.now()
      let last = ''
      await each(perRound, 64, async () => {
        const { record } = await engine.runtime.start(startRequest(`now-${serial++}-${Math.random()}`, machine))
        last = record.executionArn
      })
      mustBeRight(await engine.runtime.ended(last), machine)
      // The first round warms up both.
      if (round > 0) times[which]! += performance.now() - begun
    }
  }
  for (const [which, engine] of engines.entries()) {
    await engine.close()
    checkJournal(folders[which]!, { executions: pasts[which]! + starts })
  }
  for (const folder of folders) rmSync(folder, { recursive: true })
  return times.map((ms, which) => [pasts[which]!, round(ms / starts, 4)] as const)
}

function plot(file: string, title: string, unit: string, points: (readonly [number, number])[]): void {
  const path = fileURLToPath(new URL(`../docs/images/${file}.svg`, import.meta.url))
  writeFileSync(path, linePlot({ title, x: unit, y: 'ms', points }))
}
