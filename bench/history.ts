import { withEngine } from './setup/engine.ts'
import { countedLoop } from './setup/machines.ts'
import { percentile, publish, round } from './setup/results.ts'

/** Pages of GetExecutionHistory from a history near AWS's limit: first, last and backwards. */
await withEngine(async ({ run, engine }) => {
  await run(countedLoop(2_000), '{"n":0}')
  const executionArn = 'arn:aws:states:us-east-1:123456789012:execution:bench:run-0'
  const timed = (page: { reverse: boolean; after?: number; limit: number }): number => {
    const times = Array.from({ length: 50 }, () => {
      const begun = performance.now()
      engine.index.history(executionArn, page)
      return performance.now() - begun
    })
    return round(percentile(times, 0.5), 3)
  }
  const events = engine.index.history(executionArn, { reverse: true, limit: 1 }).events[0]!.id
  publish('history', {
    events,
    msFirst100: timed({ reverse: false, limit: 100 }),
    msLast100: timed({ reverse: false, after: events - 100, limit: 100 }),
    msNewest100: timed({ reverse: true, limit: 100 }),
    msFirst1000: timed({ reverse: false, limit: 1_000 }),
  })
})
