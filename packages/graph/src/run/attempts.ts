import type { HistoryEvent } from '@pasos/asl'
import { eventDetail, invokedFunction, text, whole } from './event-detail.ts'
import type { Attempt, Step } from './step.ts'

/** Applies a task's own events (schedule, start, end; retries schedule again) to the attempts of its step. */
export function applyAttemptEvent(step: Step, event: HistoryEvent): void {
  const detail = eventDetail(event)
  if (event.type.endsWith('Scheduled')) {
    step.attempts.push(scheduled(event))
    delete step.error
    delete step.cause
    return
  }
  const attempt = step.attempts.at(-1)
  if (event.type.endsWith('Started') || event.type === 'TaskSubmitted') {
    if (attempt) attempt.startedAt ??= event.timestamp
    return
  }
  const output = text(detail.output)
  if (event.type.endsWith('Succeeded')) {
    if (attempt) Object.assign(attempt, { endedAt: event.timestamp, ...(output === undefined ? {} : { output }) })
    return
  }
  if (/(Failed|TimedOut)$/.test(event.type)) fail(step, event, attempt)
}

function scheduled(event: HistoryEvent): Attempt {
  const detail = eventDetail(event)
  const attempt: Attempt = { scheduledAt: event.timestamp, eventId: event.id }
  const resource = text(detail.resourceType) ? `${text(detail.resourceType)}:${text(detail.resource)}` : text(detail.resource)
  if (resource) attempt.resource = resource
  const functionName = invokedFunction(detail)
  if (functionName) attempt.functionName = functionName
  const parameters = text(detail.parameters) ?? text(detail.input)
  if (parameters !== undefined) attempt.parameters = parameters
  const timeoutSeconds = whole(detail.timeoutInSeconds)
  if (timeoutSeconds !== undefined) attempt.timeoutSeconds = timeoutSeconds
  const heartbeatSeconds = whole(detail.heartbeatInSeconds)
  if (heartbeatSeconds !== undefined) attempt.heartbeatSeconds = heartbeatSeconds
  return attempt
}

function fail(step: Step, event: HistoryEvent, attempt: Attempt | undefined): void {
  const detail = eventDetail(event)
  // AWS leaves the name out of some time-outs; the error a Catch sees is States.Timeout.
  step.error = text(detail.error) ?? (event.type.endsWith('TimedOut') ? 'States.Timeout' : '')
  const cause = text(detail.cause)
  if (cause === undefined) delete step.cause
  else step.cause = cause
  if (attempt && attempt.endedAt === undefined) {
    Object.assign(attempt, { endedAt: event.timestamp, error: step.error, ...(cause === undefined ? {} : { cause }) })
  }
}
