import type { HistoryEvent } from '@pasos/asl'

/** What a file says: events of an execution, a definition, or both. */
export interface HistoryFile {
  events?: HistoryEvent[]
  definition?: string
  name?: string
}

/**
 * Reads what AWS's command line prints (get-execution-history, describe-state-machine, describe-state-machine-for-execution), what the
 * console exports, or a bare definition. @throws Error for a text that is no JSON, or none of these
 */
export function readHistoryFile(content: string): HistoryFile {
  const value = JSON.parse(content) as Record<string, unknown> | unknown[]
  if (Array.isArray(value)) return { events: eventsIn(value) }
  const execution = value['execution'] as { name?: string } | undefined
  const found: HistoryFile = {
    ...(Array.isArray(value['events']) ? { events: eventsIn(value['events']) } : {}),
    ...(typeof value['definition'] === 'string' ? { definition: value['definition'] } : {}),
    ...('StartAt' in value && 'States' in value ? { definition: content } : {}),
    ...(execution?.name === undefined ? {} : { name: execution.name }),
  }
  if (found.events === undefined && found.definition === undefined) throw new Error('neither a history nor a definition')
  return found
}

function eventsIn(values: readonly unknown[]): HistoryEvent[] {
  const events = values.map(each => {
    const event = each as HistoryEvent
    if (typeof event?.id !== 'number' || typeof event.type !== 'string') throw new Error('an event without id or type')
    return { ...event, previousEventId: event.previousEventId ?? 0, timestamp: instant(event.timestamp) }
  })
  // The command line gives them newest first when it is asked to.
  return events.sort((a, b) => a.id - b.id)
}

/** Times come as ISO 8601, as seconds, or as milliseconds. */
function instant(value: unknown): number {
  if (typeof value === 'string') return Date.parse(value)
  const number = Number(value)
  return number < 1e11 ? number * 1000 : number
}
