import type { HistoryEvent } from '@pasos/asl'
import { readEvents } from '../history-text/history-text.ts'
import type { HistoryPage } from './journal.ts'

/** A page of large events is short: so much text, some ten milliseconds of parsing, and at least one event. */
const mostCharacters = 1024 * 1024

interface PageRequest {
  reverse: boolean
  after?: number
  limit: number
}

/**
 * Events of one execution from its chunks, which are given in the order of reading from the one on that holds the first event wanted.
 * Chunks hold some hundred events at most.
 */
export function readHistory(chunks: Iterable<{ events: string }>, { reverse, after, limit }: PageRequest): HistoryPage {
  const isWanted = (id: number): boolean => after === undefined || (reverse ? id < after : id > after)
  const events: HistoryEvent[] = []
  let characters = 0
  for (const { events: text } of chunks) {
    if (events.length > 0 && characters + text.length > mostCharacters) return { events: events.slice(0, limit), more: true }
    const read = readEvents(text)
    characters += read.characters
    for (const event of reverse ? read.events.reverse() : read.events) if (isWanted(event.id)) events.push(event)
    if (events.length > limit) break
  }
  return { events: events.slice(0, limit), more: events.length > limit }
}
