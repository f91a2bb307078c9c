import type { Clock, Engine } from '@pasos/engine'

const DAY_MS = 86_400_000
const FIRST_AFTER_MS = 60_000
const INTERVAL_MS = 3_600_000

/**
 * Deletes executions that ended more than `days` days ago, a minute after the start and then every hour; AWS does so after 90 days.
 * 0 keeps them for ever. Answers how to stop.
 */
export function keepExecutionsFor(
  days: number,
  {
    engine,
    clock,
    report,
  }: { engine: Pick<Engine, 'expire'>; clock: Clock; report: (message: string, details: { error: unknown }) => void },
): () => void {
  if (days === 0) return () => undefined
  let cancel: (() => void) | undefined
  const lookAfter = (delayMs: number): void => {
    cancel = clock.at(clock.now() + delayMs, () => {
      engine
        .expire(clock.now() - days * DAY_MS)
        .catch(error => report('old executions could not be deleted', { error }))
        .finally(() => cancel && lookAfter(INTERVAL_MS))
    })
  }
  lookAfter(FIRST_AFTER_MS)
  return () => {
    cancel?.()
    cancel = undefined
  }
}
