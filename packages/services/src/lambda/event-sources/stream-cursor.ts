import type { DataStore, DataWrite } from '@pasos/engine'
import type { StreamRecord } from './stream-batch.ts'
import { closed, type Windows } from './stream-window.ts'

/** How far a reader has read its part of a stream, on disk: what is before it was handled or given up. */
export interface StreamCursor extends Windows {
  /** Where to read on, as the stream's reader has it. */
  from: string
  /** How often the batch at this place has failed. */
  retries: number
  /** Records of the next batch, while a failed one is searched for the record that spoils it. */
  size?: number
  /** While there is something of it ahead: how far the readers had come when the stream was in other parts, for each number of parts. */
  handled?: string[][]
}

/** The records of a stream that one reader of a mapping takes: those of some items, by their keys. */
export interface StreamPart {
  index: number
  /** Into how many parts the stream is parted: 1 to 10. */
  of: number
}

const space = 'lambda.stream-cursor'
const beginning: StreamCursor = { from: '', retries: 0 }

/** A mapping whose stream is not parted has the UUID for its key. */
function keyOf(uuid: string, { index, of }: StreamPart): string {
  return of === 1 ? uuid : `${uuid} ${of} ${index}`
}

/** Where a mapping begins that has not read yet. */
export function firstCursor(uuid: string, from: string): DataWrite {
  return cursorWrite(uuid, { index: 0, of: 1 }, { ...beginning, from })
}

export function cursorWrite(uuid: string, part: StreamPart, cursor: StreamCursor): DataWrite {
  return { space, key: keyOf(uuid, part), value: JSON.stringify(cursor) }
}

/** From the beginning where nothing is known. */
export async function readCursor(data: DataStore, uuid: string, part: StreamPart): Promise<StreamCursor> {
  const text = await data.get(space, keyOf(uuid, part))
  return text === undefined ? beginning : (JSON.parse(String(text)) as StreamCursor)
}

/** Nobody reads on. */
export function cursorsGone(uuid: string): DataWrite {
  return { space, ...keysOf(uuid) }
}

/**
 * The parts of a stream, as many as are wanted. Where it was in other parts before, all of them begin where the slowest had come to, and what
 * others had handled beyond it is not handled again. Windows that are open are of the former parts, and are closed.
 */
export async function partStream(data: DataStore, uuid: string, of: number, now: number): Promise<StreamPart[]> {
  const parts = Array.from({ length: of }, (_, index) => ({ index, of }))
  const former = await cursorsOf(data, uuid)
  if (former.length > 0 && former[0]!.part.of === of) return parts
  const places = former.map(({ cursor }) => cursor)
  const slowest = places.reduce((one, other) => (other.from < one.from ? other : one), places[0] ?? beginning)
  const reached = places.length === 0 ? [] : [places.map(({ from }) => from)]
  const cursor = cursorAt(slowest.from, farthest([...reached, ...(slowest.handled ?? [])]))
  const closing = places.flatMap(place => closed(place, now).closing ?? [])
  const first = { ...cursor, ...(closing.length > 0 && { closing }) }
  await data.commit([cursorsGone(uuid), ...parts.map(part => cursorWrite(uuid, part, part.index === 0 ? first : cursor))])
  return parts
}

/** The next batch begins here. */
export function cursorAt(from: string, handled: StreamCursor['handled'], windows: Windows = {}): StreamCursor {
  const ahead = handled?.filter(places => places.some(place => place > from)) ?? []
  return { from, retries: 0, ...(ahead.length > 0 && { handled: ahead }), ...windows }
}

/** Whether a record is of this part, and was not handled when the stream was in other parts. */
export function isOfPart({ index, of }: StreamPart, { handled = [] }: StreamCursor): (record: StreamRecord) => boolean {
  return ({ sequenceNumber, hash }) => hash % of === index && !handled.some(places => sequenceNumber < places[hash % places.length]!)
}

/** Of each number of parts once. */
function farthest(handled: readonly string[][]): string[][] {
  const byCount = new Map<number, string[]>()
  for (const places of handled) {
    const others = byCount.get(places.length) ?? []
    byCount.set(
      places.length,
      places.map((place, index) => [place, others[index] ?? ''].sort().at(-1)!),
    )
  }
  return [...byCount.values()]
}

/** In the order of the parts, of which there are ten at most. */
async function cursorsOf(data: DataStore, uuid: string): Promise<{ part: StreamPart; cursor: StreamCursor }[]> {
  const entries = await data.scan(space, { ...keysOf(uuid), limit: 10 })
  return entries.map(({ key, value }) => {
    const [, of = '1', index = '0'] = key.split(' ')
    return { part: { index: Number(index), of: Number(of) }, cursor: JSON.parse(String(value)) as StreamCursor }
  })
}

function keysOf(uuid: string): { from: string; before: string } {
  return { from: uuid, before: `${uuid}!` }
}
