import { isIdle, type Run } from './run.ts'

/**
 * Executions in memory. Those that only wait (for a timer, a token, a task) may be dropped at any time, as the journal has all of
 * them; the ones used last are kept up to a number of bytes.
 */
export interface RunCache {
  get(number: number): Run | undefined
  byArn(executionArn: string): Run | undefined
  add(run: Run): void
  remove(run: Run): void
  /** Called when a run may have become idle. */
  rest(run: Run): void
  readonly size: number
}

export function runCache(idleBytes: number): RunCache {
  const runs = new Map<number, Run>()
  const numbers = new Map<string, number>()
  // In the order of their last use: a Map keeps the order of insertion.
  const idle = new Map<Run, number>()
  let bytes = 0

  const wake = (run: Run): void => {
    const size = idle.get(run)
    if (size === undefined) return
    idle.delete(run)
    bytes -= size
  }

  const remove = (run: Run): void => {
    wake(run)
    runs.delete(run.number)
    numbers.delete(run.record.executionArn)
  }

  const get = (number: number): Run | undefined => {
    const run = runs.get(number)
    if (run) wake(run)
    return run
  }

  return {
    get,
    byArn(executionArn) {
      const number = numbers.get(executionArn)
      return number === undefined ? undefined : get(number)
    },
    add(run) {
      runs.set(run.number, run)
      numbers.set(run.record.executionArn, run.number)
    },
    remove,
    rest(run) {
      if (!isIdle(run) || idle.has(run) || runs.get(run.number) !== run) return
      idle.set(run, run.bytes)
      bytes += run.bytes
      while (bytes > idleBytes) {
        const oldest = idle.keys().next().value
        if (oldest === undefined) return
        remove(oldest)
      }
    },
    get size() {
      return runs.size
    },
  }
}
