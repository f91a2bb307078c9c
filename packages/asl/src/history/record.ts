import type { JsonObject } from '../json.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import type { TurnBuilder } from '../machine/turn-builder.ts'
import type { HistoryEvent, HistoryEventType } from './history-event.ts'

export type DetailsKey = `${string}EventDetails`

/** What AWS writes beside each text: Pasos never truncates. Shared by all events, never changed. */
export const whole: JsonObject = Object.freeze({ truncated: false })

/** Thrown when the history has room for the execution's last event only. */
export class HistoryFull {}

/**
 * Writes the next event of a scope and makes it the newest of the scope's chain.
 *
 * @returns the event's id
 */
export function record(run: TurnBuilder, frame: ScopeFrame, type: HistoryEventType, key?: DetailsKey, details?: JsonObject): number {
  const id = recordAside(run, type, frame.lastEvent, key, details)
  frame.lastEvent = id
  return id
}

/** Writes an event that the scope's chain passes by, such as MapIterationSucceeded. */
export function recordAside(
  run: TurnBuilder,
  type: HistoryEventType,
  previousEventId: number,
  key?: DetailsKey,
  details?: JsonObject,
): number {
  if (run.lastEventId + 1 >= run.env.limits.historyEvents && !isExecutionEnd(type)) throw new HistoryFull()
  const id = ++run.lastEventId
  const event: HistoryEvent = { id, previousEventId, timestamp: run.env.now, type }
  if (key !== undefined && details !== undefined) event[key] = details
  run.history.push(event)
  return id
}

function isExecutionEnd(type: HistoryEventType): boolean {
  switch (type) {
    case 'ExecutionSucceeded':
    case 'ExecutionFailed':
    case 'ExecutionTimedOut':
    case 'ExecutionAborted':
      return true
    default:
      return false
  }
}

/** Error and cause as events show them: a member that says nothing is left out. */
export function failureDetails(failure: { error: string | undefined; cause: string | undefined }): JsonObject {
  const details: JsonObject = {}
  if (failure.error !== undefined && failure.error !== '') details['error'] = failure.error
  if (failure.cause !== undefined && failure.cause !== '') details['cause'] = failure.cause
  return details
}
