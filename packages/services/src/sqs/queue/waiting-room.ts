import { type Clock, FleetingQueue } from '@pasos/engine'

/** Where receivers wait for messages, first come first served. */
export interface WaitingRoom {
  /** Resolves at `until`, when woken, or when the signal aborts. */
  wait(until: number, signal: AbortSignal): Promise<void>
  wake(count: number): void
  wakeAll(): void
}

export function waitingRoom(clock: Clock): WaitingRoom {
  const waiting = new FleetingQueue<() => void>()

  function wake(count: number): void {
    for (let left = count; left > 0 && !waiting.isEmpty; left--) waiting.shift()!()
  }

  return {
    wait: (until, signal) =>
      new Promise(resolve => {
        const go = (): void => {
          leave()
          cancel()
          signal.removeEventListener('abort', go)
          resolve()
        }
        const leave = waiting.push(go)
        const cancel = clock.at(until, go)
        signal.addEventListener('abort', go)
        if (signal.aborted) go()
      }),
    wake,
    wakeAll: () => wake(Number.POSITIVE_INFINITY),
  }
}
