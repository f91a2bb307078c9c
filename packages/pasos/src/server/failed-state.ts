import type { HistoryEvent } from '@pasos/asl'
import type { ExecutionIndex } from '@pasos/engine'

/** A state is entered and fails within so many events; a retried task has a few more. */
const LOOKED_AT = 60

/**
 * The state in which an execution ended badly: the last one entered on the way to its end. Nothing when it lies further back, or the
 * history is not kept.
 */
export async function failedState(index: Pick<ExecutionIndex, 'history'>, executionArn: string): Promise<string | undefined> {
  const { events } = await index.history(executionArn, { reverse: true, limit: LOOKED_AT })
  const byId = new Map(events.map(event => [event.id, event]))
  // Stops and time-outs follow nothing: the newest entry is as near as one can tell.
  const start = events[0]?.previousEventId === 0 ? events.find(isEntry) : events[0]
  for (let event = start; event !== undefined; event = byId.get(event.previousEventId)) {
    const evaluated = event['evaluationFailedEventDetails']?.['state']
    // It need not follow the entry of its state.
    if (typeof evaluated === 'string') return evaluated
    if (isEntry(event)) return String(event['stateEnteredEventDetails']!['name'])
  }
  return undefined
}

function isEntry(event: HistoryEvent): boolean {
  return event['stateEnteredEventDetails'] !== undefined
}
