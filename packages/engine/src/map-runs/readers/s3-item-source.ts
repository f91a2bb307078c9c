import { type Json, mostItems, putMember, StatesFailure } from '@pasos/asl'
import { integrationOf } from '@pasos/integrations'
import type { ItemPageRead, ItemRequest, ItemSource } from '../../ports/map-runs.ts'
import { ObjectsRefused, type StoredObjects } from '../../ports/stored-objects.ts'
import { type Items, ItemsUnreadable, type Place, type ReadItem } from './item-reader.ts'
import { itemsOf } from './reader-of.ts'

const resources: readonly (string | undefined)[] = ['s3:getObject', 's3:listObjectsV2']

/** Readers that stay open between two pages, so that nothing is read twice. Further ones begin again where they were. */
const mostOpen = 64

/** Bytes in one page of items, about. */
const pageBytes = 4 * 1024 * 1024

/** A reader between two pages. */
interface OpenReader {
  items: Items
  /** Read, but of no page yet. */
  left: ReadItem[]
  at: number
  isThrough: boolean
}

/** Items from the objects of S3: ItemReader's `s3:getObject` and `s3:listObjectsV2`. `objects` is asked for once there is something to read. */
export function s3ItemSource(objects: () => StoredObjects): ItemSource {
  // By Map Run and cursor, the longest unused first.
  const open = new Map<string, OpenReader>()

  const taken = (request: ItemRequest): OpenReader => {
    const name = nameOf(request.mapRunArn, request.cursor)
    const found = open.get(name)
    open.delete(name)
    if (found !== undefined) return found
    const from = request.cursor === undefined ? undefined : (JSON.parse(request.cursor) as Place)
    return { items: itemsOf(objects(), request, from), left: [], at: 0, isThrough: false }
  }

  const keep = async (name: string, reader: OpenReader): Promise<void> => {
    open.set(name, reader)
    const [oldest] = open
    if (oldest === undefined || open.size <= mostOpen) return
    open.delete(oldest[0])
    await oldest[1].items.return(undefined)
  }

  return {
    claims: resource => resources.includes(integrationOf(resource)),
    async read(request) {
      try {
        const reader = taken(request)
        const page = await pageOf(reader, request)
        if (page.outcome === 'read' && !page.isLast && page.next !== undefined) await keep(nameOf(request.mapRunArn, page.next), reader)
        else await reader.items.return(undefined)
        return page
      } catch (error) {
        if (error instanceof StatesFailure) return { outcome: 'failed', error: error.error, cause: error.cause }
        if (!(error instanceof ObjectsRefused || error instanceof ItemsUnreadable)) throw error
        return { outcome: 'failed', error: 'States.ItemReaderFailed', cause: error.message }
      }
    },
  }
}

function nameOf(mapRunArn: string, cursor: string | undefined): string {
  return `${mapRunArn} ${cursor ?? ''}`
}

async function pageOf(reader: OpenReader, { item, most, config }: ItemRequest): Promise<ItemPageRead> {
  const allowed = mostItems(config) - item
  const values: Json[] = []
  const keys: string[] = []
  const sources: string[] = []
  let next: Place | undefined
  let bytes = 0
  while (values.length < Math.min(most, allowed) && bytes < pageBytes && (await hasMore(reader))) {
    const read = reader.left[reader.at++]!
    putMember(values, values.length, read.value)
    if (read.key !== undefined) keys.push(read.key)
    if (read.source !== undefined) sources.push(read.source)
    bytes += read.bytes
    next = read.next
  }
  const isLast = values.length >= allowed || !(await hasMore(reader))
  return {
    ...{ outcome: 'read', values, isLast },
    ...(keys.length > 0 ? { keys } : {}),
    ...(sources.length > 0 ? { sources } : {}),
    ...(isLast || next === undefined ? {} : { next: JSON.stringify(next) }),
  }
}

async function hasMore(reader: OpenReader): Promise<boolean> {
  while (reader.at >= reader.left.length && !reader.isThrough) {
    const read = await reader.items.next()
    reader.isThrough = read.done === true
    reader.left = read.done === true ? [] : [...read.value]
    reader.at = 0
  }
  return reader.at < reader.left.length
}
