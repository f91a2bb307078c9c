import type { TaskRunner } from '@pasos/engine'
import { integrationOf, parseResource } from '@pasos/integrations'

export interface Finishing {
  /** The same connector, whose functions are waited for at the end. */
  watched(runner: TaskRunner): TaskRunner
  /**
   * Begins no task any more; each is on disk and begins after the next start. Resolves when the functions that tasks had called before have
   * answered, or after so long.
   */
  finish(mostMs: number): Promise<void>
}

/** Lets functions that tasks have called come to their end before the server does. */
export function createFinishing(): Finishing {
  let isFinishing = false
  let running = 0
  let onIdle = (): void => undefined
  const ended = (): void => {
    running--
    if (running === 0) onIdle()
  }
  return {
    watched: runner => ({
      ...runner,
      run(request, report, signal) {
        if (isFinishing) return
        if (!callsFunction(request.resource)) return runner.run(request, report, signal)
        running++
        let isOpen = true
        const end = () => {
          if (isOpen) ended()
          isOpen = false
        }
        signal.addEventListener('abort', end, { once: true })
        runner.run(
          request,
          (told, effects) => {
            signal.removeEventListener('abort', end)
            if (!isFinishing) {
              report(told, effects)
              return end()
            }
            // What it answered must be on disk before the server may end, or it would be called again.
            const settle = (committed: boolean) => {
              effects?.settle(committed)
              end()
            }
            report(told, { writes: effects?.writes ?? [], settle })
          },
          signal,
        )
      },
    }),
    async finish(mostMs) {
      isFinishing = true
      if (running === 0) return
      await new Promise<void>(resolve => {
        const late = setTimeout(resolve, mostMs)
        onIdle = () => {
          clearTimeout(late)
          resolve()
        }
      })
    },
  }
}

/** Its connector reports once, when the function has answered. */
function callsFunction(resource: string): boolean {
  return parseResource(resource).kind === 'function' || integrationOf(resource) === 'lambda:invoke'
}
