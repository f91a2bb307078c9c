import type { Clock, DataEntry, DataRange, DataStore, DataWrite } from '@pasos/engine'
import { afterPrefix } from '@pasos/engine'
import { keyLocks } from '../../declaration/key-locks.ts'
import { type StreamWriter, streamWriter } from '../streams/stream-writer.ts'
import { type IndexRecord, keysOf, type TableRecord } from '../tables/table-record.ts'
import type { Item } from '../values/attribute-value.ts'
import { equalItems } from '../values/compare-values.ts'
import { itemSize } from '../values/value-size.ts'
import { itemPlace } from './item-keys.ts'
import { parseItem, printItem } from './stored-item.ts'
import { tableCounts } from './table-counts.ts'
import { expirySpace, expiryWrites } from './time-to-live.ts'

export const itemSpace = 'dynamodb.item'
export const indexSpace = 'dynamodb.index'

/** A change of one item; `after` undefined removes it. */
export interface ItemChange {
  table: TableRecord
  before: Item | undefined
  after: Item | undefined
  /** Who changed it, when it was DynamoDB itself: records of streams tell. */
  byService?: true
}

/** The items of all tables, on disk. What is written is written with its entries in indexes and streams, as one. */
export interface ItemStore {
  get(table: TableRecord, place: string): Promise<Item | undefined>
  /** A page of the items of a table, or of one of its indexes, by their places. */
  scan(table: TableRecord, index: IndexRecord | undefined, range: DataRange): Promise<PlacedItem[]>
  /** Runs work while nobody else changes the items at those places. */
  exclusively<T>(items: readonly { table: TableRecord; place: string }[], work: () => Promise<T>): Promise<T>
  /** Writes changes as one; resolves once they are on disk. Only for work that has the items to itself. */
  write(changes: readonly ItemChange[], further?: readonly DataWrite[]): Promise<void>
  counts(table: TableRecord): Promise<{ items: number; bytes: number }>
  /** Writes what each item that the table has already adds to an order of items that it got just now. */
  enterAll(table: TableRecord, entriesOf: (item: PlacedItem) => DataWrite[]): Promise<void>
  /** Fills an index that the table got just now. */
  fillIndex(table: TableRecord, index: IndexRecord): Promise<void>
  emptyIndex(table: TableRecord, indexName: string): Promise<void>
  /** Removes everything that the table has. */
  dropTable(table: TableRecord): Promise<void>
  readonly streams: StreamWriter
}

export interface PlacedItem {
  /** Without the table's part: to go on from. */
  place: string
  item: Item
}

const FILL_PAGE = 500

export function itemStore(data: DataStore, clock: Clock): ItemStore {
  const locks = keyLocks()
  const counts = tableCounts(data)
  const streams = streamWriter(data, clock)

  async function scan(table: TableRecord, index: IndexRecord | undefined, range: DataRange): Promise<PlacedItem[]> {
    const prefix = prefixOf(table, index?.name)
    const within = {
      ...range,
      from: `${prefix}${range.from ?? ''}`,
      before: range.before === undefined ? afterPrefix(prefix) : `${prefix}${range.before}`,
    }
    const entries = await data.scan(index ? indexSpace : itemSpace, within)
    return entries.map(entry => placed(entry, prefix))
  }

  async function enterAll(table: TableRecord, entriesOf: (item: PlacedItem) => DataWrite[]): Promise<void> {
    for (let from: string | undefined = ''; from !== undefined; ) {
      const page = await scan(table, undefined, { from, limit: FILL_PAGE })
      const writes = page.flatMap(entriesOf)
      if (writes.length > 0) await data.commit(writes)
      // The space sorts before every digit and `!`: the place just behind the last one.
      from = page.length < FILL_PAGE ? undefined : `${page.at(-1)!.place} `
    }
  }

  return {
    streams,
    async get(table, place) {
      const text = await data.get(itemSpace, `${prefixOf(table)}${place}`)
      return text === undefined ? undefined : parseItem(text as string)
    },
    scan,
    exclusively: (items, work) =>
      locks.run(
        items.map(({ table, place }) => `${prefixOf(table)}${place}`),
        work,
      ),
    async write(changes, further = []) {
      const effective = changes.filter(({ before, after }) => before !== undefined || after !== undefined)
      const tables = [...new Map(effective.map(({ table }) => [table.id, table])).values()]
      for (const table of tables) {
        await counts.load(table)
        if (table.stream) await streams.load(table)
      }
      // From here on nothing waits: numbers of streams are given in the order in which the commits are.
      const writes = effective.flatMap(change => [...writesOf(change), ...streams.writesOf(change)])
      for (const change of effective) counts.change(change.table, sizeChange(change))
      await data.commit([...writes, ...tables.map(counts.write), ...further])
      for (const table of tables) if (table.stream) streams.tell(table)
    },
    counts: counts.load,
    enterAll,
    fillIndex: (table, index) => enterAll(table, ({ item }) => indexWrite(table, index, item, printItem)),
    async emptyIndex(table, indexName) {
      const prefix = prefixOf(table, indexName)
      await data.commit([{ space: indexSpace, from: prefix, before: afterPrefix(prefix) }])
    },
    async dropTable(table) {
      const prefix = prefixOf(table)
      counts.forget(table)
      streams.forget(table)
      const spaces = [itemSpace, indexSpace, ...counts.spaces, ...streams.spaces, expirySpace]
      await data.commit(spaces.map(space => ({ space, from: prefix, before: afterPrefix(prefix) })))
    },
  }
}

function prefixOf(table: TableRecord, indexName?: string): string {
  return indexName === undefined ? `${table.id}:` : `${table.id}:${indexName}:`
}

function placed({ key, value }: DataEntry, prefix: string): PlacedItem {
  return { place: key.slice(prefix.length), item: parseItem(value as string) }
}

function sizeChange({ before, after }: ItemChange): { items: number; bytes: number } {
  return {
    items: (after ? 1 : 0) - (before ? 1 : 0),
    bytes: (after ? itemSize(after) : 0) - (before ? itemSize(before) : 0),
  }
}

function writesOf({ table, before, after }: ItemChange): DataWrite[] {
  if (before && after && equalItems(before, after)) return []
  const place = itemPlace((after ?? before)!, keysOf(table))
  const writes: DataWrite[] = [{ space: itemSpace, key: `${prefixOf(table)}${place}`, value: after && printItem(after) }]
  for (const index of table.indexes) {
    const old = before ? indexWrite(table, index, before, () => undefined) : []
    const next = after ? indexWrite(table, index, after, printItem) : []
    const stays = new Set(next.map(write => write.key))
    writes.push(...old.filter(write => !stays.has(write.key)), ...next)
  }
  writes.push(...expiryWrites(table, place, before, after))
  return writes
}

/** The entry of an item in an index: none where the item lacks the index's key. */
function indexWrite(
  table: TableRecord,
  index: IndexRecord,
  item: Item,
  value: (projected: Item) => string | undefined,
): { space: string; key: string; value: string | undefined }[] {
  const keys = keysOf(table, index.keySchema)
  const names = keys.range ? [keys.hash.name, keys.range.name] : [keys.hash.name]
  if (!names.every(name => Object.hasOwn(item, name))) return []
  // Two items may have the same index key: the table's own key follows.
  const place = `${itemPlace(item, keys)}${itemPlace(item, keysOf(table))}`
  return [{ space: indexSpace, key: `${prefixOf(table, index.name)}${place}`, value: value(projected(table, index, item)) }]
}

function projected(table: TableRecord, index: IndexRecord, item: Item): Item {
  const { ProjectionType, NonKeyAttributes = [] } = index.projection
  if (ProjectionType === 'ALL') return item
  const part: Item = {}
  const names = [...table.keySchema, ...index.keySchema].map(({ AttributeName }) => AttributeName)
  for (const name of [...names, ...(ProjectionType === 'INCLUDE' ? NonKeyAttributes : [])])
    if (Object.hasOwn(item, name)) part[name] = item[name]!
  return part
}
