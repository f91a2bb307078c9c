import type { DynamoDbDependencies } from '../dependencies.ts'
import type { TableRecord } from '../tables/table-record.ts'
import type { Item } from '../values/attribute-value.ts'

/** What ReturnItemCollectionMetrics asks for. */
export type CollectionWish = 'NONE' | 'SIZE' | undefined

/** The items of one hash key, in the table and its local indexes. */
export interface CollectionMetrics {
  ItemCollectionKey: Item
  /** Between these, in gigabytes. */
  SizeEstimateRangeGB: [number, number]
}

const gigabyte = 1024 ** 3

/** AWS: of tables with local indexes, where they are asked for. A collection has not more than its table. */
export async function collectionMetrics(
  { items }: Pick<DynamoDbDependencies, 'items'>,
  wish: CollectionWish,
  { table, key }: { table: TableRecord; key: Item },
): Promise<CollectionMetrics | undefined> {
  if (wish !== 'SIZE' || table.indexes.every(({ isGlobal }) => isGlobal)) return undefined
  const hash = table.keySchema.find(({ KeyType }) => KeyType === 'HASH')!.AttributeName
  const { bytes } = await items.counts(table)
  return { ItemCollectionKey: { [hash]: key[hash]! }, SizeEstimateRangeGB: [0, Math.max(1, Math.ceil(bytes / gigabyte))] }
}

/** Of the changes of several tables: one for each collection, by table. */
export async function collectionsByTable(
  deps: Pick<DynamoDbDependencies, 'items'>,
  wish: CollectionWish,
  changed: readonly { table: TableRecord; key: Item }[],
): Promise<Record<string, CollectionMetrics[]> | undefined> {
  const found: Record<string, CollectionMetrics[]> = {}
  const seen = new Set<string>()
  for (const each of changed) {
    const metrics = await collectionMetrics(deps, wish, each)
    const name = each.table.name
    const which = JSON.stringify([name, metrics?.ItemCollectionKey])
    if (!metrics || seen.has(which)) continue
    seen.add(which)
    found[name] = [...(found[name] ?? []), metrics]
  }
  return seen.size > 0 ? found : undefined
}
