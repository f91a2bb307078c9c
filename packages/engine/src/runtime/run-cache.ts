import { isIdle, type Run } from './run.ts'

/**
 * Executions in memory. Those that only wait (for a timer, a token, a task) may be dropped at any time, as the journal has all of
 * them; the ones used last are kept up to a number of bytes. Large ones share a quarter of it: each takes the room of many small ones,
 * and is read again in one go like them.
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

interface Shelf {
  /** In the order of their last use, as a Map keeps the order of insertion, each with its bytes. */
  runs: Map<Run, number>
  bytes: number
  most: number
}

const largeBytes = 64 * 1024

export function runCache(idleBytes: number): RunCache {
  const runs = new Map<number, Run>()
  const numbers = new Map<string, number>()
  const small: Shelf = { runs: new Map(), bytes: 0, most: idleBytes }
  const large: Shelf = { runs: new Map(), bytes: 0, most: idleBytes / 4 }

  const takeFrom = (shelf: Shelf, run: Run): void => {
    const size = shelf.runs.get(run)
    if (size === undefined) return
    shelf.runs.delete(run)
    shelf.bytes -= size
  }

  const wake = (run: Run): void => {
    takeFrom(small, run)
    takeFrom(large, run)
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
      if (!isIdle(run) || small.runs.has(run) || large.runs.has(run) || runs.get(run.number) !== run) return
      const shelf = run.bytes > largeBytes ? large : small
      shelf.runs.set(run, run.bytes)
      shelf.bytes += run.bytes
      while (shelf.bytes > shelf.most) {
        const oldest = shelf.runs.keys().next().value
        if (oldest === undefined) return
        remove(oldest)
      }
    },
    get size() {
      return runs.size
    },
  }
}
