import type { Pace } from '../ports/clock.ts'
import type { ExecutionRecord, TurnNotice } from '../ports/runtime.ts'

/** Who wants to know what: listeners of turns, and waiters for ends. */
export interface Notices {
  subscribe(listener: (notice: TurnNotice) => void, executionArn?: string): () => void
  tell(notice: TurnNotice): void
  /** Waits from now on for an execution's end; `forget` when it has ended already. */
  whenEnded(executionArn: string): { record: Promise<ExecutionRecord>; forget(): void }
  ended(record: ExecutionRecord): void
  /** The record of an execution that has ended within what is under way now: whoever has just started it asks at once. */
  justEnded(executionArn: string): ExecutionRecord | undefined
  failed(error: Error): void
}

type Listener = (notice: TurnNotice) => void

/**
 * `onDefect` is told of listeners that throw; they disturb nobody else. `later`: calls back when what is under way is over; without it no
 * end is remembered.
 */
export function notices(onDefect: (error: unknown) => void, later?: Pace['later']): Notices {
  const all = new Set<Listener>()
  const one = new Map<string, Set<Listener>>()
  const waiting = new Map<string, Set<{ resolve: (record: ExecutionRecord) => void; reject: (error: Error) => void }>>()
  let past = new Map<string, ExecutionRecord>()

  const remember = (record: ExecutionRecord): void => {
    if (later === undefined) return
    if (past.size === 0)
      later(() => {
        past = new Map()
      })
    past.set(record.executionArn, record)
  }

  const call = (listeners: Iterable<Listener>, notice: TurnNotice): void => {
    for (const listener of listeners) {
      try {
        listener(notice)
      } catch (error) {
        onDefect(error)
      }
    }
  }

  return {
    subscribe(listener, executionArn) {
      if (executionArn === undefined) {
        all.add(listener)
        return () => all.delete(listener)
      }
      const listeners = one.get(executionArn) ?? new Set()
      one.set(executionArn, listeners.add(listener))
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) one.delete(executionArn)
      }
    },
    tell(notice) {
      if (all.size > 0) call(all, notice)
      if (one.size === 0) return
      const listeners = one.get(notice.record.executionArn)
      if (listeners) call(listeners, notice)
    },
    whenEnded(executionArn) {
      const { promise, resolve, reject } = Promise.withResolvers<ExecutionRecord>()
      const waiter = { resolve, reject }
      const waiters = waiting.get(executionArn) ?? new Set()
      waiting.set(executionArn, waiters.add(waiter))
      return {
        record: promise,
        forget() {
          if (waiters.delete(waiter) && waiters.size === 0 && waiting.get(executionArn) === waiters) waiting.delete(executionArn)
        },
      }
    },
    ended(record) {
      remember(record)
      const list = waiting.get(record.executionArn)
      if (!list) return
      waiting.delete(record.executionArn)
      for (const { resolve } of list) resolve(record)
      // The map's former tables hold what stood in them for long.
      list.clear()
    },
    justEnded: executionArn => past.get(executionArn),
    failed(error) {
      const lists = [...waiting.values()]
      waiting.clear()
      for (const list of lists) for (const { reject } of list) reject(error)
    },
  }
}
