import { type Clock, FleetingQueue } from '@pasos/engine'

/** Where receivers wait for messages, first come first served. */
export interface WaitingRoom {
  /** How often somebody was to be woken, whether anybody waited or not. */
  readonly calls: number
  /** Resolves at `until`, when woken, or when the signal aborts; at once where somebody was to be woken after `since` calls. */
  wait(until: number, signal: AbortSignal, since: number): Promise<void>
  wake(count: number): void
  wakeAll(): void
}

export function waitingRoom(clock: Clock): WaitingRoom {
  const waiting = new FleetingQueue<() => void>()

  let calls = 0

  function wake(count: number): void {
    calls++
    for (let left = count; left > 0 && !waiting.isEmpty; left--) waiting.shift()!()
  }

  return {
    get calls() {
      return calls
    },
    wait: (until, signal, since) =>
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
        if (signal.aborted || calls !== since) go()
      }),
    wake,
    wakeAll: () => wake(Number.POSITIVE_INFINITY),
  }
}
