import type { HistoryEvent, HistoryEventType, Json, JsonObject } from '@pasos/asl'
import { EVENT_TYPES, FIRST_SHAPE, OTHER_SHAPE, SHAPES, SHORTEST_SHARED, type Shape, saysWhole } from './event-codes.ts'

/**
 * Events as stores keep them: a fifth of their JSON, and made in less time. A JSON array without names: the first id and its time, then for
 * each event its head, and what the head says that follows:
 *
 * - the head is `type + 128 * (distance + 2 * time + 4 * shape)`;
 * - `distance`: how far back its previous event is, when that is not the one before it;
 * - `time`: milliseconds since the event before it, when there are any;
 * - what its shape of details names: a text as it is, or the place of the same text in this row; anything else in brackets.
 *
 * A row from before is an array of events as they are, and so is one that holds what can't be told like this.
 */
export function writeEvents(events: readonly HistoryEvent[]): string {
  const first = events[0]
  if (first === undefined) return '[]'
  const written: Json[] = [first.id, first.timestamp]
  const texts: string[] = []
  let time = first.timestamp
  let id = first.id
  for (const event of events) {
    const type = typeCodes.get(event.type)
    const key = detailsKeyOf(event)
    if (type === undefined || key === null || event.id !== id) return JSON.stringify(events)
    const distance = id - event.previousEventId
    const passed = event.timestamp - time
    const details = key && event[key]!
    const shape = details === undefined ? 0 : shapeOf(key!, details)
    written.push(type + 128 * ((distance === 1 ? 0 : 1) + (passed === 0 ? 0 : 2) + 4 * shape))
    if (distance !== 1) written.push(distance)
    if (passed !== 0) written.push(passed)
    if (shape === OTHER_SHAPE) written.push(key!, [details!])
    else if (shape !== 0) writeDetails(details!, written, texts)
    time = event.timestamp
    id++
  }
  return JSON.stringify(written)
}

/** Events from what a store kept. `characters`: how long their texts are, each as often as it occurs. */
export function readEvents(text: string): { events: HistoryEvent[]; characters: number } {
  const parsed = JSON.parse(text) as HistoryEvent[] | Json[]
  if (typeof parsed[0] !== 'number') return { events: parsed as HistoryEvent[], characters: text.length }
  return new Reading(parsed as [number, number, ...Json[]]).events()
}

class Reading {
  private readonly written: readonly Json[]
  private readonly texts: string[] = []
  private id: number
  private time: number
  private at = 2
  private characters = 0

  constructor(written: readonly [number, number, ...Json[]]) {
    this.written = written
    this.id = written[0]
    this.time = written[1]
  }

  events(): { events: HistoryEvent[]; characters: number } {
    const events: HistoryEvent[] = []
    while (this.at < this.written.length) events.push(this.event())
    return { events, characters: this.characters }
  }

  private next(): Json {
    const value = this.written[this.at++]
    if (value === undefined) throw new Error('A row of the history ends too early.')
    return value
  }

  private event(): HistoryEvent {
    const head = Number(this.next())
    const type = EVENT_TYPES[head % 128]
    const said = Math.floor(head / 128)
    if (type === undefined) throw new Error(`There is no event of code ${head}.`)
    const previousEventId = this.id - (said & 1 ? Number(this.next()) : 1)
    if (said & 2) this.time += Number(this.next())
    const event: HistoryEvent = { id: this.id++, previousEventId, timestamp: this.time, type }
    this.characters += EVENT_CHARACTERS
    const code = said >> 2
    if (code === OTHER_SHAPE) {
      const key = this.next() as Shape['key']
      const [details] = this.next() as [JsonObject]
      event[key] = details
      this.characters += JSON.stringify(details).length
    } else if (code !== 0) {
      const shape = SHAPES[code - FIRST_SHAPE]
      if (shape === undefined) throw new Error(`There are no details of code ${code}.`)
      event[shape.key] = this.details(shape)
    }
    return event
  }

  private details({ names }: Shape): JsonObject {
    const details: JsonObject = {}
    for (const name of names) details[name] = saysWhole(name) ? WHOLE : this.value()
    return details
  }

  private value(): Json {
    const value = this.next()
    if (typeof value === 'object') return (value as Json[])[0]!
    const text = typeof value === 'number' ? this.texts[value] : String(value)
    if (text === undefined) throw new Error(`There is no text ${value} in a row of the history.`)
    if (typeof value === 'string' && text.length >= SHORTEST_SHARED) this.texts.push(text)
    this.characters += text.length
    return text
  }
}

const WHOLE: JsonObject = Object.freeze({ truncated: false })
/** About what an event has beside its texts, as JSON. */
const EVENT_CHARACTERS = 150
/** So many texts back it is looked for the same one: a state's output is the next one's input, and that of its task. */
const SHARED_WITHIN = 8

const typeCodes = new Map<HistoryEventType, number>(EVENT_TYPES.map((type, code) => [type, code]))
const shapesOfKey = new Map<string, { code: number; names: readonly string[] }[]>()
for (const [at, { key, names }] of SHAPES.entries())
  shapesOfKey.set(key, [...(shapesOfKey.get(key) ?? []), { code: FIRST_SHAPE + at, names }])

/** The name of an event's details; undefined: it has none; null: it has what no event has. */
function detailsKeyOf(event: HistoryEvent): Shape['key'] | undefined | null {
  let key: Shape['key'] | undefined
  for (const name in event) {
    if (name === 'id' || name === 'previousEventId' || name === 'timestamp' || name === 'type') continue
    if (key !== undefined) return null
    key = name as Shape['key']
  }
  return key !== undefined && event[key] === undefined ? null : key
}

function shapeOf(key: string, details: JsonObject): number {
  for (const shape of shapesOfKey.get(key) ?? []) if (hasShape(details, shape.names)) return shape.code
  return OTHER_SHAPE
}

function hasShape(details: JsonObject, names: readonly string[]): boolean {
  let at = 0
  for (const name in details) {
    if (name !== names[at++] || details[name] === undefined) return false
    if (saysWhole(name) && !isWhole(details[name])) return false
  }
  return at === names.length
}

function isWhole(value: Json): boolean {
  if (typeof value !== 'object' || value === null || (value as JsonObject)['truncated'] !== false) return false
  for (const name in value) if (name !== 'truncated') return false
  return true
}

function writeDetails(details: JsonObject, written: Json[], texts: string[]): void {
  for (const name in details) {
    if (saysWhole(name)) continue
    const value = details[name]!
    if (typeof value !== 'string') {
      written.push([value])
      continue
    }
    const same = value.length < SHORTEST_SHARED ? -1 : placeOf(value, texts)
    if (same !== -1) written.push(same)
    else {
      written.push(value)
      if (value.length >= SHORTEST_SHARED) texts.push(value)
    }
  }
}

function placeOf(text: string, texts: readonly string[]): number {
  const end = Math.max(0, texts.length - SHARED_WITHIN)
  for (let at = texts.length - 1; at >= end; at--) if (texts[at] === text) return at
  return -1
}
