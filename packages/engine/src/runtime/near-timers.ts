import type { TimerId } from '@pasos/asl'
import type { ExecutionNumber, StoredTimer } from '../ports/journal.ts'
import { timeHeap } from './time-heap.ts'

// Timers that are cleared stay in the heap until due; when they are most of it, it is swept.
const sweepAt = 10_000

/** The timers that are in memory, by their time. */
export interface NearTimers {
  put(number: ExecutionNumber, timer: TimerId, at: number): void
  drop(number: ExecutionNumber, timer: TimerId): void
  /** From now on timers are being read: what is put or dropped meanwhile is newer than what the journal tells. */
  beginReading(): void
  /** Takes in what was read. */
  endReading(found: readonly StoredTimer[]): void
  readonly isReading: boolean
  /** Time of the earliest, which may have been dropped since. */
  next(): number | undefined
  /** Takes the earliest out; undefined when it was dropped or replaced. */
  take(now: number): { number: ExecutionNumber; timer: TimerId } | undefined
}

export function nearTimers(): NearTimers {
  const near = new Map<string, number>()
  const heap = timeHeap<{ key: string; number: ExecutionNumber; timer: TimerId }>()
  let changed: Set<string> | undefined

  const add = (key: string, number: ExecutionNumber, timer: TimerId, at: number): void => {
    if (near.get(key) === at) return
    near.set(key, at)
    heap.push(at, { key, number, timer })
    if (heap.size > sweepAt && heap.size > 4 * near.size) heap.keep((entry, time) => near.get(entry.key) === time)
  }

  return {
    put(number, timer, at) {
      const key = `${number}/${timer}`
      changed?.add(key)
      add(key, number, timer, at)
    },
    drop(number, timer) {
      const key = `${number}/${timer}`
      changed?.add(key)
      near.delete(key)
    },
    beginReading() {
      changed = new Set()
    },
    endReading(found) {
      for (const { number, timer, at } of found) {
        const key = `${number}/${timer}`
        if (!changed?.has(key)) add(key, number, timer, at)
      }
      changed = undefined
    },
    get isReading() {
      return changed !== undefined
    },
    next: () => heap.next(),
    take(now) {
      const at = heap.next()
      const entry = heap.popDue(now)
      if (!entry || near.get(entry.key) !== at) return undefined
      near.delete(entry.key)
      return entry
    },
  }
}
