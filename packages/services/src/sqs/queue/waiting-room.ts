import type { Clock } from '@pasos/engine'

/** Where receivers wait for messages, first come first served. */
export interface WaitingRoom {
  /** Resolves at `until`, when woken, or when the signal aborts. */
  wait(until: number, signal: AbortSignal): Promise<void>
  wake(count: number): void
  wakeAll(): void
}

export function waitingRoom(clock: Clock): WaitingRoom {
  const waiting = new Set<() => void>()

  function wake(count: number): void {
    for (const go of waiting) {
      if (count-- <= 0) return
      go()
    }
  }

  return {
    wait: (until, signal) =>
      new Promise(resolve => {
        const go = (): void => {
          waiting.delete(go)
          cancel()
          signal.removeEventListener('abort', go)
          resolve()
        }
        const cancel = clock.at(until, go)
        waiting.add(go)
        signal.addEventListener('abort', go)
        if (signal.aborted) go()
      }),
    wake,
    wakeAll: () => wake(waiting.size),
  }
}
