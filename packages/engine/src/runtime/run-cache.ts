import { numberMap } from './number-map.ts'
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

/** Executions that rest, in the order of their last use. */
interface Shelf {
  oldest: Resting | undefined
  newest: Resting | undefined
  bytes: number
  most: number
}

/** Where an execution rests. It comes and goes with every turn: see `number-map.ts` for why its neighbours are in no Map. */
export interface Resting {
  readonly run: Run
  readonly bytes: number
  readonly shelf: Shelf
  older: Resting | undefined
  newer: Resting | undefined
}

const largeBytes = 64 * 1024

export function runCache(idleBytes: number): RunCache {
  const runs = numberMap<Run>()
  const numbers = new Map<string, number>()
  const small = newShelf(idleBytes)
  const large = newShelf(idleBytes / 4)

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
      if (run.resting !== undefined || !isIdle(run) || runs.get(run.number) !== run) return
      const shelf = run.bytes > largeBytes ? large : small
      rest(run, shelf)
      while (shelf.bytes > shelf.most && shelf.oldest !== undefined) remove(shelf.oldest.run)
    },
    get size() {
      return runs.size
    },
  }
}

function newShelf(most: number): Shelf {
  return { oldest: undefined, newest: undefined, bytes: 0, most }
}

function rest(run: Run, shelf: Shelf): void {
  const resting: Resting = { run, bytes: run.bytes, shelf, older: shelf.newest, newer: undefined }
  if (shelf.newest === undefined) shelf.oldest = resting
  else shelf.newest.newer = resting
  shelf.newest = resting
  shelf.bytes += resting.bytes
  run.resting = resting
}

function wake(run: Run): void {
  const { resting } = run
  if (resting === undefined) return
  const { shelf, older, newer } = resting
  if (older === undefined) shelf.oldest = newer
  else older.newer = newer
  if (newer === undefined) shelf.newest = older
  else newer.older = older
  shelf.bytes -= resting.bytes
  resting.older = undefined
  resting.newer = undefined
  run.resting = undefined
}
