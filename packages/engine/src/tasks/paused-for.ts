import type { Clock } from '../ports/clock.ts'

/** Whether the pause went by; not when the task was cancelled meanwhile. */
export function pausedFor(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve(false)
    const stop = clock.at(clock.now() + milliseconds, () => {
      signal.removeEventListener('abort', cancelled)
      resolve(true)
    })
    const cancelled = (): void => {
      stop()
      resolve(false)
    }
    signal.addEventListener('abort', cancelled, { once: true })
  })
}

/** The pauses between questions after a job's end, in milliseconds: they grow, as AWS's do. */
export function* growingPauses(): Generator<number, never> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * GROWTH, LONGEST_PAUSE_MS)) yield pause
}

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000
const GROWTH = 1.5
