import type { HistoryEvent } from '@pasos/asl'
import { eventDetail } from '@pasos/graph/run'

export interface EventFilter {
  /** Sought in the type and in everything the event says; several words must all be there. */
  text: string
  isFailedOnly: boolean
  isNewestFirst: boolean
}

export function eventTone(event: HistoryEvent): 'failed' | 'succeeded' | 'plain' {
  if (/(Failed|TimedOut|Aborted)$/.test(event.type) || event.type === 'FailStateEntered') return 'failed'
  return /Succeeded$/.test(event.type) ? 'succeeded' : 'plain'
}

/** Texts are made once per event, as somebody types a word letter by letter over 25,000 events. */
const texts = new WeakMap<HistoryEvent, string>()

function textOf(event: HistoryEvent): string {
  const known = texts.get(event)
  if (known !== undefined) return known
  const text = `${event.id} ${event.type} ${JSON.stringify(eventDetail(event))}`.toLowerCase()
  texts.set(event, text)
  return text
}

export function filterEvents(events: readonly HistoryEvent[], filter: EventFilter): HistoryEvent[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  const found = events.filter(
    event => (!filter.isFailedOnly || eventTone(event) === 'failed') && words.every(word => textOf(event).includes(word)),
  )
  return filter.isNewestFirst ? found.reverse() : found
}
