import type { HistoryEvent } from '@pasos/asl'
import { eventDetail, type Step, text } from '@pasos/graph/run'

/** The execution that a step has started, the last one where it tried several times; nothing for a step that starts none. `events` are numbered from one. */
export function childExecution(step: Step, events: readonly HistoryEvent[]): string | undefined {
  for (const id of step.eventIds.toReversed()) {
    const event = events[id - 1]
    const detail = event && eventDetail(event)
    if (text(detail?.resourceType) !== 'states') continue
    const arn = startedIn(text(detail?.output))
    if (arn !== undefined) return arn
  }
  return undefined
}

function startedIn(output: string | undefined): string | undefined {
  try {
    const { ExecutionArn } = JSON.parse(output ?? '{}') as { ExecutionArn?: unknown }
    return typeof ExecutionArn === 'string' ? ExecutionArn : undefined
  } catch {
    return undefined
  }
}
