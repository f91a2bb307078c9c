import type { HistoryEvent } from '../history/history-event.ts'
import type { Advice } from './advice.ts'
import { explainEnd } from './explain-failure.ts'
import { failedVisit, type TaskCall } from './failed-visit.ts'

/**
 * What can be said of how an execution ended, by its history beside its error and cause: a task that was too slow, a heartbeat that was missed
 * and a worker or a token that never came are one error without a cause.
 */
export function explainRun(end: Parameters<typeof explainEnd>[0], history: readonly HistoryEvent[]): Advice | undefined {
  const general = explainEnd(end)
  return general?.key === 'timeout' ? (explainLateness(failedVisit(history)?.task) ?? general) : general
}

/** Why a task was too late, as far as its own events tell. */
export function explainLateness(task: TaskCall | undefined): Advice | undefined {
  if (task?.endedAt === undefined) return undefined
  const { timeoutSeconds, heartbeatSeconds, isTaken, resource } = task
  const passed = (task.endedAt - task.scheduledAt) / 1000
  // The clock of whoever tells the events may be a little off.
  const isTimeout = timeoutSeconds !== undefined && passed >= timeoutSeconds - 0.5
  const seconds = String(timeoutSeconds ?? '')
  if (isTaken === false && isTimeout)
    return { key: 'noWorker', facts: { activity: resource.slice(resource.lastIndexOf(':') + 1), seconds } }
  if (heartbeatSeconds !== undefined && !isTimeout) return { key: 'heartbeat', facts: {} }
  return resource.endsWith('.waitForTaskToken') && isTimeout ? { key: 'noToken', facts: { seconds } } : undefined
}
