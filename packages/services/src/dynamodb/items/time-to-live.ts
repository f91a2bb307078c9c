import { afterPrefix, type Clock, type DataStore, type DataWrite } from '@pasos/engine'
import { keysOf, type TableRecord } from '../tables/table-record.ts'
import type { Item } from '../values/attribute-value.ts'
import { parseDecimal } from '../values/number.ts'
import { itemPlace } from './item-keys.ts'
import type { ItemStore } from './item-store.ts'

export const expirySpace = 'dynamodb.expiry'
const PAGE = 100
/** DynamoDB leaves alone what should have expired so long ago: five years. */
const TOO_OLD_SECONDS = 5 * 365 * 86_400

/** The second at which the item expires, when it says one. */
function expiryOf(table: TableRecord, item: Item | undefined): number | undefined {
  const value = table.ttlAttribute === undefined || item === undefined ? undefined : item[table.ttlAttribute]
  if (value === undefined || !('N' in value)) return undefined
  const { mantissa, exponent } = parseDecimal(value.N)
  const second = Number(mantissa) * 10 ** exponent
  return second > 0 && second < 1e12 ? Math.floor(second) : undefined
}

function expiryKey(table: TableRecord, second: number, place: string): string {
  return `${table.id}:${String(second).padStart(12, '0')}:${place}`
}

/** What a change of an item changes in the order of expiry. */
export function expiryWrites(table: TableRecord, place: string, before: Item | undefined, after: Item | undefined): DataWrite[] {
  const [old, next] = [expiryOf(table, before), expiryOf(table, after)]
  if (old === next) return []
  const writes: DataWrite[] = []
  if (old !== undefined) writes.push({ space: expirySpace, key: expiryKey(table, old, place), value: undefined })
  if (next !== undefined) writes.push({ space: expirySpace, key: expiryKey(table, next, place), value: '' })
  return writes
}

/** Enters the items that a table has already when it gets an attribute of expiry. */
export function fillExpiry(items: ItemStore, table: TableRecord): Promise<void> {
  return items.enterAll(table, ({ item, place }) => expiryWrites(table, place, undefined, item))
}

export async function emptyExpiry(data: DataStore, table: TableRecord): Promise<void> {
  const prefix = `${table.id}:`
  await data.commit([{ space: expirySpace, from: prefix, before: afterPrefix(prefix) }])
}

/** Removes the items of a table whose time has come. DynamoDB does it within days, here it is a matter of seconds. */
export async function removeExpired(items: ItemStore, data: DataStore, clock: Clock, table: TableRecord): Promise<void> {
  const now = Math.floor(clock.now() / 1_000)
  const [from, before] = [expiryKey(table, Math.max(0, now - TOO_OLD_SECONDS), ''), expiryKey(table, now, '')]
  for (;;) {
    const due = await data.scan(expirySpace, { from, before, limit: PAGE })
    for (const { key } of due) {
      const place = key.slice(key.indexOf(':', table.id.length + 1) + 1)
      await removeOne(items, table, place, now, { space: expirySpace, key, value: undefined })
    }
    if (due.length < PAGE) return
  }
}

function removeOne(items: ItemStore, table: TableRecord, place: string, now: number, done: DataWrite): Promise<void> {
  return items.exclusively([{ table, place }], async () => {
    const item = await items.get(table, place)
    const expiry = expiryOf(table, item)
    const isDue = item !== undefined && expiry !== undefined && expiry < now && itemPlace(item, keysOf(table)) === place
    await items.write(isDue ? [{ table, before: item, after: undefined, byService: true }] : [], [done])
  })
}
