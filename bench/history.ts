import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { withEngine } from './setup/engine.ts'
import { countedLoop } from './setup/machines.ts'
import { percentile, publish, round } from './setup/results.ts'

/** Pages of GetExecutionHistory from a history near AWS's limit: first, last and backwards, and the bare reading of as many rows. */
await withEngine(async ({ run, engine, folder }) => {
  await run(countedLoop(2_000))
  const executionArn = 'arn:aws:states:us-east-1:123456789012:execution:bench:run-0'
  const page = (wanted: { reverse: boolean; after?: number; limit: number }): Promise<number> =>
    timed(() => engine.index.history(executionArn, wanted))
  const events = (await engine.index.history(executionArn, { reverse: true, limit: 1 })).events[0]!.id
  const bare = new DatabaseSync(join(folder, 'journal.db'), { readOnly: true })
  const rows = bare.prepare('SELECT events FROM history WHERE execution = 1 AND first_id <= ? ORDER BY first_id')
  const floor = (limit: number): Promise<number> => timed(() => rows.all(limit).map(row => JSON.parse((row as { events: string }).events)))
  publish('history', {
    events,
    msFirst100: await page({ reverse: false, limit: 100 }),
    floorMsFirst100: await floor(100),
    msLast100: await page({ reverse: false, after: events - 100, limit: 100 }),
    msNewest100: await page({ reverse: true, limit: 100 }),
    msFirst1000: await page({ reverse: false, limit: 1_000 }),
    floorMsFirst1000: await floor(1_000),
  })
  bare.close()
  const all = (await engine.index.history(executionArn, { reverse: false, limit: 1_000 })).events
  if (all.length !== 1_000 || all.some(({ id }, at) => id !== at + 1)) throw new Error('a page of history has gaps')
})

/** The median of fifty times, in milliseconds. */
async function timed(work: () => unknown): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < 50; round++) {
    const begun = performance.now()
    await work()
    times.push(performance.now() - begun)
  }
  return round(percentile(times, 0.5), 3)
}
