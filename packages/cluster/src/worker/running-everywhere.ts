import type { SharedReads } from '../ports.ts'

/** Who counts does nothing else for at most so much of the time. */
const countShare = 20
const leastPauseMs = 2_000

/** How many executions run in all lanes, as it was a few seconds ago; counted while somebody wants to know. */
export function runningEverywhere({ runningBeside }: Pick<SharedReads, 'runningBeside'>): () => number {
  let running = 0
  let againAt = 0
  const count = async (): Promise<void> => {
    const began = performance.now()
    againAt = Number.POSITIVE_INFINITY
    try {
      const counts = await runningBeside()
      running = counts.reduce((sum, each) => sum + each.count, 0)
    } finally {
      againAt = performance.now() + Math.max(leastPauseMs, (performance.now() - began) * countShare)
    }
  }
  return () => {
    // A database that is away is said elsewhere.
    if (performance.now() >= againAt) count().catch(() => undefined)
    return running
  }
}
